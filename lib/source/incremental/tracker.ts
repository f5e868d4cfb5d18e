/** Which rows are new to one who has loaded rows before, and how far they lead. */
import { isDeepStrictEqual } from 'node:util';
import type { Row } from '../../core/types.ts';
import { rowText } from '../../rows/row-text.ts';
import { CursorError } from './cursor-error.ts';
import type { Mark, Order } from './order.ts';
import { kept, unkept, type Reached } from './progress.ts';
import { keyHash, wholeRowHash, type RowHash } from './row-hash.ts';
import type { IncrementalSettings } from './settings.ts';
import { lagOf, moved } from './step.ts';

export interface Rules {
  readonly settings: IncrementalSettings;
  readonly order: Order;
  /** The cursor of a row, `undefined` where it has none. */
  readonly markOf: (row: Row) => Mark | undefined;
  /** What tells rows that were loaded before from others at the same cursor; without it nothing does. */
  readonly hash: RowHash | undefined;
  /** Whether rows without a cursor, too, are remembered by their hashes. */
  readonly remembersCursorless: boolean;
}

/** Above this, the hashes within a lag are looked through for those that are behind it. */
const PRUNED_FROM = 10_000;

/** What a tracker has taken, in the middle of a run; cursors are JSON. */
export interface Taken {
  readonly last?: unknown;
  /** The hash of each row that is remembered, with its cursor, or null where it has none. */
  readonly rows: Readonly<Record<string, unknown>>;
}

export class Tracker {
  readonly #rules: Rules;
  /** What is before this is of no interest. */
  readonly start: Mark | undefined;
  /** Rows from the start up to here are wanted although later ones were loaded: `initial_value` was moved back. */
  readonly #backfillTo: Mark | undefined;
  /** Where loading began. */
  readonly #began: Mark | undefined;
  readonly #stored: { readonly from: Mark; readonly last: Mark } | undefined;
  /** Tells whether a row was loaded before, if it is one that may come again. */
  readonly #wasLoaded: (row: Row) => boolean;
  /** The rows that the next run may meet again, those loaded before and those of this run, with their cursors. */
  readonly #loaded: Map<string, Mark | undefined>;
  #last: Mark | undefined;
  #prunedAt = PRUNED_FROM;

  /**
   * @param reached where loading got to before this run
   * @param taken what this run has taken already, where it goes on
   */
  constructor(rules: Rules, reached: Reached | undefined, taken?: Taken) {
    const { order, settings } = rules;
    const markOf = (cursor: unknown) => (cursor === undefined ? undefined : order.mark(cursor));
    const initial = markOf(settings.initialValue);
    this.#rules = rules;
    const { by, rows = {} } = reached?.boundary ?? {};
    const before = new Set(Object.keys(rows));
    const sameHash = isDeepStrictEqual(by, rules.hash?.by);
    // The configuration may have another key now, which the hashes kept say nothing of.
    const { of: hashBefore } = sameHash ? (rules.hash ?? wholeRowHash) : by === undefined ? wholeRowHash : keyHash(by);
    this.#wasLoaded = (row) => before.size > 0 && rules.hash !== undefined && before.has(hashBefore(row));
    this.#loaded = new Map(
      Object.entries(taken?.rows ?? (sameHash ? rows : {})).map(([hash, cursor]) => [
        hash,
        cursor === null ? undefined : order.mark(unkept(cursor)),
      ]),
    );
    if (reached === undefined) {
      this.#began = this.start = initial;
      this.#last = markOf(unkept(taken?.last));
      return;
    }
    const last = order.mark(unkept(reached.last_value));
    const began = markOf(unkept(reached.initial_value));
    const isBackfill =
      typeof settings.lastValueFunc !== 'function' && began !== undefined && isBefore(initial, began, order);
    const lagged = this.#lagged(last);
    const tracked = reached.boundary && rules.hash && order.mark(unkept(reached.boundary.from));
    // Rows further back than the hashes go could not be told from those that were loaded.
    const from = tracked !== undefined && order.position(tracked, lagged) > 0 ? tracked : lagged;
    this.#last = markOf(unkept(taken?.last)) ?? last;
    this.#stored = { from, last };
    this.#backfillTo = isBackfill ? began : undefined;
    this.#began = isBackfill ? initial : began;
    this.start = isBackfill ? initial : from;
  }

  get isBackfill(): boolean {
    return this.#backfillTo !== undefined;
  }

  /** The rows that are new; their cursors count from now on. */
  take(rows: readonly Row[]): readonly Row[] {
    const marked = rows.map((row) => ({ row, mark: this.#rules.markOf(row) }));
    const taken = marked.filter((one) => this.#isNew(one));
    const before = this.#last;
    for (const { mark } of taken) if (mark !== undefined) this.#last = this.#rules.order.advance(this.#last, mark);
    this.#remember(marked, before);
    return taken.length === rows.length ? rows : taken.map(({ row }) => row);
  }

  #isNew({ row, mark }: Marked): boolean {
    const { order, settings, hash } = this.#rules;
    if (mark === undefined) {
      // Each window may bring them again.
      const isRepeat = settings.step !== undefined && hash !== undefined && this.#loaded.has(hash.of(row));
      return !isRepeat && !this.#wasLoaded(row);
    }
    const atStart = this.start === undefined ? 1 : order.position(mark, this.start);
    if (atStart < 0 || (atStart === 0 && settings.rangeStart === 'open')) return false;
    const stored = this.#stored;
    if (stored === undefined) return true;
    if (this.#backfillTo !== undefined) {
      if (order.position(mark, this.#backfillTo) < 0) return true;
      const atFrom = order.position(mark, stored.from);
      if (atFrom < 0 || (atFrom === 0 && settings.rangeStart === 'open')) return false;
    }
    return order.position(mark, stored.last) > 0 || !this.#wasLoaded(row);
  }

  /** Keeps the hashes of those rows that the next run may meet again. */
  #remember(seen: readonly Marked[], before: Mark | undefined): void {
    const { order, hash, remembersCursorless } = this.#rules;
    if (hash === undefined) return;
    const from = this.#last && this.#lagged(this.#last);
    if (
      from !== undefined &&
      before !== undefined &&
      !this.#hasLag &&
      !isDeepStrictEqual(before.raw, this.#last?.raw)
    ) {
      for (const [known, mark] of this.#loaded) if (mark !== undefined) this.#loaded.delete(known);
    }
    for (const { row, mark } of seen) {
      const comesAgain =
        mark === undefined ? remembersCursorless : from !== undefined && order.position(mark, from) >= 0;
      if (comesAgain) this.#loaded.set(hash.of(row), mark);
    }
    if (this.#loaded.size > this.#prunedAt && from !== undefined) {
      this.#prune(from);
      this.#prunedAt = 2 * Math.max(this.#loaded.size, PRUNED_FROM);
    }
  }

  #prune(from: Mark): void {
    for (const [hash, mark] of this.#loaded) {
      if (mark !== undefined && this.#rules.order.position(mark, from) < 0) this.#loaded.delete(hash);
    }
  }

  /** `undefined` where no row with a cursor was ever seen. */
  reached(): Reached | undefined {
    if (this.#last === undefined) return undefined;
    const { hash } = this.#rules;
    const lagged = this.#lagged(this.#last);
    const tracked = this.#stored?.from;
    // Of what is before them nobody knows any more which rows were loaded.
    const from = tracked !== undefined && this.#rules.order.position(tracked, lagged) > 0 ? tracked : lagged;
    this.#prune(from);
    return {
      ...(this.#began !== undefined && { initial_value: kept(this.#began.raw) }),
      last_value: kept(this.#last.raw),
      ...(hash && { boundary: { from: kept(from.raw), ...(hash.by && { by: hash.by }), rows: this.#rows() } }),
    };
  }

  /** What it has taken so far. */
  get taken(): Taken {
    return { ...(this.#last !== undefined && { last: kept(this.#last.raw) }), rows: this.#rows() };
  }

  #rows(): Record<string, unknown> {
    return Object.fromEntries(
      [...this.#loaded].map(([hash, mark]) => [hash, mark === undefined ? null : kept(mark.raw)]),
    );
  }

  get #hasLag(): boolean {
    return this.#rules.settings.lag > 0;
  }

  /** Where a run starts that goes on from a cursor: as far before it as the lag says, but not before the beginning. */
  #lagged(last: Mark): Mark {
    const { settings, order } = this.#rules;
    if (!this.#hasLag) return last;
    const step = lagOf(settings.lag, last.raw);
    if (step === undefined) throw noLag(last, settings);
    const lagged = order.mark(moved(last.raw, step, settings.lastValueFunc === 'min' ? 1 : -1));
    const initial = settings.initialValue === undefined ? undefined : order.mark(settings.initialValue);
    return initial !== undefined && order.position(lagged, initial) < 0 ? initial : lagged;
  }
}

function noLag({ raw }: Mark, { setting, cursorPath }: IncrementalSettings): CursorError {
  return new CursorError(
    `the cursor ${cursorPath} is ${rowText(raw)}, which has nothing that a lag could be taken from`,
    {
      setting: `${setting}.lag`,
      fix: 'take lag away: only times, dates and numbers can have one',
    },
  );
}

interface Marked {
  readonly row: Row;
  readonly mark: Mark | undefined;
}

/** Without a mark it is the first row that there is. */
function isBefore(mark: Mark | undefined, other: Mark, order: Order): boolean {
  return mark === undefined || order.position(mark, other) < 0;
}
