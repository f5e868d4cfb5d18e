import { assert } from 'chai';
import { json } from '../../lib/decoders/json.ts';

describe('the JSON decoder', () => {
  it('keeps every digit of an integer beyond 2^53, wherever it stands', () => {
    assert.deepEqual(json.decode('{"id":9007199254740993,"list":[ -9007199254740993,12345678901234567890]}'), {
      id: 9007199254740993n,
      list: [-9007199254740993n, 12345678901234567890n],
    });
    assert.strictEqual(json.decode(' 9007199254740993 '), 9007199254740993n);
  });

  it('makes a bigint exactly of the integers that are not safe', () => {
    assert.deepEqual(json.decode('[9007199254740991,9007199254740992,-9007199254740991,-9007199254740992]'), [
      9007199254740991,
      9007199254740992n,
      -9007199254740991,
      -9007199254740992n,
    ]);
  });

  it('writes a number out that a double takes for infinity, and refuses one that is an attack', () => {
    const large = `[1e400,-1.5E+0309,${'9'.repeat(400)},1e308,"1e400",1e-400]`;
    assert.deepEqual(json.decode(large), [10n ** 400n, -15n * 10n ** 308n, 10n ** 400n - 1n, 1e308, '1e400', 0]);
    for (const text of ['[1e999999999]', `[1${'0'.repeat(309)}.5]`]) {
      assert.throws(
        () => json.decode(text),
        RangeError,
        /^the number 1[e0].* is larger than any number that can be kept$/,
      );
    }
  });

  it('leaves fractions, exponents and digits in strings alone', () => {
    const text = String.raw`{"12345678901234567":1,"s":"a,12345678901234567","q":"\\\",12345678901234567\\","f":[1.12345678901234567,12345678901234567e2,12345678901234567.0,-0]}`;
    assert.deepEqual(json.decode(text), JSON.parse(text));
  });

  it('keeps __proto__ as a key of its own, and the last of equal keys', () => {
    const value = json.decode(
      '{"__proto__":{"id":9007199254740993},"a":9007199254740993,"a":"x","b":"y","b":9007199254740993}',
    );
    assert.deepEqual(Object.entries(value as object), [
      ['__proto__', { id: 9007199254740993n }],
      ['a', 'x'],
      ['b', 9007199254740993n],
    ]);
    assert.strictEqual(Object.getPrototypeOf(value), Object.prototype);
  });

  it('refuses what JSON.parse refuses, with the same words', () => {
    for (const text of [
      '{12345678901234567:1}',
      '[12345678901234567,]',
      '[0012345678901234567]',
      '[12345678901234567',
      '--1',
    ]) {
      const expected = messageOf(() => JSON.parse(text) as unknown);
      assert.isNotEmpty(expected);
      assert.strictEqual(
        messageOf(() => json.decode(text)),
        expected,
        text,
      );
    }
  });

  it('reads what is nested deeper than calls can be', () => {
    const depth = 50_000;
    let value = json.decode(`${'['.repeat(depth)}9007199254740993${']'.repeat(depth)}`);
    for (let level = 0; level < depth; level++) [value] = value as unknown[];
    assert.strictEqual(value, 9007199254740993n);
  });

  it('agrees with a plain recursive reader on random documents', () => {
    const random = lcg(7);
    for (let round = 0; round < 2000; round++) {
      const text = randomJson(random, 4);
      assert.deepEqual(json.decode(text), naive(text), text);
    }
  });

  it('is picked for JSON content types only', () => {
    for (const type of ['application/json', 'text/json', 'application/vnd.api+json', 'application/x-json']) {
      assert.isTrue(json.reads(type), type);
    }
    for (const type of ['application/x-ndjson', 'text/html', '', 'application/xml'])
      assert.isFalse(json.reads(type), type);
  });
});

function messageOf(action: () => unknown): string {
  try {
    action();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

function lcg(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
}

const LITERALS = [
  '0',
  '-1',
  '1.5',
  '9007199254740991',
  '9007199254740993',
  '-90071992547409931234',
  '1234567890123456789.5',
  '1234567890123456789e1',
  'true',
  'null',
];
const STRINGS = [
  '""',
  '"a"',
  String.raw`"\""`,
  String.raw`"\\"`,
  '"12345678901234567"',
  String.raw`":[12345678901234567,\u0022"`,
  String.raw`"\\\",12345678901234567"`,
  '"__proto__"',
];

function randomJson(random: () => number, depth: number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const space = () => pick(['', '', ' ', '\n\t']);
  const kind = depth === 0 ? random() * 2 : random() * 4;
  if (kind < 1) return `${space()}${pick(LITERALS)}${space()}`;
  if (kind < 2) return `${space()}${pick(STRINGS)}${space()}`;
  const items = Array.from({ length: Math.floor(random() * 4) }, () => randomJson(random, depth - 1));
  if (kind < 3) return `${space()}[${items.join(',') || space()}]${space()}`;
  return `{${items.map((item) => `${space()}${pick(STRINGS)}${space()}:${item}`).join(',')}}`;
}

/** Character by character; slow and plain. */
function naive(text: string): unknown {
  let at = 0;
  const skip = () => {
    while (/\s/.test(text[at] ?? '')) at++;
  };
  const string = (): string => {
    const start = at++;
    while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    return JSON.parse(text.slice(start, ++at)) as string;
  };
  const value = (): unknown => {
    skip();
    const char = text[at]!;
    if (char === '"') return string();
    if (char === '[' || char === '{') {
      at++;
      const entries: [string, unknown][] = [];
      for (skip(); !']}'.includes(text[at]!); skip()) {
        if (text[at] === ',') at++;
        skip();
        const key = char === '{' ? string() : String(entries.length);
        skip();
        if (char === '{') at++;
        entries.push([key, value()]);
      }
      at++;
      return char === '{' ? Object.fromEntries(entries) : entries.map(([, item]) => item);
    }
    const literal = /^[^\s,\]}]+/.exec(text.slice(at))![0];
    at += literal.length;
    const isBig = /^-?\d+$/.test(literal) && !Number.isSafeInteger(Number(literal));
    return isBig ? BigInt(literal) : (JSON.parse(literal) as unknown);
  };
  return value();
}
