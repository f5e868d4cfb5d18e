import { assert } from 'chai';
import * as fc from 'fast-check';
import { loads } from '../dlt/loads.ts';

/** One row as the API has it during one run. */
interface Given {
  readonly id: number;
  readonly cursor: number;
  readonly version: number;
}

/** What stays the same over the runs of one case. */
interface Case {
  readonly initial: number | undefined;
  readonly lag: number;
  readonly open: boolean;
  readonly keyed: boolean;
  readonly merged: boolean;
  readonly pageSize: number;
  readonly form: keyof typeof FORMS;
  /** What the API has in each run, in its order. */
  readonly runs: readonly (readonly Given[])[];
}

/** How a number is written as a cursor; some forms write the same cursor in several ways. */
const FORMS = {
  number: (n: number) => n,
  text: (n: number) => String(n),
  time: (n: number, way: number) => {
    const zone = [0, 2, -5.5][way % 3]!;
    const local = new Date(Date.UTC(2024, 0, 1, 0, 0, n) + zone * 3_600_000)
      .toISOString()
      .slice(0, way % 2 === 0 ? 19 : 23);
    return `${local}${['Z', '+02:00', '-05:30'][way % 3]}`;
  },
};

/** The simplest way to say what is published after all runs: `id cursor version`, sorted. */
function model({ initial, lag, open, keyed, merged, runs }: Case): string[] {
  const loaded: Given[] = [];
  let last: number | undefined;
  for (const rows of runs) {
    const start = last === undefined ? initial : Math.max(last - lag, initial ?? -Infinity);
    const before = [...loaded];
    const taken = rows.filter((row) => {
      if (start !== undefined && (row.cursor < start || (open && row.cursor === start))) return false;
      if (merged || open || last === undefined || row.cursor > last) return true;
      const same = (other: Given) =>
        keyed
          ? other.id === row.id && other.cursor >= start!
          : other.id === row.id && other.version === row.version && other.cursor === row.cursor;
      return !before.some(same);
    });
    for (const row of taken) {
      const at = merged ? loaded.findIndex(({ id }) => id === row.id) : -1;
      if (at < 0) loaded.push(row);
      else loaded[at] = row;
      last = Math.max(last ?? row.cursor, row.cursor);
    }
  }
  return loaded.map(textOf).toSorted();
}

const textOf = ({ id, cursor, version }: Given) => `${id} ${cursor} ${version}`;

const given: fc.Arbitrary<Given> = fc.record({
  id: fc.nat(7),
  cursor: fc.nat(12),
  version: fc.nat(1),
});
const caseOf = (merged: boolean): fc.Arbitrary<Case> =>
  fc.record({
    initial: fc.option(fc.nat(5), { nil: undefined }),
    lag: fc.constantFrom(0, 0, 3),
    open: fc.boolean(),
    keyed: merged ? fc.constant(true) : fc.boolean(),
    merged: fc.constant(merged),
    pageSize: fc.integer({ min: 1, max: 5 }),
    form: fc.constantFrom(...(Object.keys(FORMS) as (keyof typeof FORMS)[])),
    runs: fc.array(fc.uniqueArray(given, { selector: ({ id }) => id, maxLength: 8 }), { minLength: 2, maxLength: 5 }),
  });

describe('incremental loading of random rows', function () {
  this.timeout(120_000);
  const { serve, run, rows, published } = loads();
  let cases = 0;

  for (const merged of [false, true]) {
    it(`${merged ? 'merge' : 'append'}: after several runs the file is what a simple model says`, async () => {
      await fc.assert(
        fc.asyncProperty(caseOf(merged), async (one) => {
          const name = `case${(cases += 1)}`;
          const written = FORMS[one.form];
          const incremental = {
            cursor_path: 'cursor',
            ...(one.initial !== undefined && { initial_value: written(one.initial, 0) }),
            ...(one.lag > 0 && { lag: one.lag }),
            ...(one.open && { range_start: 'open' }),
          };
          const over = {
            name,
            ...(one.keyed && { primary_key: 'id' }),
            write_disposition: merged ? 'merge' : 'append',
          };
          for (const [turn, list] of one.runs.entries()) {
            serve(
              // Over the runs a row without a key of its own stays the same text.
              list.map((row) => ({
                ...row,
                plain: row.cursor,
                cursor: written(row.cursor, one.keyed ? turn + row.id : row.id),
              })),
              one.pageSize,
            );
            await run(rows(incremental, over, { path: 'rows' }));
          }
          const found = (await published(name)) as unknown as (Given & { plain: number })[];
          assert.deepEqual(found.map((row) => textOf({ ...row, cursor: row.plain })).toSorted(), model(one));
        }),
        { numRuns: 40 },
      );
    });
  }
});
