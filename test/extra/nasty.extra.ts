import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert } from 'chai';
import type { EngineName } from '../../lib/engines/open-engine.ts';
import type { ReadRow } from '../helpers/read-parquet.ts';
import { testServers } from '../http/test-servers.ts';
import { configOf, runConfig } from '../run/scenario.ts';
import { askReaders, READERS, type Answer, type Filter } from './ask-readers.ts';
import { COLUMNS, MORE_NAMES, NAMES, type NastyColumn } from './nasty-rows.ts';

/** How a file of nasty values comes about: its rows as they are received, or after they were parsed. */
const WAYS: readonly { readonly name: string; readonly engine: EngineName; readonly over: object }[] = [
  { name: 'received', engine: 'duckdb', over: {} },
  { name: 'parsed', engine: 'duckdb', over: { processing_steps: [{ filter: () => true }] } },
  { name: 'parquetjs', engine: 'parquetjs', over: {} },
];

/** The rows of a table with these columns, as JSON. */
function bodyOf(columns: readonly NastyColumn[]): string {
  const rows = Array.from({ length: Math.max(...columns.map(({ values }) => values.length)) }, (_, id) => {
    const cells = columns.flatMap(({ column, values }) =>
      values[id] === undefined ? [] : [`${JSON.stringify(column)}:${values[id][0]}`],
    );
    return `{${[`"id":${id}`, ...cells].join()}}`;
  });
  return `[${rows.join(',\n')}]`;
}

const namesBody = (names: typeof NAMES) =>
  `[{${names.map(([name], i) => `${JSON.stringify(name)}:${name === 'id' ? 0 : i}`).join()}}]`;

const ODD = ['😀', '\ufffd', '', 'a\0b', '\u{10ffff}', 'key-004242'];
const DAY = 86_400_000;
const FIRST_DAY = Date.parse('0001-01-01T00:00:00Z');
const LAST_DAY = Date.parse('9999-12-31T00:00:00Z');

/** Rows of several row groups, with odd texts far apart; the days go from the first one to the last. */
const MANY = Array.from({ length: 150_000 }, (_, id) => ({
  id,
  text: (id % 25_000 === 17 ? ODD[Math.trunc(id / 25_000)] : undefined) ?? `key-${String(id).padStart(6, '0')}`,
  at: new Date(Math.min(LAST_DAY, FIRST_DAY + id * 25 * DAY)).toISOString(),
}));

/** The first day, one of before 1582, one of now, and the last. */
const MOMENTS = [0, 20_000, 29_000, 149_000].map((id) => MANY[id]!.at);

const FILTERS: readonly Filter[] = [
  ...ODD.flatMap((text, i): Filter[] => [
    { name: `is ${i}`, column: 'text', op: '==', text },
    { name: `from ${i}`, column: 'text', op: '>=', text },
  ]),
  ...MOMENTS.flatMap((time, i): Filter[] => [
    { name: `at ${i}`, column: 'at', op: '==', time },
    { name: `since ${i}`, column: 'at', op: '>=', time },
  ]),
];

/** What is told of the rows that a filter has to find. */
function wanted({ column, op, text, time }: Filter): ReadRow {
  const bytes = Buffer.from(text ?? '');
  const ids = MANY.flatMap((row) => {
    const order =
      column === 'text' ? Buffer.compare(Buffer.from(row.text), bytes) : Date.parse(row.at) - Date.parse(time!);
    return (op === '==' ? order === 0 : order >= 0) ? [row.id] : [];
  });
  assert.isNotEmpty(ids);
  const sum = ids.reduce((total, id) => total + id, 0);
  return { n: BigInt(ids.length), sum: BigInt(sum), min: BigInt(ids[0]!), max: BigInt(ids.at(-1)!) };
}

describe('extra: nasty values and names', function () {
  // Spark takes its time where others are busy.
  this.timeout(600_000);
  const servers = testServers();
  let folder: string;
  const written = new Map<string, readonly NastyColumn[]>();
  let found: Answer;
  const pathOf = (way: string, table: string) => join(folder, way, `${table}.parquet`);

  after(() => rm(folder, { recursive: true, force: true }));
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-nasty-'));
    for (const { name, engine, over } of WAYS) {
      const columns = COLUMNS.filter((one) => engine === 'duckdb' || one.refusedByParquetjs === undefined);
      written.set(name, columns);
      const bodies: Readonly<Record<string, string>> = {
        '/values': bodyOf(columns),
        '/names': namesBody(engine === 'duckdb' ? [...NAMES, ...MORE_NAMES] : NAMES),
        '/many': JSON.stringify(MANY),
      };
      const server = await servers.http((request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(bodies[request.url!]);
      });
      const hints = columns.flatMap(({ column, hint }) => (hint === undefined ? [] : [[column, hint] as const]));
      const keyed = { primary_key: 'id', write_disposition: 'merge', endpoint: { data_selector: '$' }, ...over };
      const { summary } = await runConfig(
        configOf(server.origin, [
          { ...keyed, name: 'values', columns: Object.fromEntries(hints) },
          { ...keyed, name: 'names' },
          { ...keyed, name: 'many' },
        ]),
        { out: join(folder, name), engine },
      );
      assert.deepEqual(
        summary.resources.flatMap(({ error }) => (error === undefined ? [] : [error.message])),
        [],
      );
    }
    found = await askReaders(
      WAYS.flatMap(({ name }) => [
        { path: pathOf(name, 'values'), key: ['id'], filters: [] },
        { path: pathOf(name, 'names'), key: ['id'], filters: [] },
        { path: pathOf(name, 'many'), key: ['id'], filters: FILTERS, digest: 'id' },
      ]),
    );
  });

  for (const { name } of WAYS) {
    for (const reader of READERS) {
      describe(`${reader}, ${name}`, () => {
        it('reads every value', () => {
          const { rows } = found[reader]![pathOf(name, 'values')]!;
          const byId = new Map(rows.map((row) => [row['id'], row]));
          for (const { column, values } of written.get(name)!) {
            for (const [id, [json, reads]] of values.entries()) {
              const value = byId.get(BigInt(id))?.[column];
              assert.deepEqual(value, reads, `${column}: ${json.slice(0, 100)}`);
            }
          }
        });

        it('reads every name', () => {
          const { rows, kinds } = found[reader]![pathOf(name, 'names')]!;
          const names = name === 'parquetjs' ? NAMES : [...NAMES, ...MORE_NAMES];
          assert.sameMembers(
            Object.keys(kinds),
            names.map(([, column]) => column),
          );
          const wantedRow: ReadRow = Object.fromEntries(names.map(([, column], i) => [column, BigInt(i)]));
          assert.deepEqual(rows, [wantedRow]);
        });

        it('finds rows by texts and moments, whatever row group they are in', () => {
          const { filtered } = found[reader]![pathOf(name, 'many')]!;
          for (const filter of FILTERS) {
            assert.deepEqual(filtered[filter.name], [wanted(filter)], JSON.stringify(filter));
          }
        });
      });
    }
  }

  it('gives every column its type', () => {
    for (const { name } of WAYS) {
      const { kinds } = found['pyarrow']![pathOf(name, 'values')]!;
      for (const { column, kind } of written.get(name)!) assert.equal(kinds[column], kind, `${name}: ${column}`);
    }
  });

  it('is refused by parquetjs where it cannot be written', async () => {
    for (const one of COLUMNS.filter(({ refusedByParquetjs }) => refusedByParquetjs !== undefined)) {
      const server = await servers.http((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(bodyOf([one]));
      });
      const jobs = { name: 'jobs', columns: one.hint && { [one.column]: one.hint } };
      const { outcome } = await runConfig(configOf(server.origin, [jobs]), {
        out: join(folder, 'refused'),
        engine: 'parquetjs',
      });
      assert.match(outcome('jobs').error!.message, one.refusedByParquetjs!);
    }
  });
});
