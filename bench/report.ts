/** Turns the measurements into the table and the JSON line that the benchmark prints. */
import type { Measurement } from './measure.ts';

/** Smallest, middle and largest of some numbers. */
export interface Spread {
  min: number;
  median: number;
  max: number;
}

/** The results of one tool over all rounds. */
export interface ToolReport {
  tool: string;
  wall_s: Spread;
  /** Rows requested a second, start-up included. */
  rows_per_s: Spread;
  cpu_s: number;
  peak_rss_mb: number;
  rows: number;
  duplicates: number;
  parquet_bytes: number;
  /** How many times as fast as this tool the first tool was, round by round. */
  first_is_faster: Spread;
}

/** Sums up each tool; the tools' measurements stand in the order of the rounds, the first tool is compared to all. */
export function reportTools(results: Map<string, Measurement[]>, requested: number): ToolReport[] {
  const first = [...results.values()][0] ?? [];
  return [...results].map(([tool, runs]) => {
    const last = runs.at(-1)!;
    return {
      tool,
      wall_s: spread(runs.map((run) => run.wall_s)),
      rows_per_s: spread(runs.map((run) => Math.round(requested / run.wall_s))),
      cpu_s: spread(runs.map((run) => run.cpu_s)).median,
      peak_rss_mb: Math.max(...runs.map((run) => run.peak_rss_mb)),
      rows: last.rows,
      duplicates: last.duplicates,
      parquet_bytes: last.parquet_bytes,
      first_is_faster: spread(runs.map((run, round) => Number((run.wall_s / first[round]!.wall_s).toFixed(2)))),
    };
  });
}

/** The reports as a Markdown table. */
export function reportTable(reports: ToolReport[]): string {
  const base = reports[0]?.tool ?? '';
  const head = ['tool', 'wall s', 'rows/s', `${base} is × as fast`, 'cpu s', 'peak MiB', 'rows', 'repeated keys', 'MB'];
  const lines = reports.map((report) => [
    report.tool,
    spreadText(report.wall_s, (value) => value.toFixed(2)),
    spreadText(report.rows_per_s, (value) => value.toLocaleString('en-GB')),
    report.tool === base ? '' : spreadText(report.first_is_faster, (value) => value.toFixed(1)),
    report.cpu_s.toFixed(2),
    report.peak_rss_mb.toFixed(0),
    report.rows.toLocaleString('en-GB'),
    report.duplicates.toLocaleString('en-GB'),
    (report.parquet_bytes / 1e6).toFixed(1),
  ]);
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** `smallest / **middle** / largest` */
export function spreadText(values: Spread, text: (value: number) => string): string {
  return `${text(values.min)} / **${text(values.median)}** / ${text(values.max)}`;
}

/** Sums up at least one number. */
export function spread(numbers: number[]): Spread {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { min: sorted[0]!, median, max: sorted.at(-1)! };
}
