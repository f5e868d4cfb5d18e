/** The pages of a resource that is not fetched: its rows are given, or in a file. */
import { pathToFileURL } from 'node:url';
import { defer, EMPTY, finalize, from, mergeMap, of, type Observable } from 'rxjs';
import type { MergedResource } from '../config/merge-defaults.ts';
import { beginAt, type ChainStart } from '../core/chain-start.ts';
import { ConfigError } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import { Receipt } from '../core/receipt.ts';
import type { ApiRequest, Page, Row } from '../core/types.ts';
import { paginate } from '../operators/paginate.ts';
import { fileRows } from './local-file.ts';
import { batchesOf } from './local-values.ts';
import type { ResourcePlan } from './plan.ts';

/** Makes the pages of a resource that has `rows` or a `file`, from the beginning or from where `start` says. */
export function localRows(plan: ResourcePlan): (start?: ChainStart) => Observable<Page> {
  const { settings } = plan;
  const address =
    settings.file === undefined ? `rows:${encodeURIComponent(settings.name)}` : String(pathToFileURL(settings.file));
  return (start) =>
    defer(() => {
      const first = beginAt(start, requestAt(settings.name, address, 0));
      const skipped = Number(first.params['from']);
      const leaving = new AbortController();
      const batches = withLast(skipping(valuesOf(settings, leaving.signal), skipped));
      let position = skipped;
      let index = start?.index ?? 0;
      const pageOf = (request: ApiRequest, { values, last }: Batch): Page => {
        position += values.length;
        return {
          resource: plan.info,
          index: index++,
          request,
          response: { status: 200, headers: {}, url: address, body: undefined, bytes: 0 },
          rows: values.map(toRow),
          rejected: [],
          ...(last ? { last } : { next: requestAt(settings.name, address, position) }),
          receipt: new Receipt(),
        };
      };
      return of(first).pipe(
        paginate<ApiRequest, Page>({
          send: (request) =>
            from(batches.next()).pipe(
              mergeMap(({ done, value }) => (done === true ? EMPTY : of(pageOf(request, value))), 1),
            ),
          next: ({ next }) => next,
          accept: ({ receipt }) => receipt.accepted,
        }),
        finalize(() => {
          leaving.abort();
          batches.return(undefined).catch(() => undefined);
        }),
      );
    });
}

interface Batch {
  readonly values: readonly unknown[];
  readonly last: boolean;
}

/** A page is asked for by where it begins, as if there were an API. */
function requestAt(resource: string, url: string, position: number): ApiRequest {
  return { resource, method: 'GET', url, params: { from: position }, headers: {}, credentialOrigin: '' };
}

async function* valuesOf(
  { name, rows, file }: MergedResource,
  signal: AbortSignal,
): AsyncGenerator<readonly unknown[]> {
  try {
    yield* file === undefined ? batchesOf(rows!, signal) : fileRows(file);
  } catch (cause) {
    throw new ConfigError(`cannot read ${file ?? 'its rows'}: ${(cause as Error).message}`, {
      resource: name,
      setting: `resources.${name}.${file === undefined ? 'rows' : 'file'}`,
      cause,
    });
  }
}

async function* skipping(
  batches: AsyncIterable<readonly unknown[]>,
  count: number,
): AsyncGenerator<readonly unknown[]> {
  let left = count;
  for await (const batch of batches) {
    if (left < batch.length) yield left > 0 ? batch.slice(left) : batch;
    left = Math.max(0, left - batch.length);
  }
}

/** Says of the last batch that it is; where there is none, it is an empty one. */
async function* withLast(batches: AsyncIterable<readonly unknown[]>): AsyncGenerator<Batch> {
  let before: readonly unknown[] | undefined;
  for await (const batch of batches) {
    if (before !== undefined) yield { values: before, last: false };
    before = batch;
  }
  yield { values: before ?? [], last: true };
}

/** As with an API, a plain value is the row `{ value }`. */
function toRow(value: unknown): Row {
  return isRecord(value) && !(value instanceof Date) ? value : { value };
}
