import { statusText } from '../http/check-status.ts';
import type { PreparedSource } from '../run/run.ts';
import { keptCredentials } from '../run/kept-credentials.ts';
import { preview, type Exchange, type Preview } from '../run/preview.ts';
import { planNamed } from '../run/source-pages.ts';
import { previewTable } from './display/preview-table.ts';
import { printable } from './display/printable.ts';
import { duration, plural, size } from '../core/quantities.ts';
import { rowFormats } from './display/row-formats.ts';
import { streamOptions } from './display/stream-options.ts';
import { EXIT } from './exit-codes.ts';
import type { LoadedSource } from './load-source.ts';
import { prepareSource } from './prepare-source.ts';
import { tellOnStderr } from './tell-on-stderr.ts';

export interface PreviewFlags {
  readonly rows: number;
  readonly out: string;
  readonly format: 'table' | keyof typeof rowFormats;
  readonly set?: readonly string[];
}

/** Requests that are told one by one; a child may need one for each of many parents. */
const TOLD = 10;

/** `millrace preview`: fetches what a few rows need, and writes no file. */
export async function previewCommand(loaded: LoadedSource, resource: string, flags: PreviewFlags) {
  const { rows: limit, format, out, set = [] } = flags;
  const source = await prepareSource(loaded, set);
  // Rows for a program are not to be mixed with anything.
  const beside = format === 'table' ? process.stdout : process.stderr;
  const kept = keptCredentials(out);
  let requests = 0;
  const onExchange = (exchange: Exchange) => {
    requests += 1;
    if (requests <= TOLD) beside.write(`${exchangeLine(exchange)}\n`);
  };
  const seen = await preview(source, resource, { limit, kept, onExchange, onEvent: tellOnStderr });
  if (requests > TOLD) beside.write(`… and ${plural(requests - TOLD, 'more request')}\n`);
  process.stdout.write(
    format === 'table' ? `\n${table(source, resource, seen)}\n` : rowFormats[format](seen.rows, seen.columns),
  );
  const [rejected] = seen.rejected;
  if (rejected !== undefined) {
    process.stderr.write(`${plural(seen.rejected.length, 'row')} would be rejected: ${printable(rejected.reason)}\n`);
  }
  return EXIT.ok;
}

function exchangeLine({ resource, method, url, status, bytes, ms }: Exchange): string {
  return printable(`${resource}: ${method} ${url} → ${statusText(status)}, ${size(bytes)} in ${duration(ms)}`);
}

function table(source: PreparedSource, resource: string, { rows, columns, stoppedBy }: Preview): string {
  const { primaryKey, parentColumns } = planNamed(source.plans, resource).info;
  const key = [...parentColumns, ...primaryKey];
  const ending = {
    end:
      rows.length === 0 ? 'There are no rows.' : `There are no more rows than ${rows.length === 1 ? 'this' : 'these'}.`,
    rows: `The first ${plural(rows.length, 'row')}; there may be more.`,
    empty: `${plural(rows.length, 'row')}; it stopped as page after page had none.`,
  }[stoppedBy];
  if (rows.length === 0) return ending;
  return `${previewTable(rows, columns, { ...streamOptions(process.stdout), key })}\n\n${ending}`;
}
