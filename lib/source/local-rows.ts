/** The pages of a resource that is not fetched: its rows are given, or in a file. */
import { pathToFileURL } from 'node:url';
import { defer, finalize, from, map, of, type Observable } from 'rxjs';
import type { MergedResource } from '../config/merge-defaults.ts';
import { ConfigError } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import { Receipt } from '../core/receipt.ts';
import type { ApiRequest, Page, Row } from '../core/types.ts';
import { paginate } from '../operators/paginate.ts';
import { fileRows } from './local-file.ts';
import { batchesOf } from './local-values.ts';
import type { ResourcePlan } from './plan.ts';

/**
 * The pages of a resource that has `rows` or a `file`. None of them says how to go on behind it: what they are read from
 * may be another one next time, so it is always read from its beginning.
 */
export function localRows({ info, settings }: ResourcePlan): Observable<Page> {
  const { name, file } = settings;
  const address = file === undefined ? `rows:${encodeURIComponent(name)}` : String(pathToFileURL(file));
  const request: ApiRequest = {
    resource: name,
    method: 'GET',
    url: address,
    params: {},
    headers: {},
    credentialOrigin: '',
  };
  return defer(() => {
    const leaving = new AbortController();
    const batches = withLast(valuesOf(settings, leaving.signal));
    let index = 0;
    const pageOf = ({ values, last }: Batch): Page => ({
      resource: info,
      index: index++,
      request,
      response: { status: 200, headers: {}, url: address, body: undefined, bytes: 0 },
      rows: values.map(toRow),
      rejected: [],
      ...(last && { last }),
      receipt: new Receipt(),
    });
    return of(batches).pipe(
      paginate<typeof batches, Page>({
        send: () => from(batches.next()).pipe(map(({ value }) => pageOf(value as Batch))),
        next: ({ last }) => (last ? undefined : batches),
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
