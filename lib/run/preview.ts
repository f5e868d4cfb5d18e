import { lastValueFrom, map, scan, takeWhile } from 'rxjs';
import type { OnEvent, RunEvent } from '../core/events.ts';
import type { Keep } from '../core/plugin.ts';
import { redactor } from '../core/redact.ts';
import type { Page, RejectedRow, Row } from '../core/types.ts';
import type { Column } from '../rows/column-type.ts';
import { RowColumns } from '../rows/row-columns.ts';
import { publishedForm } from '../source/published-form.ts';
import type { PreparedSource } from './run.ts';
import { planNamed, sourcePages } from './source-pages.ts';

/** An API that goes on answering without rows is not asked for ever. */
const EMPTY_PAGES = 50;

/** One request, as it may be shown, and its answer. */
export interface Exchange {
  readonly resource: string;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly bytes: number;
  /** Milliseconds. */
  readonly ms: number;
}

export interface Preview {
  readonly rows: readonly Row[];
  /** The names and types that the file would have, as far as these rows tell. */
  readonly columns: readonly Column[];
  /** Rows that would be set aside, met on the way. */
  readonly rejected: readonly RejectedRow[];
  /** `end`: these are all; `rows`: there may be more; `empty`: too many pages in a row had none. */
  readonly stoppedBy: 'end' | 'rows' | 'empty';
}

export interface PreviewOptions {
  /** How many rows. */
  readonly limit: number;
  /** What authentication keeps. */
  readonly kept: Keep;
  /** Takes each request when its answer is there. */
  readonly onExchange: (exchange: Exchange) => void;
  readonly onEvent: OnEvent;
}

interface Seen {
  readonly rows: readonly Row[];
  readonly rejected: readonly RejectedRow[];
  /** Pages since the last one that had a row. */
  readonly empty: number;
}

const NOTHING: Seen = { rows: [], rejected: [], empty: 0 };

/**
 * The first rows of a resource as they would be published, duplicates aside; the secrets of the source are hidden in
 * them. No more is fetched than they need, one request after the other, and nothing is written. Rejects with what
 * stopped it; `onExchange` has then told how far it got.
 */
export async function preview(
  source: PreparedSource,
  name: string,
  { limit, kept, onExchange, onEvent }: PreviewOptions,
): Promise<Preview> {
  const form = publishedForm(planNamed(source.plans, name));
  const exchanges = pairing(onExchange);
  const redact = redactor(source.secrets);
  const pages = sourcePages(source, name, {
    concurrency: 1,
    kept,
    redact,
    onEvent: (event) => {
      exchanges(event);
      onEvent(event);
    },
  });
  const goesOn = ({ rows, empty }: Seen) => rows.length < limit && empty < EMPTY_PAGES;
  const seen = await lastValueFrom(pages.pipe(map(form.page), scan(take, NOTHING), takeWhile(goesOn, true)), {
    defaultValue: NOTHING,
  });
  const rows = seen.rows.slice(0, limit);
  const columns = new RowColumns();
  columns.nestedAsJson = form.nested === 'json';
  columns.merge(form.declared);
  columns.add(rows);
  return {
    rows: rows.map((row) => hidden(columns.renames ? columns.renamed(row) : row, redact.secretsIn) as Row),
    columns: columns.columns,
    rejected: seen.rejected,
    stoppedBy: goesOn(seen) ? 'end' : seen.rows.length < limit ? 'empty' : 'rows',
  };
}

function take({ rows, rejected, empty }: Seen, page: Page): Seen {
  return {
    rows: [...rows, ...page.rows],
    rejected: [...rejected, ...page.rejected],
    empty: page.rows.length === 0 ? empty + 1 : 0,
  };
}

/** Requests go out one after the other, so an answer belongs to the last one. */
function pairing(onExchange: (exchange: Exchange) => void): OnEvent {
  let asked: Pick<Exchange, 'resource' | 'method' | 'url'> | undefined;
  return (event: RunEvent) => {
    if (event.type === 'request') {
      const { resource, method, url } = event;
      asked = { resource, method, url };
    }
    if (event.type !== 'response' || asked === undefined) return;
    const { status, bytes, ms } = event;
    onExchange({ ...asked, status, bytes, ms });
    asked = undefined;
  };
}

function hidden(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((item) => hidden(item, hide));
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hidden(item, hide)]));
}
