import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import * as fc from 'fast-check';
import type { EngineName } from '../../lib/engines/open-engine.ts';
import { query } from '../../lib/engines/query.ts';
import { rowText } from '../../lib/rows/row-text.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { testServers } from '../http/test-servers.ts';
import { DriftModel, type ModelRow } from './drift-model.ts';
import { configOf, runConfig } from './scenario.ts';

/** How many cases of each disposition: `MODEL_CASES=500 npx mocha test/run/drifting-schemas.test.ts`. */
const CASES = Number(process.env['MODEL_CASES'] ?? 6);
const SEED = process.env['MODEL_SEED'];

const INSTANTS = ['2024-05-06T07:08:09Z', '1969-12-31T23:59:59.125Z', '2024-05-06T07:08:10Z'];
const SHAPES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  null: fc.constant(null),
  bool: fc.boolean(),
  int: fc.integer({ min: -3, max: 3 }),
  int64: fc.constantFrom(2n ** 60n, -(2n ** 62n), 1),
  huge: fc.constantFrom(2n ** 100n, -7),
  beyond: fc.constantFrom(10n ** 40n, 3),
  double: fc.constantFrom(0.5, -2.25, 4),
  text: fc.constantFrom('', 'x', '7', 'null', '{}', '😀', 'a"b\\', 'a\0b'),
  instant: fc.constantFrom(...INSTANTS),
  date: fc.constantFrom('2024-05-06', '0001-01-01'),
};
const shape = fc.constantFrom(...Object.values(SHAPES));
/** What values one column has in one run. */
const column: fc.Arbitrary<fc.Arbitrary<unknown>> = fc.oneof(
  { weight: 6, arbitrary: shape },
  { weight: 2, arbitrary: shape.map((one) => fc.array(one, { maxLength: 2 })) },
  { weight: 2, arbitrary: fc.tuple(shape, shape).map(([a, b]) => fc.record({ a, 'b c': b }, { requiredKeys: ['a'] })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(shape, shape)
      .map(([x, y]) => fc.array(fc.record({ x, y }, { requiredKeys: ['y'] }), { maxLength: 2 })),
  },
  { weight: 1, arbitrary: fc.tuple(shape, shape).map(([a, b]) => fc.oneof(a, b)) },
);

/** The rows of one run: which columns there are, and of what, changes from run to run. */
const rowsOfRun: fc.Arbitrary<readonly ModelRow[]> = fc
  .dictionary(fc.constantFrom('a', 'A', 'b', 'constructor', 'x y'), column, { maxKeys: 4, noNullPrototype: true })
  .chain((columns) =>
    fc.array(
      fc.record(
        { id: fc.nat(4), part: fc.constantFrom('x', 'y'), ...columns },
        { requiredKeys: ['id', 'part'], noNullPrototype: true },
      ) as fc.Arbitrary<ModelRow>,
      { maxLength: 7 },
    ),
  );

const caseOf = (disposition: Case['disposition']): fc.Arbitrary<Case> =>
  fc.record({
    disposition: fc.constant(disposition),
    key: fc.constantFrom(['id'], ['id', 'part'], ['part', 'id']),
    engine: fc.constantFrom('duckdb', 'duckdb', 'parquetjs'),
    buckets: fc.constantFrom(undefined, 3),
    looks: fc.boolean(),
    pageSize: fc.integer({ min: 1, max: 4 }),
    runs: fc.array(rowsOfRun, { minLength: 2, maxLength: 5 }),
  });

interface Case {
  readonly disposition: 'merge' | 'append' | 'replace';
  readonly key: readonly string[];
  readonly engine: EngineName;
  readonly buckets: number | undefined;
  /** Whether a step looks at the rows, so that they are parsed. */
  readonly looks: boolean;
  readonly pageSize: number;
  readonly runs: readonly (readonly ModelRow[])[];
}

describe('rows of schemas that drift', function () {
  this.timeout(600_000);
  const servers = testServers();
  const folder = temporaryFolder();
  let cases = 0;

  /** Publishes the runs of a case one after the other, and compares after each of them. */
  async function check(
    { runs, disposition, key, looks, pageSize, ...one }: Case,
    origin: string,
    serve: Serve,
  ): Promise<void> {
    const out = join(folder(), String((cases += 1)));
    // What parquetjs refuses, DuckDB writes.
    const engine = one.buckets === undefined && !/\d{19}/.test(rowText(runs)) ? one.engine : 'duckdb';
    const jobs = {
      name: 'jobs',
      write_disposition: disposition,
      ...(disposition !== 'append' && { primary_key: key }),
      ...(one.buckets !== undefined && { partition_by: { buckets: one.buckets } }),
      ...(looks && { processing_steps: [{ filter: () => true }] }),
      endpoint: { data_selector: 'data', paginator: { type: 'page_number', base_page: 0 } },
    };
    const model = new DriftModel(disposition, disposition === 'append' ? [] : key);
    for (const rows of runs) {
      const pages = pagesOf(rows, pageSize);
      serve((page) => `{"data":[${pages[page] ?? ''}]}`);
      const { outcome } = await runConfig(configOf(origin, [jobs]), { out, engine });
      if (outcome('jobs').error !== undefined) throw outcome('jobs').error!;
      model.run(rows);
      assert.deepEqual(model.read(await found(out)), model.published());
    }
  }

  async function found(out: string): Promise<ModelRow[]> {
    const files = (await readdir(out, { recursive: true })).filter((name) => /^jobs.*\.parquet$/.test(name));
    const all: ModelRow[] = [];
    for (const name of files)
      all.push(...(await query(`SELECT * FROM read_parquet('${join(out, name)}', hive_partitioning = false)`)));
    return all;
  }

  for (const disposition of ['merge', 'append', 'replace'] as const) {
    it(`${disposition}: after each run the file is what a simple model says`, async () => {
      let body = (_page: number): string => '[]';
      const server = await servers.http((request, response) => {
        const page = Number(new URL(request.url!, 'http://127.0.0.1').searchParams.get('page') ?? 0);
        response.writeHead(200, { 'content-type': 'application/json' }).end(body(page));
      });
      await fc.assert(
        fc.asyncProperty(caseOf(disposition), (one) => check(one, server.origin, (now) => (body = now))),
        { numRuns: CASES, ...(SEED !== undefined && { seed: Number(SEED) }) },
      );
    });
  }
});

type Serve = (body: (page: number) => string) => void;

/** The same page twice in a row would be taken for an API that ignores which one it is asked for. */
function pagesOf(rows: readonly ModelRow[], size: number): readonly string[] {
  const texts = rows.map(rowText);
  const pages = texts.flatMap((_, i) => (i % size === 0 ? [texts.slice(i, i + size).join()] : []));
  return pages.some((page, i) => page === pages[i + 1]) ? [texts.join()] : pages;
}
