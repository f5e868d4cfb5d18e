/** Rows and requests of two sides, in a form in which equal means the same. */
import { assert } from 'chai';
import type { MockRequest } from '../../dlt/mock-server.ts';
import type { PeerRow, Side } from './both-sides.ts';
import { nameOf, type Expected, type PeerCase } from './peer-cases.ts';

/** How a request gets there, which is each client's own affair. */
const TRANSPORT = new Set(['host', 'connection', 'user-agent', 'accept', 'accept-encoding', 'content-length']);

/** Both gave the same rows and sent the same requests, and as many rows as the case says. */
export function assertSame(one: PeerCase, dlt: Side, millrace: Side): void {
  assert.equal(millrace.error, null, 'millrace failed');
  assert.equal(dlt.error, null, 'dlt failed');
  assert.deepEqual(compared(one, millrace), compared(one, dlt));
  assert.lengthOf(dlt.rows, one.rows!, 'rows');
}

/** Both failed, and had sent the same requests until then. */
export function assertBothFail(one: PeerCase, dlt: Side, millrace: Side): void {
  assert.include(dlt.error, one.fails!);
  assert.isString(millrace.error, 'millrace did not fail');
  assert.deepEqual(compared(one, millrace).requests, compared(one, dlt).requests);
}

/** Each gave what the case says of it, and that is not the same. */
export function assertDiffer(one: PeerCase, dlt: Side, millrace: Side): void {
  const { differs } = one;
  assertGave(one, dlt, differs!.dlt, 'dlt');
  assertGave(one, millrace, differs!.millrace, 'millrace');
  const outcome = (side: Side) => ({ ...compared(one, side), failed: side.error !== null });
  assert.notDeepEqual(outcome(millrace), outcome(dlt), 'there is no difference any more');
}

function assertGave(one: PeerCase, side: Side, wanted: Expected, who: string): void {
  if (wanted.error === undefined) assert.equal(side.error, null, who);
  else assert.include(side.error, wanted.error, who);
  const free = isFree(one) ? sorted : (list: readonly unknown[]) => list;
  const { requests, ids, rows, count } = wanted;
  if (count !== undefined) assert.lengthOf(side.rows, count, `rows of ${who}`);
  if (rows !== undefined) assert.deepEqual(free(side.rows), free(rows), `rows of ${who}`);
  if (ids !== undefined) assert.deepEqual(free(side.rows.map(({ id }) => plain(id))), free(ids), `ids of ${who}`);
  const asked = side.requests.map(({ method, url }) => `${method} ${url}`);
  if (requests !== undefined) assert.deepEqual(free(asked), free(requests), `requests of ${who}`);
}

/** Where there are parents and children, dlt asks for them in turns and millrace for each parent's, as they come. */
function isFree({ config, runs }: PeerCase): boolean {
  return config.resources.length > 1 || runs !== undefined;
}

function compared(one: PeerCase, side: Side) {
  const requests = side.requests.map((request) => sent(request));
  const rows = one.runs === undefined ? side.rows.map((row) => own(one, row)) : side.rows.map(({ id }) => plain(id));
  return isFree(one) ? { requests: sorted(requests), rows: sorted(rows) } : { requests, rows };
}

function sent({ method, path, query, headers, body, json, origin }: MockRequest) {
  const own = Object.entries(headers).filter(([name]) => !TRANSPORT.has(name));
  return {
    method,
    path: path
      .split('/')
      .map((part) => encodeURIComponent(decodeURIComponent(part)))
      .join('/'),
    query: sorted([...query].map(([name, value]) => `${name}=${value.replaceAll(origin, 'ORIGIN')}`)),
    headers: Object.fromEntries(own.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    body: json ?? body,
  };
}

/** A row without the columns that tie it to its parent, which millrace always adds. */
function own({ config }: PeerCase, row: PeerRow): unknown {
  if (typeof row !== 'object' || row === null) return row;
  const included = new Set(config.resources.flatMap((resource) => includedBy(resource)));
  const names = config.resources.map((resource) => `_${nameOf(resource)}_`);
  const isTie = (key: string) => names.some((name) => key.startsWith(name)) && !included.has(key);
  return Object.fromEntries(Object.entries(row).filter(([key]) => !isTie(key)));
}

function includedBy(resource: PeerCase['config']['resources'][number]): string[] {
  if (typeof resource === 'string' || !Array.isArray(resource['include_from_parent'])) return [];
  const parents = JSON.stringify(resource).matchAll(/resources\.(\w+)\.|"resource":"(\w+)"/g);
  const fields = resource['include_from_parent'] as string[];
  return [...parents].flatMap(([, written, resolved]) => fields.map((field) => `_${written ?? resolved}_${field}`));
}

const plain = (value: unknown) => (typeof value === 'bigint' ? Number(value) : value);
const sorted = (list: readonly unknown[]) =>
  list
    .map((value) => [JSON.stringify(value), value] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => value);
