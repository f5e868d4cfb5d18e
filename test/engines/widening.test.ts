import { assert } from 'chai';
import type { Row } from '../../lib/core/types.ts';
import { info, publishPages, suiteEngine } from '../helpers/journal.ts';
import { exactRows, sortedBy } from '../helpers/parquet.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

interface Widening {
  readonly what: string;
  /** What was published first, what came in the next run, and how both are read then. */
  readonly first: unknown;
  readonly next: unknown;
  readonly reads: readonly [first: unknown, next: unknown];
}

const BIG = 9_007_199_254_740_993n;
const HUGE = 12_345_678_901_234_567_890_123_456_789_012_345_678n;
const INSTANT = '2024-05-06T07:08:09Z';
const EXACT = '2024-05-06T07:08:09.000000Z';

const CASES: readonly Widening[] = [
  { what: 'int64 to double', first: 5, next: 2.5, reads: [5, 2.5] },
  { what: 'int64 to decimal', first: BIG, next: HUGE, reads: [BIG, HUGE] },
  { what: 'int64 to string, beyond what a double holds', first: BIG, next: 0.5, reads: [String(BIG), '0.5'] },
  { what: 'double to string', first: 0.5, next: BIG, reads: ['0.5', String(BIG)] },
  { what: 'decimal to string', first: HUGE, next: 0.5, reads: [String(HUGE), '0.5'] },
  { what: 'decimal to longer digits', first: HUGE, next: 10n ** 40n, reads: [String(HUGE), String(10n ** 40n)] },
  { what: 'timestamp to string', first: INSTANT, next: 'soon', reads: [INSTANT, 'soon'] },
  { what: 'date to string', first: '2024-05-06', next: 'soon', reads: ['2024-05-06', 'soon'] },
  { what: 'date to string beside a timestamp', first: '2024-05-06', next: INSTANT, reads: ['2024-05-06', INSTANT] },
  { what: 'bool to json', first: true, next: 'yes', reads: ['true', '"yes"'] },
  { what: 'int64 to json', first: BIG, next: 'x', reads: [String(BIG), '"x"'] },
  { what: 'decimal to json', first: HUGE, next: 'x', reads: [String(HUGE), '"x"'] },
  { what: 'double to json', first: 0.1, next: 'x', reads: ['0.1', '"x"'] },
  { what: 'string to json', first: 'say "x"', next: 1, reads: ['"say \\"x\\""', '1'] },
  { what: 'date to json', first: '2024-05-06', next: 1, reads: ['"2024-05-06"', '1'] },
  { what: 'timestamp to json', first: INSTANT, next: 1, reads: [`"${INSTANT}"`, '1'] },
  { what: 'json stays json', first: {}, next: 'x', reads: ['{}', '"x"'] },
  { what: 'json of an empty object stays json', first: {}, next: { a: 1 }, reads: ['{}', '{"a":1}'] },
  {
    what: 'json inside of a struct in a list stays json',
    first: [{ a: {} }],
    next: [{ a: { b: 1 } }],
    reads: [[{ a: '{}' }], [{ a: '{"b":1}' }]],
  },
  { what: 'json of all kinds stays as it is', first: [HUGE, 'a', null], next: 1, reads: [`[${HUGE},"a",null]`, '1'] },
  { what: 'null to int64', first: null, next: 5, reads: [null, 5n] },
  { what: 'null to a struct', first: null, next: { a: 1 }, reads: [null, { a: 1n }] },
  { what: 'null to a list', first: null, next: ['a'], reads: [null, ['a']] },
  { what: 'null to json', first: null, next: {}, reads: [null, '{}'] },
  { what: 'null to a timestamp', first: null, next: INSTANT, reads: [null, EXACT] },
  {
    what: 'a struct gains a field',
    first: { a: 1 },
    next: { b: 'x' },
    reads: [
      { a: 1n, b: null },
      { a: null, b: 'x' },
    ],
  },
  {
    what: 'a field of a struct widens, another goes to json',
    first: { a: 1, b: INSTANT, c: 2 },
    next: { a: 0.5, b: 5, c: 3 },
    reads: [
      { a: 1, b: `"${INSTANT}"`, c: 2n },
      { a: 0.5, b: '5', c: 3n },
    ],
  },
  {
    what: 'a struct becomes json, with all that is in it',
    first: { t: INSTANT, d: '2024-05-06', n: HUGE, j: [1, 'a'], l: [INSTANT], s: { t: INSTANT }, f: 2.5, z: null },
    next: 'x',
    reads: [
      `{"t":"${INSTANT}","d":"2024-05-06","n":${HUGE},"j":[1,"a"],"l":["${INSTANT}"],"s":{"t":"${INSTANT}"},"f":2.5,"z":null}`,
      '"x"',
    ],
  },
  { what: 'a list without elements to one of structs', first: [], next: [{ a: 1 }], reads: [[], [{ a: 1n }]] },
  { what: 'a list of int64 to one of double', first: [1, null, 2], next: [0.5], reads: [[1, null, 2], [0.5]] },
  { what: 'a list of text to one of json', first: ['a', '1'], next: [1], reads: [['"a"', '"1"'], ['1']] },
  { what: 'a list of timestamps to one of text', first: [INSTANT], next: ['x'], reads: [[INSTANT], ['x']] },
  {
    what: 'a text in a struct in a list goes to json',
    first: [{ a: 'x' }],
    next: [{ a: 1 }],
    reads: [[{ a: '"x"' }], [{ a: '1' }]],
  },
  {
    what: 'a struct in a list gains a field',
    first: [{ a: 1 }, null],
    next: [{ b: 2 }],
    reads: [[{ a: 1n, b: null }, null], [{ a: null, b: 2n }]],
  },
  {
    what: 'a list in a struct in a list widens',
    first: [{ x: [{ y: [1] }] }, { x: [] }, { x: null }],
    next: [{ x: [{ y: [0.5], z: true }] }],
    reads: [[{ x: [{ y: [1], z: null }] }, { x: [] }, { x: null }], [{ x: [{ y: [0.5], z: true }] }]],
  },
  { what: 'a list becomes json', first: [INSTANT, null], next: 1, reads: [`["${INSTANT}",null]`, '1'] },
  {
    what: 'fields with names of any kind',
    first: { 'a "b"': 1, "it's": [1], x: 1, select: 1 },
    next: { 'a "b"': 0.5, "it's": [0.5], x: 0.5, select: 'x' },
    reads: [
      { 'a "b"': 1, "it's": [1], x: 1, select: '1' },
      { 'a "b"': 0.5, "it's": [0.5], x: 0.5, select: '"x"' },
    ],
  },
];

/** The texts that instants and numbers have when they come back as text. */
const TEXTS: readonly [first: unknown, beside: unknown, text: string][] = [
  ['2024-05-06T07:08:09.120Z', 'x', '2024-05-06T07:08:09.120Z'],
  ['2024-05-06T07:08:09.100000Z', 'x', '2024-05-06T07:08:09.100Z'],
  ['2024-05-06T07:08:09.000001Z', 'x', '2024-05-06T07:08:09.000001Z'],
  ['2024-05-06T07:08:10+02:00', 'x', '2024-05-06T05:08:10Z'],
  ['0001-01-01T00:00:00', 'x', '0001-01-01T00:00:00Z'],
  [5, 0.5, '5'],
  [-0, 0.5, '0'],
  [2 ** 53, 0.5, '9007199254740992.0'],
];

describe('widening a published column', () => {
  const folder = temporaryFolder();
  const engine = suiteEngine();

  async function inRuns(...runs: readonly (readonly Row[])[]): Promise<Row[]> {
    const options = { engine: engine(), out: folder(), resource: info() };
    for (const rows of runs) await publishPages(options, [rows]);
    return sortedBy(await exactRows(`${folder()}/jobs.parquet`));
  }

  for (const { what, first, next, reads } of CASES) {
    it(what, async () => {
      const expected = [
        { id: 1n, value: reads[0] },
        { id: 2n, value: reads[1] },
        { id: 3n, value: null },
      ];
      const rows = await inRuns([{ id: 1, value: first }, { id: 3 }], [{ id: 2, value: next }]);
      assert.deepEqual(rows, expected);
    });

    it(`${what}: as in one run`, async () => {
      const apart = await inRuns([{ id: 1, value: first }, { id: 3 }], [{ id: 2, value: next }]);
      const together = await inRuns([{ id: 1, value: first }, { id: 2, value: next }, { id: 3 }]);
      assert.deepEqual(sortedBy(together), apart);
    });
  }

  for (const [first, beside, text] of TEXTS) {
    it(`reads ${JSON.stringify(first)} as ${text} when its column becomes text`, async () => {
      const beyond = typeof first === 'number' ? BIG : 'text';
      const rows = await inRuns(
        [{ id: 1, value: first }, ...(typeof beside === 'number' ? [{ id: 3, value: beside }] : [])],
        [{ id: 2, value: beyond }],
      );
      assert.equal(rows[0]?.['value'], text);
    });
  }

  it('finds a key again whose column was widened', async () => {
    const keys: readonly (readonly [first: unknown, widens: unknown])[] = [
      [5, 'x'],
      [5, 0.5],
      [INSTANT, 'x'],
      ['2024-05-06T07:08:09.120Z', 5],
      ['2024-05-06', 'x'],
      [true, 'x'],
      [BIG, HUGE],
    ];
    for (const [i, [key, widens]] of keys.entries()) {
      const options = { engine: engine(), out: `${folder()}/${i}` };
      await publishPages(options, [[{ id: key, v: 1 }]]);
      const { rows } = await publishPages(options, [
        [
          { id: widens, v: 2 },
          { id: key, v: 3 },
        ],
      ]);
      assert.equal(rows, 2, `${String(key)} beside ${String(widens)}`);
      const values = (await exactRows(`${options.out}/jobs.parquet`)).map((row) => Number(row['v']));
      assert.sameMembers(values, [2, 3]);
    }
  });

  it('finds whole numbers again in a key of doubles that becomes text', async () => {
    await inRuns([
      { id: 5, v: 1 },
      { id: 0.5, v: 1 },
    ]);
    const rows = await inRuns([
      { id: BIG, v: 2 },
      { id: 5, v: 2 },
      { id: 0.5, v: 2 },
    ]);
    assert.deepEqual(
      rows.map((row) => [row['id'], row['v']]),
      [
        ['5', 2n],
        ['0.5', 2n],
        [String(BIG), 2n],
      ],
    );
  });
});
