import type { ResourceOutcome, RunSummary } from '../../core/events.ts';
import { formatError } from './errors.ts';
import { painter, type Paint } from './paint.ts';
import { printable } from './printable.ts';
import { count, duration, plural, size } from '../../core/quantities.ts';
import { layoutTable, type Cell, type Column } from './table.ts';
import { wrapText } from './wrap-text.ts';

export interface SummaryOptions {
  /** Columns of the terminal; where there is none, choose wide enough. */
  readonly width: number;
  readonly colour: boolean;
}

interface SummaryRow {
  readonly marker: Cell;
  readonly name: string;
  readonly published: Cell;
  readonly sums: Sums;
  readonly file: string;
}

type Sums = Pick<ResourceOutcome, 'rowsRead' | 'rowsPublished' | 'duplicates' | 'rejected' | 'requests' | 'ms'> & {
  readonly bytes: number;
};

const MARKERS: Readonly<Record<ResourceOutcome['status'], Cell>> = {
  published: { text: '✓', style: 'green' },
  failed: { text: '✗', style: 'red' },
  interrupted: { text: '■', style: 'yellow' },
};

/**
 * The closing account of a run, without a newline at the end: a table of the resources with their total, the errors of
 * those that failed, and how the run ended in one sentence.
 */
export function summaryTable(summary: RunSummary, { width, colour }: SummaryOptions): string {
  const paint = painter(colour);
  const errors = summary.resources.flatMap(({ resource, error }) =>
    error === undefined ? [] : [`${printable(resource)}\n${formatError(error, { colour, width })}`],
  );
  const blocks = [
    resourceTable(summary, width, paint),
    skippedParents(summary, width),
    ignoredAnswers(summary, width),
    discarded(summary, width),
    rejectedRows(summary, width),
    ...errors,
    wrapText(closing(summary), width).join('\n'),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function resourceTable(summary: RunSummary, width: number, paint: Paint): string {
  const rows = summary.resources.map(resourceRow);
  const all = rows.length > 1 ? [...rows, totalRow(summary, rows)] : rows;
  if (rows.length === 0) return '';
  const { lines, shown, fits } = layoutTable(COLUMNS, all, { width, paint });
  if (!fits) return all.flatMap((row) => record(row, width, paint)).join('\n');
  const below = rows.map((row) => leftOut(row, shown)).filter((line) => line !== '');
  return [...lines, ...(below.length === 0 ? [] : ['', ...below.flatMap((line) => wrapText(line, width, '  '))])].join(
    '\n',
  );
}

/** What the table had no room for. A path is there to be copied: it is never cut. */
function leftOut({ name, sums, file }: SummaryRow, shown: readonly string[]): string {
  if (shown.includes('file')) return '';
  const facts = [
    ...(sums.bytes === 0 || shown.includes('size') ? [] : [size(sums.bytes)]),
    ...(shown.includes('time') ? [] : [duration(sums.ms)]),
  ];
  return facts.length === 0 ? file : `${file || name}: ${facts.join(', ')}`;
}

function resourceRow(outcome: ResourceOutcome): SummaryRow {
  const { resource, status, file = '', bytes = 0, rowsPublished } = outcome;
  return {
    marker: MARKERS[status],
    name: printable(resource),
    published:
      status === 'published'
        ? { text: count(rowsPublished) }
        : { text: status, short: 'stopped', style: MARKERS[status].style },
    sums: { ...outcome, bytes },
    file: printable(file),
  };
}

function totalRow({ ms }: RunSummary, rows: readonly SummaryRow[]): SummaryRow {
  const sum = (field: keyof Sums): number => rows.reduce((done, { sums }) => done + sums[field], 0);
  const rowsPublished = sum('rowsPublished');
  return {
    marker: { text: '' },
    name: 'total',
    published: { text: count(rowsPublished) },
    // The resources ran side by side: their times do not add up.
    sums: {
      rowsRead: sum('rowsRead'),
      rowsPublished,
      duplicates: sum('duplicates'),
      rejected: sum('rejected'),
      requests: sum('requests'),
      bytes: sum('bytes'),
      ms,
    },
    file: '',
  };
}

const COLUMNS: readonly Column<SummaryRow>[] = [
  { label: '', rank: 0, cell: (row) => row.marker },
  { label: 'resource', rank: 0, gap: 1, min: 20, cell: (row) => ({ text: row.name }) },
  number('read', 0, ({ sums }) => ({ text: count(sums.rowsRead) })),
  { ...number('published', 0, (row) => row.published), min: 9 },
  number('duplicates', 0, ({ sums }) => ({ text: count(sums.duplicates) })),
  number('rejected', 0, ({ sums }) => rejectedCell(sums.rejected)),
  number('requests', 4, ({ sums }) => ({ text: count(sums.requests) })),
  number('size', 1, ({ sums }) => ({ text: sums.bytes === 0 ? '' : size(sums.bytes) })),
  number('time', 2, ({ sums }) => ({ text: duration(sums.ms) })),
  { label: 'file', rank: 3, cell: (row) => ({ text: row.file }) },
];

function number(label: string, rank: number, cell: (row: SummaryRow) => Cell): Column<SummaryRow> {
  return { label, rank, right: true, cell };
}

function rejectedCell(rejected: number): Cell {
  return { text: count(rejected), style: rejected > 0 ? 'yellow' : undefined };
}

/** The same for a terminal that is too narrow for a table. */
function record({ marker, name, published, sums, file }: SummaryRow, width: number, paint: Paint): string[] {
  const facts = [
    `${count(sums.rowsRead)} read`,
    published.style === undefined ? `${published.text} published` : published.text,
    plural(sums.duplicates, 'duplicate'),
    `${count(sums.rejected)} rejected`,
    ...(sums.bytes === 0 ? [] : [size(sums.bytes)]),
    duration(sums.ms),
  ];
  const [first = '', ...more] = wrapText(name, width - 2);
  return [
    `${paint(marker.text || ' ', marker.style)} ${paint(first, 'bold')}`,
    ...[...more, ...packed(facts, width - 2), ...(file === '' ? [] : wrapText(file, width - 2))].map(
      (line) => `  ${line}`,
    ),
  ];
}

/** The facts in one sentence, broken between them only. */
function packed(facts: readonly string[], width: number): string[] {
  const sentence = facts.map((fact) => fact.replaceAll(' ', '\u00a0')).join(', ');
  return wrapText(sentence, width).map((line) => line.replaceAll('\u00a0', ' '));
}

function skippedParents({ resources }: RunSummary, width: number): string {
  return resources
    .filter(({ parentsSkipped }) => parentsSkipped > 0)
    .map(({ resource, parentsSkipped }) => {
      const parents = plural(parentsSkipped, 'parent');
      return `${printable(resource)}: ${parents} without a usable key: not asked for children`;
    })
    .flatMap((line) => wrapText(line, width, '  '))
    .join('\n');
}

function ignoredAnswers({ resources }: RunSummary, width: number): string {
  return resources
    .filter(({ ignored = 0 }) => ignored > 0)
    .map(
      ({ resource, ignored = 0 }) => `${printable(resource)}: ${plural(ignored, 'answer')} ignored by response_actions`,
    )
    .flatMap((line) => wrapText(line, width, '  '))
    .join('\n');
}

function discarded({ resources }: RunSummary, width: number): string {
  return resources
    .flatMap(({ resource, discarded }) => (discarded === undefined ? [] : [{ resource, ...discarded }]))
    .map(({ resource, rows, values, reasons }) => {
      const parts = [...(rows > 0 ? [plural(rows, 'row')] : []), ...(values > 0 ? [plural(values, 'value')] : [])];
      return `${printable(resource)}: ${parts.join(' and ')} left out by schema_contract: ${printable(reasons.join('; '))}`;
    })
    .flatMap((line) => wrapText(line, width, '  '))
    .join('\n');
}

function rejectedRows({ resources }: RunSummary, width: number): string {
  return resources
    .filter(({ rejectedFile }) => rejectedFile !== undefined)
    .flatMap(({ resource, rejected, rejectedFile, rejectedReason }) => [
      ...wrapText(
        `${printable(resource)}: ${plural(rejected, 'row')} rejected: ${printable(rejectedReason ?? '')}`,
        width,
        '  ',
      ),
      // A path is there to be copied: it is never cut.
      `  kept in   ${printable(rejectedFile!)}`,
      ...wrapText(
        `correct resources.${printable(resource)} or the data; on_reject: ignore lets the run succeed`,
        Math.max(20, width - 12),
      ).map((line, index) => `${index === 0 ? '  fix       ' : ' '.repeat(12)}${line}`),
    ])
    .join('\n');
}

function closing({ resources, out, interrupted, ms }: RunSummary): string {
  const of = (status: ResourceOutcome['status']): number => resources.filter((one) => one.status === status).length;
  const failed = of('failed');
  const ending = [
    `Published ${of('published')} of ${plural(resources.length, 'resource')} in ${printable(out)} in ${duration(ms)}`,
    ...(failed === 0 ? [] : [`; ${failed} failed`]),
    ...(interrupted ? ['; interrupted: the work done is kept, and the next run goes on from there'] : []),
  ];
  return `${ending.join('')}.`;
}
