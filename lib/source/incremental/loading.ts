/** The incremental loading of one resource in one run: what is asked for, what is kept of the answers, what is new. */
import { map, type OperatorFunction } from 'rxjs';
import type { Page, ResourceInfo, Row } from '../../core/types.ts';
import type { Receipt } from '../../core/receipt.ts';
import { rowText } from '../../rows/row-text.ts';
import { consumerOf, type Consumer, type ConsumerGiven, type ConsumerTaken } from './consumer.ts';
import { CursorError } from './cursor-error.ts';
import { cursorReader } from './cursor-path.ts';
import { legsOf, type Edge, type Leg, type Legs } from './legs.ts';
import { orderOf, placeOf, type Mark, type Order } from './order.ts';
import type { Progress } from './progress.ts';
import type { IncrementalSettings } from './settings.ts';

export interface LoadingOptions {
  readonly info: ResourceInfo;
  readonly settings: IncrementalSettings;
  /** Who takes the rows: the resource itself, and each of its children. */
  readonly consumers: readonly ConsumerGiven[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onWarning: (message: string) => void;
}

/** The start of every chain is fixed for the run, whatever comes while it runs. */
export class IncrementalLoading {
  readonly #options: LoadingOptions;
  readonly #order: Order;
  readonly #consumers: ReadonlyMap<string, Consumer>;
  readonly #starts = new Map<string, Mark | undefined>();
  /** Which leg a page belongs to: a page may be replaced on its way, but its receipt stays. */
  readonly #legs = new WeakMap<Receipt, Leg>();
  readonly #ended = new WeakSet<Receipt>();
  #toldOrder = false;

  constructor(options: LoadingOptions) {
    const { info, settings, consumers } = options;
    const name = { resource: info.name, cursorPath: settings.cursorPath };
    const order = orderOf(settings.lastValueFunc, name);
    const read = cursorReader(settings.cursorPath);
    const markOf = (row: Row): Mark | undefined => {
      const raw = read(row);
      return raw === undefined || raw === null ? undefined : order.mark(raw);
    };
    this.#options = options;
    this.#order = order;
    this.#markOf = markOf;
    this.#isNull = (row) => read(row) === null;
    this.#consumers = new Map(
      consumers.map((given) => [given.info.name, consumerOf(given, { ...options, order, markOf, parent: info })]),
    );
  }

  readonly #markOf: (row: Row) => Mark | undefined;
  readonly #isNull: (row: Row) => boolean;

  /** @param parent the key columns of a child's parent */
  legs(parent?: Row): Legs {
    const { settings, now } = this.#options;
    return legsOf(settings, this.#order, this.#startOf(parent), now);
  }

  /** Says which leg a page was asked for by. */
  claim(page: Page, leg: Leg): Page {
    this.#legs.set(page.receipt, leg);
    return page;
  }

  /** Whether no row of the pages after this one is in the range, by `row_order`. */
  ends(page: Page): boolean {
    return this.#ended.has(page.receipt);
  }

  /** Leaves out the rows that are not in the range that was asked for. */
  readonly within: OperatorFunction<Page, Page> = map((page) => {
    const leg = this.#legs.get(page.receipt) ?? this.legs(page.parent).leg(0);
    const rows: Row[] = [];
    const { rowOrder } = this.#options.settings;
    let ended = false;
    let unordered = false;
    for (const row of page.rows) {
      const mark = this.#markOf(row);
      if (mark === undefined) {
        if (this.#includesMissing(row)) rows.push(row);
        continue;
      }
      const before = isOutside(this.#order.position(mark, leg.start?.mark ?? mark), leg.start, -1);
      const beyond = isOutside(this.#order.position(mark, leg.end?.mark ?? mark), leg.end, 1);
      if (!before && !beyond) {
        rows.push(row);
        unordered ||= ended;
      }
      ended ||= (before && rowOrder === 'desc') || (beyond && rowOrder === 'asc');
    }
    if (ended && !unordered) this.#ended.add(page.receipt);
    if (unordered) this.#tellOrder();
    return rows.length === page.rows.length ? page : { ...page, rows };
  });

  /** The rows that are new to one of the consumers. */
  newTo(name: string): OperatorFunction<Page, Page> {
    const consumer = this.#consumers.get(name);
    return map((page) => {
      const rows = consumer?.trackerOf(keyOf(page.parent, this.#options.settings)).take(page.rows) ?? page.rows;
      return rows === page.rows ? page : { ...page, rows };
    });
  }

  /** How far one of the consumers has got with what it took; `undefined` where that is not to be kept. */
  reached(name: string): Progress | undefined {
    return this.#options.settings.endValue === undefined ? this.#consumers.get(name)?.reached() : undefined;
  }

  /** What the consumers have taken in this run, as JSON: what they are given again where the run goes on later. */
  taken(): Readonly<Record<string, ConsumerTaken>> {
    return Object.fromEntries([...this.#consumers].map(([name, consumer]) => [name, consumer.taken()]));
  }

  /** Where a chain starts: so that everybody gets what is new to him. */
  #startOf(parent: Row | undefined): Mark | undefined {
    const { settings } = this.#options;
    const key = keyOf(parent, settings);
    if (!this.#starts.has(key)) {
      const starts = [...this.#consumers.values()].map((consumer) => consumer.trackerOf(key).start);
      const initial = settings.initialValue === undefined ? undefined : this.#order.mark(settings.initialValue);
      this.#starts.set(key, starts.length === 0 ? initial : furthestBack(starts, initial, this.#order));
    }
    return this.#starts.get(key);
  }

  #includesMissing(row: Row): boolean {
    const { settings, info } = this.#options;
    if (settings.onMissing !== 'raise') return settings.onMissing === 'include';
    const what = this.#isNull(row) ? 'null' : 'missing';
    throw new CursorError(`the cursor ${settings.cursorPath} of a row is ${what}: ${excerpt(row)}`, {
      ...placeOf({ resource: info.name, cursorPath: settings.cursorPath }),
      fix: 'correct cursor_path, or set on_cursor_value_missing to include or exclude',
    });
  }

  #tellOrder(): void {
    if (this.#toldOrder) return;
    this.#toldOrder = true;
    const { settings, onWarning } = this.#options;
    onWarning(`the rows are not in the order that row_order: ${settings.rowOrder} says, so all pages are asked for`);
  }
}

/** @param side -1 for the start, 1 for the end */
function isOutside(position: number, edge: Edge | undefined, side: -1 | 1): boolean {
  if (edge === undefined) return false;
  return position === 0 ? !edge.closed : Math.sign(position) === side;
}

/** With `per_parent` each parent has a cursor of its own; otherwise there is one. */
function keyOf(parent: Row | undefined, { perParent }: IncrementalSettings): string {
  return perParent && parent !== undefined ? rowText(Object.values(parent)) : '';
}

/** A function of the user may have no order between two cursors: then it is the beginning. */
function furthestBack(
  starts: readonly (Mark | undefined)[],
  initial: Mark | undefined,
  order: Order,
): Mark | undefined {
  return starts.reduce((a, b) => {
    if (a === undefined || b === undefined) return undefined;
    const position = order.position(a, b);
    if (position <= 0) return a;
    return order.position(b, a) <= 0 ? b : initial;
  });
}

function excerpt(row: Row): string {
  const text = rowText(row);
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}
