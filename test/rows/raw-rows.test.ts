import { assert } from 'chai';
import { rawRows } from '../../lib/rows/raw-rows.ts';
import { drawer, randomValue } from './random-values.ts';

/** JSON text, with bigints as their digits are no matter here. */
const jsonOf = (value: unknown, space?: number) =>
  JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item), space);

const countKeys = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  const inside = Object.values(value).reduce<number>((sum, item) => sum + countKeys(item), 0);
  return inside + (Array.isArray(value) ? 0 : Object.keys(value).length);
};

/** The rows as texts. */
function cut(text: string, path: readonly string[]) {
  const raw = rawRows(Buffer.from(text), path);
  if (raw === undefined) return undefined;
  const lines = Buffer.from(raw.lines).toString().split('\n');
  assert.equal(lines.pop(), '', 'the last line is ended too');
  assert.lengthOf(lines, raw.count);
  return { texts: lines.map((line) => line.trim()), keys: raw.keys, longest: raw.longest };
}

function longestOf(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => Buffer.byteLength(text)));
}

describe('rawRows', () => {
  const found: readonly [what: string, text: string, path: string[], texts: string[], keys: number][] = [
    ['a list', '[{"a":1},{"b":{"c":2}}]', [], ['{"a":1}', '{"b":{"c":2}}'], 3],
    ['a list with blanks', ' [ {"a" : 1} ,\t{ } ] ', [], ['{"a" : 1}', '{ }'], 1],
    ['an empty list', '{"data": []}', ['data'], [], 0],
    ['a list in an object', '{"n":1,"data":[{"a":[1,[2]]}],"m":{"x":1}}', ['data'], ['{"a":[1,[2]]}'], 1],
    ['a list deep in an object', '{"a":{"b c":{"d":[{"x":1}]}}}', ['a', 'b c', 'd'], ['{"x":1}'], 1],
    [
      'brackets, colons and quotes in texts',
      '[{"a":"]}:,\\"[{"},{"b":"\\\\"}]',
      [],
      ['{"a":"]}:,\\"[{"}', '{"b":"\\\\"}'],
      2,
    ],
    ['a key that stands twice, counted twice', '[{"a":1,"a":2}]', [], ['{"a":1,"a":2}'], 2],
    [
      'numbers as they are written',
      '[{"a":1.5,"b":-7,"c":12345678901234567890,"d":0.1000000000000000055,"e":true,"f":-0.25}]',
      [],
      ['{"a":1.5,"b":-7,"c":12345678901234567890,"d":0.1000000000000000055,"e":true,"f":-0.25}'],
      6,
    ],
  ];
  for (const [what, text, path, texts, keys] of found) {
    it(`finds ${what}`, () => assert.deepEqual(cut(text, path), { texts, keys, longest: longestOf(texts) }));
  }

  const notFound: readonly [what: string, text: string, path: string[]][] = [
    ['a text with line ends', '[{"a":1},\n{"a":2}]', []],
    ['a text with an escaped surrogate', '[{"a":"\\ud83d"}]', []],
    ['a name that comes again', '{"data":[{"a":1}],"x":{"data":[]}}', ['data']],
    ['a name that comes deeper before', '{"meta":{"data":[{"id":9}]},"data":[{"id":1}]}', ['data']],
    ['a name that is in a list before', '{"meta":[{"data":[{"id":9}]}],"data":[{"id":1}]}', ['data']],
    ['a name that is a value as well', '{"type":"data","data":[{"a":1}]}', ['data']],
    ['a name that is written with escapes', '{"d\\u0061ta":[{"a":1}]}', ['data']],
    ...['1.0', '1E5', '1e5', '-0', '1.50', '-0.0', '1.5e3'].map((number): [string, string, string[]] => [
      `the number ${number}`,
      `[{"a":${number}}]`,
      [],
    ]),
    ['what is no list', '{"data":{"a":1}}', ['data']],
    ['a list that is somewhere else', '{"data":[1]}', ['items']],
  ];
  for (const [what, text, path] of notFound) {
    it(`leaves ${what} to the decoder`, () => assert.isUndefined(cut(text, path)));
  }

  it('cuts any list into what its elements were read from', () => {
    const draw = drawer(3);
    let found = 0;
    for (let round = 0; round < 300; round++) {
      const rows = Array.from({ length: draw(5) }, () => ({ value: randomValue(draw), more: randomValue(draw) }));
      const text = jsonOf({ before: randomValue(draw), 'the rows': rows, after: 1 });
      const raw = cut(text, ['the rows']);
      const read = (JSON.parse(text) as Record<string, unknown[]>)['the rows']!;
      // Some of them have numbers that are not plain.
      if (raw === undefined) continue;
      found += 1;
      assert.deepEqual(
        raw.texts.map((row) => JSON.parse(row) as unknown),
        read,
      );
      assert.equal(raw.keys, countKeys(read));
    }
    assert.isAbove(found, 50);
  });
});
