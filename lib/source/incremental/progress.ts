/** Where incremental loading got to, as it is kept between runs. */
import { isRecord } from '../../core/is-record.ts';
import type { IncrementalSettings } from './settings.ts';

/** Along one cursor: of the resource, or of one parent. Cursors are JSON here, see `kept`. */
export interface Reached {
  /** Where loading began; without it, with the first row there was. */
  readonly initial_value?: unknown;
  readonly last_value: unknown;
  /** The rows from `from` on that were loaded: the hash of each, with its cursor, or null where it has none. */
  readonly boundary?: {
    readonly from: unknown;
    /** The columns that the hashes are of; without them, of whole rows. */
    readonly by?: readonly string[];
    readonly rows: Readonly<Record<string, unknown>>;
  };
}

export interface Progress extends Partial<Reached> {
  readonly cursor_path: string;
  readonly last_value_func: 'max' | 'min' | 'function';
  /** With `per_parent`: by the key of the parent. */
  readonly parents?: Readonly<Record<string, Reached>>;
}

/** All that is kept of one resource. */
export interface StateValue extends Partial<Progress> {
  /** For a child: how far its parent's rows have been asked for theirs, where the parent is incremental. */
  readonly parent_rows?: Progress;
  /** Nothing was published, so that no file is to be expected. */
  readonly no_file?: true;
}

/** What was kept; whatever has another form counts as nothing. */
export function stateValue(stored: unknown): StateValue {
  if (!isRecord(stored)) return {};
  const { parent_rows: ofParent, no_file: noFile, ...own } = stored;
  return {
    ...(isProgress(own) && own),
    ...(isProgress(ofParent) && { parent_rows: ofParent }),
    ...(noFile === true && { no_file: noFile }),
  };
}

export function progressOf(value: StateValue): Progress | undefined {
  const own: Record<string, unknown> = { ...value };
  delete own['parent_rows'];
  delete own['no_file'];
  return isProgress(own) ? own : undefined;
}

function isProgress(value: unknown): value is Progress {
  return isRecord(value) && typeof value['cursor_path'] === 'string' && typeof value['last_value_func'] === 'string';
}

export function functionName({ lastValueFunc }: IncrementalSettings): Progress['last_value_func'] {
  return typeof lastValueFunc === 'function' ? 'function' : lastValueFunc;
}

/** How the configuration differs from the one that the progress was made with, so that it says nothing any more. */
export function changeSince(progress: Progress, settings: IncrementalSettings): string | undefined {
  const func = functionName(settings);
  if (progress.cursor_path !== settings.cursorPath) return `cursor_path was ${progress.cursor_path}`;
  if (progress.last_value_func !== func) return `last_value_func was ${progress.last_value_func}`;
  if ((progress.parents !== undefined) !== settings.perParent) return `per_parent was ${String(!settings.perParent)}`;
  return undefined;
}

/** A cursor as JSON: big integers keep their digits, times are texts. */
export function kept(cursor: unknown): unknown {
  if (typeof cursor === 'bigint') return { bigint: String(cursor) };
  return cursor instanceof Date ? cursor.toISOString() : cursor;
}

export function unkept(value: unknown): unknown {
  return isRecord(value) && typeof value['bigint'] === 'string' ? BigInt(value['bigint']) : value;
}
