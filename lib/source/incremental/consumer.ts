/** Who takes the rows of an incremental resource: its own file, or a child that is asked for each of them. */
import type { ResourceInfo, Row } from '../../core/types.ts';
import { rowText } from '../../rows/row-text.ts';
import { CursorError } from './cursor-error.ts';
import type { Mark, Order } from './order.ts';
import { changeSince, functionName, type Progress, type Reached } from './progress.ts';
import { keyHash, wholeRowHash, type RowHash } from './row-hash.ts';
import type { IncrementalSettings } from './settings.ts';
import { Tracker, type Rules, type Taken } from './tracker.ts';

export interface ConsumerGiven {
  readonly info: ResourceInfo;
  /** Where it had got to. */
  readonly progress: Progress | undefined;
  /** What this run has given it already, where it goes on: by the key of the parent. */
  readonly taken?: ConsumerTaken | undefined;
}

export type ConsumerTaken = Readonly<Record<string, Taken>>;

export interface Consumer {
  /** @param key of the parent, with `per_parent` */
  trackerOf(key: string): Tracker;
  reached(): Progress | undefined;
  taken(): ConsumerTaken;
}

interface Source {
  /** The resource that has the rows. */
  readonly parent: ResourceInfo;
  readonly settings: IncrementalSettings;
  readonly order: Order;
  readonly markOf: (row: Row) => Mark | undefined;
  readonly onWarning: (message: string) => void;
}

/** More rows at one cursor are worth a hint, since a hash of each is kept. */
const MANY = 10_000;

/** Throws a `CursorError` where going on would either leave rows out or add them a second time. */
export function consumerOf(given: ConsumerGiven, source: Source): Consumer {
  const { settings, order, markOf } = source;
  const before = usable(given, source);
  const rules: Rules = {
    settings,
    order,
    markOf,
    hash: hashOf(given.info, source),
    remembersCursorless: given.info.writeDisposition === 'append',
  };
  const trackers = new Map<string, Tracker>();
  let told = false;
  const trackerOf = (key: string): Tracker => {
    const known = trackers.get(key);
    if (known !== undefined) return known;
    const tracker = new Tracker(
      rules,
      before && (settings.perParent ? own(before.parents ?? {}, key) : reachedOf(before)),
      own(given.taken ?? {}, key),
    );
    trackers.set(key, tracker);
    if (tracker.isBackfill && !told) {
      told = true;
      source.onWarning(
        `initial_value is before where loading began, so ${given.info.name} also takes what was left out until now`,
      );
    }
    return tracker;
  };
  // What it was given before counts, whether more comes or not.
  for (const key of Object.keys(given.taken ?? {})) trackerOf(key);
  return {
    trackerOf,
    taken: () => Object.fromEntries([...trackers].map(([key, tracker]) => [key, tracker.taken])),
    reached: () => {
      const made = [...trackers].flatMap(([key, tracker]) => {
        const reached = tracker.reached();
        return reached === undefined ? [] : [[key, trimmed(reached, given.info, source)] as const];
      });
      const kind = { cursor_path: settings.cursorPath, last_value_func: functionName(settings) };
      if (settings.perParent) return { ...kind, parents: { ...before?.parents, ...Object.fromEntries(made) } };
      const [[, reached] = []] = made;
      return reached === undefined ? before : { ...kind, ...reached };
    },
  };
}

/** The progress, unless the resource starts anew. */
function usable({ info, progress }: ConsumerGiven, { settings, parent, onWarning }: Source): Progress | undefined {
  const startsAnew = settings.endValue !== undefined || info.writeDisposition === 'replace';
  if (startsAnew || progress === undefined) return undefined;
  const change = changeSince(progress, settings);
  if (change === undefined) return progress;
  const message = `where ${info.name} had got to in the rows of ${parent.name} has no meaning any more: ${change}`;
  if (info.writeDisposition !== 'append') {
    onWarning(`${message}; it starts over`);
    return undefined;
  }
  throw new CursorError(`${message}; starting over would append rows that are there already`, {
    resource: info.name,
    setting: settings.setting,
    fix: `set it back, or load the resource anew with --full-refresh --select ${info.name}`,
  });
}

function hashOf(info: ResourceInfo, source: Source): RowHash | undefined {
  const { name, writeDisposition, primaryKey, parentColumns, mergeKey } = info;
  const { settings, parent } = source;
  // All rows with the values of a new row in these columns are removed, and have to come again.
  if (mergeKey !== undefined && name === parent.name) return undefined;
  if (settings.rangeStart === 'open' || settings.endValue !== undefined) return undefined;
  // A row that is merged does no harm when it comes again; but where it has not changed, neither its children nor the
  // file need it.
  if (writeDisposition !== 'append' || name !== parent.name)
    return settings.lag > 0 && writeDisposition !== 'append' ? undefined : wholeRowHash;
  if (settings.dedupKey === undefined)
    return primaryKey.length === 0 ? wholeRowHash : keyHash([...parentColumns, ...primaryKey]);
  if (settings.dedupKey.length === 0) return undefined;
  return keyHash([...parentColumns, ...settings.dedupKey], (column, row) => {
    throw new CursorError(
      `a row has no ${column}, which tells rows with the same cursor apart: ${rowText(row).slice(0, 120)}`,
      {
        resource: name,
        setting: `${settings.setting}.primary_key`,
        fix: 'name columns that every row has, or none to add such rows again',
      },
    );
  });
}

/** Where many rows have the last cursor, those that are merged are not worth their hashes. */
function trimmed(reached: Reached, { name, writeDisposition }: ResourceInfo, { settings, onWarning }: Source): Reached {
  const { boundary, ...rest } = reached;
  const rows = Object.keys(boundary?.rows ?? {}).length;
  if (boundary === undefined || rows <= MANY) return reached;
  if (writeDisposition !== 'append') return rest;
  onWarning(
    `${name}: ${rows} rows may come again at the cursor ${settings.cursorPath}, and the state keeps a hash of each`,
  );
  return reached;
}

function reachedOf({ last_value: last, ...progress }: Progress): Reached | undefined {
  return last === undefined ? undefined : { ...progress, last_value: last };
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
