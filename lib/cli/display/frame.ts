import type { Paint, Style } from './paint.ts';
import { printable } from './printable.ts';
import { count, plural, size, wholeSeconds } from '../../core/quantities.ts';
import { ended, runTotals, treeOrder, type ResourceView, type RunTotals, type RunView } from './run-view.ts';
import { layoutTable, type Cell, type Column } from './table.ts';
import { cut, textWidth } from './text-width.ts';

export interface FrameOptions {
  /** No line is wider than this. */
  readonly width: number;
  /** There are no more lines than this. */
  readonly height: number;
  /** Milliseconds of the clock that the view was made with. */
  readonly now: number;
  readonly paint: Paint;
}

type Numbers = Pick<ResourceView, 'pages' | 'rows' | 'rejected' | 'requests' | 'retries' | 'waited' | 'bytes'>;

/** Characters of a bar, and the columns of a terminal that has no room for one. */
const BAR = 10;
const NARROW = 72;

/** One line of the frame: a resource or the total. */
interface FrameRow {
  readonly marker: Cell;
  readonly name: Cell;
  readonly numbers: Numbers;
  readonly done: number | undefined;
  readonly waiting: boolean;
  readonly ms: number;
  readonly state: Cell;
}

interface Look {
  readonly marker: string;
  readonly style: Style | undefined;
}

const LOOKS: Readonly<Record<ResourceView['state']['name'], Look>> = {
  waiting: { marker: '○', style: 'dim' },
  fetching: { marker: '●', style: 'cyan' },
  retrying: { marker: '↻', style: 'yellow' },
  publishing: { marker: '●', style: 'cyan' },
  published: { marker: '✓', style: 'green' },
  failed: { marker: '✗', style: 'red' },
  interrupted: { marker: '■', style: 'yellow' },
};

/** Labels, one line a resource, the total: the block that the terminal shows while a run is under way. */
export function frameLines(run: RunView, options: FrameOptions): string[] {
  if (run.startedAt === undefined || options.height < 1) return [];
  const tree = treeOrder(run);
  const room = roomFor(tree.length, options.height);
  const chosen = busiest(
    tree.map(({ view }) => view),
    room,
  );
  const rows = tree
    .filter(({ view }) => chosen.has(view))
    .map(({ view, depth }) => resourceRow(view, depth, options.now));
  // As in the lines of the resources: what is still to come has not been waited.
  const waited = Math.max(0, ...tree.map(({ view }) => view.waited - stillToWait(view, options.now)));
  const totals = { ...runTotals(run), waited };
  const totalRow = {
    marker: { text: '' },
    name: { text: 'total' },
    numbers: totals,
    done: undefined,
    waiting: false,
    ms: options.now - run.startedAt,
    state: totalState(totals, (run.pausedUntil ?? 0) - options.now),
  };
  const all = [...rows, totalRow];
  const [labels = '', ...body] = layoutTable(frameColumns(totals, all, options.width), all, options).lines;
  const hidden = tree.length - rows.length;
  if (hidden > 0 && options.height > 1) {
    body.splice(-1, 0, options.paint(cut(`   … and ${count(hidden)} more`, options.width), 'dim'));
  }
  return body.length < options.height ? [labels, ...body] : body;
}

/** How many resources have a line of their own, beside the labels, the total and perhaps the rest's line. */
function roomFor(resources: number, height: number): number {
  if (resources + 1 <= height) return resources;
  return Math.max(0, height - (height > 3 ? 3 : 2));
}

function busiest(views: readonly ResourceView[], room: number): ReadonlySet<ResourceView> {
  const rank = (view: ResourceView): number => {
    if (view.state.name === 'failed') return 1;
    if (view.state.name === 'waiting') return 2;
    return ended(view) ? 3 : 0;
  };
  // Requests count by powers of two, so that lines do not change places with every request.
  const order = (a: ResourceView, b: ResourceView): number =>
    rank(a) - rank(b) || Math.clz32(a.requests) - Math.clz32(b.requests);
  return new Set(views.toSorted(order).slice(0, room));
}

function resourceRow(view: ResourceView, depth: number, now: number): FrameRow {
  const { marker, style } = LOOKS[view.state.name];
  return {
    marker: { text: marker, style },
    name: { text: '  '.repeat(depth) + printable(view.resource), style: style === 'dim' ? style : undefined },
    numbers: { ...view, waited: view.waited - stillToWait(view, now) },
    done: view.done,
    waiting: view.state.name === 'waiting',
    ms: view.outcome?.ms ?? now - view.startedAt,
    state: { ...stateText(view, now), style },
  };
}

function stateText({ state, outcome }: ResourceView, now: number): Cell {
  switch (state.name) {
    case 'retrying': {
      const { attempt, limit, reason } = state.retry;
      const wait = wholeSeconds(state.until - now);
      return { text: `retry ${attempt}/${limit} in ${wait}: ${printable(reason)}`, short: `retry in ${wait}` };
    }
    case 'failed':
      return { text: `failed: ${printable(state.message)}` };
    case 'published': {
      const file = outcome?.bytes === undefined ? '' : `, ${size(outcome.bytes)}`;
      return { text: `published ${plural(outcome?.rowsPublished ?? 0, 'row')}${file}`, short: 'published' };
    }
    default:
      return { text: state.name };
  }
}

/** @param pause milliseconds that all requests still wait */
function totalState({ resources, published, failed }: RunTotals, pause: number): Cell {
  const tail = `${failed === 0 ? '' : `, ${failed} failed`}${pause > 0 ? `, waiting ${wholeSeconds(pause)}` : ''}`;
  return { text: `${published} of ${resources} published${tail}`, short: `${published}/${resources}${tail}` };
}

/** Up to a third of the width for the reason of a failure; what else has a short form is content with that. */
function roomForState(rows: readonly FrameRow[], width: number): number {
  const wanted = rows.map(({ state: { text, short, style } }) => textWidth(style === 'red' ? text : (short ?? text)));
  return Math.max(14, Math.min(60, Math.floor(width * 0.33), Math.max(...wanted)));
}

/** Milliseconds of the wait that is under way. */
function stillToWait({ state }: ResourceView, now: number): number {
  return state.name === 'retrying' ? Math.max(0, state.until - now) : 0;
}

function doneCell(done: number | undefined): Cell {
  if (done === undefined) return { text: '' };
  const share = `${Math.floor(done * 100)} %`;
  const filled = Math.floor(done * BAR);
  return { text: `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${share.padStart(5)}`, short: share };
}

function frameColumns(totals: RunTotals, rows: readonly FrameRow[], width: number): Column<FrameRow>[] {
  const columns: Column<FrameRow>[] = [
    { label: '', rank: 0, cell: (row) => row.marker },
    { label: 'resource', rank: 0, gap: 1, min: Math.max(8, Math.floor(width * 0.25)), cell: (row) => row.name },
    number('rows', 0, (row) => count(row.numbers.rows)),
    { label: 'done', rank: 1, right: true, min: width < NARROW ? 5 : BAR + 6, cell: (row) => doneCell(row.done) },
    number('pages', 4, (row) => count(row.numbers.pages)),
    number('rows/s', 3, (row) => (row.ms < 1000 ? '' : count((row.numbers.rows * 1000) / row.ms))),
    number('time', 6, (row) => wholeSeconds(row.ms)),
    number('requests', 8, (row) => count(row.numbers.requests)),
    number('retries', 5, (row) => count(row.numbers.retries)),
    number('rejected', 2, (row) => count(row.numbers.rejected)),
    number('waited', 7, (row) => wholeSeconds(row.numbers.waited)),
    number('received', 9, (row) => size(row.numbers.bytes)),
    { label: 'state', rank: 0, min: roomForState(rows, width), cell: (row) => row.state },
  ];
  // What has not happened takes no room.
  const has: Readonly<Record<string, boolean>> = {
    done: rows.some(({ done }) => done !== undefined),
    retries: totals.retries > 0,
    waited: totals.waited >= 1000,
    rejected: totals.rejected > 0,
  };
  return columns.filter(({ label }) => has[label] ?? true);
}

function number(label: string, rank: number, text: (row: FrameRow) => string): Column<FrameRow> {
  // Zeros of a resource whose turn has not come would only distract.
  return { label, rank, right: true, cell: (row) => ({ text: row.waiting ? '' : text(row) }) };
}
