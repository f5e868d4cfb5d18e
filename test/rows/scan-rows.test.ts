import { assert } from 'chai';
import { json } from '../../lib/decoders/json.ts';
import type { Row } from '../../lib/core/types.ts';
import { RowColumns } from '../../lib/rows/row-columns.ts';
import { rowText } from '../../lib/rows/row-text.ts';
import { RowScanner } from '../../lib/rows/scan-rows.ts';
import { drawer, randomValue, type Draw } from './random-values.ts';

/** The rows as texts. */
function cut(text: string, path: readonly string[], scanner = new RowScanner([])) {
  const found = scanner.scan(Buffer.from(text), path);
  if (found === undefined) return undefined;
  const { lines, count, longest, columns } = found.cut();
  const texts = Buffer.from(lines).toString().split('\n');
  assert.equal(texts.pop(), '', 'the last line is ended too');
  assert.lengthOf(texts, count);
  return { texts: texts.map((line) => line.trim()), longest, columns };
}

function columnsOf(rows: readonly Row[]): RowColumns {
  const columns = new RowColumns();
  columns.add(rows);
  return columns;
}

const inOrder = (columns: RowColumns) =>
  [...columns.toJSON()].sort((a, b) => (a.key < b.key ? -1 : 1)).map((column) => JSON.stringify(column));

/** Changes one place of a text. */
function damage(text: string, draw: Draw): string {
  const at = draw(text.length);
  const what = [
    '',
    '"',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '0',
    '-',
    'e',
    '.',
    'n',
    '\\',
    '\u0001',
    ' ',
    text[at]! + text[at]!,
  ];
  return text.slice(0, at) + what[draw(what.length)]! + text.slice(at + 1);
}

describe('RowScanner', () => {
  const found: readonly [what: string, text: string, path: string[], texts: string[]][] = [
    ['a list', '[{"a":1},{"b":{"c":2}}]', [], ['{"a":1}', '{"b":{"c":2}}']],
    ['a list with blanks', ' [ {"a" : 1} ,\t{ } ] ', [], ['{"a" : 1}', '{ }']],
    ['an empty list', '{"data": []}', ['data'], []],
    ['a list in an object', '{"n":1,"data":[{"a":[1,[2]]}],"m":{"x":1}}', ['data'], ['{"a":[1,[2]]}']],
    ['a list deep in an object', '{"a":{"b c":{"d":[{"x":1}]}}}', ['a', 'b c', 'd'], ['{"x":1}']],
    ['brackets and quotes in texts', '[{"a":"]}:,\\"[{"},{"b":"\\\\"}]', [], ['{"a":"]}:,\\"[{"}', '{"b":"\\\\"}']],
    [
      'numbers as they are written',
      '[{"a":1.5,"b":-7,"c":12345678901234567890,"d":0.1000000000000000055,"e":true,"f":-0.25,"g":0}]',
      [],
      ['{"a":1.5,"b":-7,"c":12345678901234567890,"d":0.1000000000000000055,"e":true,"f":-0.25,"g":0}'],
    ],
    ['names and texts with escapes', '[{"\\u0061":"\\u00e9\\n\\/"}]', [], ['{"\\u0061":"\\u00e9\\n\\/"}']],
  ];
  for (const [what, text, path, texts] of found) {
    it(`finds ${what}, with its columns`, () => {
      const scanned = cut(text, path)!;
      assert.deepEqual(scanned.texts, texts);
      assert.equal(scanned.longest, Math.max(0, ...texts.map((line) => Buffer.byteLength(line))));
      assert.deepEqual(inOrder(scanned.columns), inOrder(columnsOf(texts.map((line) => json.decode(line) as Row))));
    });
  }

  const notFound: readonly [what: string, text: string, path: string[]][] = [
    ['a text with line ends', '[{"a":1},\n{"a":2}]', []],
    ['a text with an escaped surrogate', '[{"a":"\\ud83d"}]', []],
    ['a name that comes again', '{"data":[{"a":1}],"x":{"data":[]}}', ['data']],
    ['a name that comes deeper before', '{"meta":{"data":[{"id":9}]},"data":[{"id":1}]}', ['data']],
    ['a name that is in a list before', '{"meta":[{"data":[{"id":9}]}],"data":[{"id":1}]}', ['data']],
    ['a name that is a value as well', '{"type":"data","data":[{"a":1}]}', ['data']],
    ['a name that is written with escapes', '{"d\\u0061ta":[{"a":1}]}', ['data']],
    ['a key that stands twice', '[{"a":1,"a":2}]', []],
    ['a nested key that stands twice, once with escapes', '[{"s":{"a":1,"\\u0061":2}}]', []],
    ...['1.0', '1E5', '1e5', '-0', '1.50', '-0.0', '1.5e3'].map((number): [string, string, string[]] => [
      `the number ${number}`,
      `[{"a":${number}}]`,
      [],
    ]),
    ...['01', '+1', '.5', '1.', '-', 'nul', 'True', "'a'", '"a', '"\\x"', '"\\u00g0"', '[1,]', '{"b":1,}', ''].map(
      (value): [string, string, string[]] => [`${value}, which is no JSON,`, `[{"a":${value}}]`, []],
    ),
    ['what is no list', '{"data":{"a":1}}', ['data']],
    ['a list of other things', '[1,2]', []],
    ['a list of lists', '[[1],[2]]', []],
    ['a list that does not end', '[{"a":1},', []],
    ['a list that is somewhere else', '{"data":[1]}', ['items']],
    ['nesting without end', `[{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}]`, []],
  ];
  for (const [what, text, path] of notFound) {
    it(`leaves ${what} to the decoder, unchanged`, () => {
      const body = Buffer.from(text);
      assert.isUndefined(new RowScanner([]).scan(body, path));
      assert.equal(body.toString(), text);
    });
  }

  it('leaves bytes that are no UTF-8 to the decoder', () => {
    assert.isUndefined(new RowScanner([]).scan(Buffer.from('[{"a":"\xff"}]', 'latin1'), []));
  });

  it('takes rows whose key is there only', () => {
    const scanner = new RowScanner(['id', 'n']);
    assert.isDefined(cut('[{"id":1,"n":"a"},{"n":"b","id":2}]', [], scanner));
    assert.isUndefined(cut('[{"id":1,"n":"a"},{"id":2,"n":null}]', [], scanner));
    assert.isUndefined(cut('[{"id":1,"n":"a"},{"id":2}]', [], scanner));
    assert.isDefined(cut('[]', [], scanner));
    assert.isDefined(cut('[{"id":1,"n":"a"}]', [], scanner), 'each page is looked at for itself');
  });

  it('forgets the columns of rows that it leaves to the decoder', () => {
    const scanner = new RowScanner(['id']);
    assert.deepEqual(inOrder(cut('[{"id":1}]', [], scanner)!.columns), inOrder(columnsOf([{ id: 1 }])));
    assert.isUndefined(cut('[{"error":true}]', [], scanner));
    assert.isUndefined(scanner.scan(Buffer.from('[{"id":1,"other":2}]'), [], 2), 'there have to be two');
    assert.deepEqual(inOrder(cut('[{"id":"a"}]', [], scanner)!.columns), inOrder(columnsOf([{ id: 'a' }])));
  });

  it('finds in any rows what decoding finds', () => {
    const draw = drawer(3);
    const scanner = new RowScanner([]);
    let all: Row[] = [];
    let scanned = 0;
    for (let round = 0; round < 500; round++) {
      const rows = Array.from({ length: draw(5) }, () => ({ value: randomValue(draw), more: randomValue(draw) }));
      const text = `{"before":${rowText(randomValue(draw))},"the rows":[${rows.map(rowText).join()}],"after":1}`;
      const result = cut(text, ['the rows'], scanner);
      const read = (json.decode(text) as Record<string, Row[]>)['the rows']!;
      if (result === undefined) {
        all = [];
        continue;
      }
      scanned += 1;
      all.push(...read);
      assert.deepEqual(
        result.texts.map((row) => json.decode(row)),
        read,
      );
      assert.deepEqual(inOrder(result.columns), inOrder(columnsOf(all)));
    }
    assert.isAbove(scanned, 300);
  });

  it('takes nothing for JSON that is none', () => {
    const draw = drawer(5);
    let taken = 0;
    for (let round = 0; round < 5000; round++) {
      const text = damage(`[${rowText({ id: 1, value: randomValue(draw), s: { t: 'x\\"y', n: -1.5 } })}]`, draw);
      const found = new RowScanner([]).scan(Buffer.from(text), []);
      if (found === undefined) continue;
      taken += 1;
      // What is around the list is not the scanner's.
      const list = Buffer.from(text).toString('utf8', found.start, found.end + 1);
      const lines = Buffer.from(found.cut().lines).toString().trimEnd().split('\n');
      assert.deepEqual(json.decode(`[${lines.join()}]`), json.decode(list));
    }
    assert.isAbove(taken, 100);
  });
});
