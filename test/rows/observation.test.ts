import { assert } from 'chai';
import type { ColumnType } from '../../lib/rows/column-type.ts';
import { Observation, type StoredObservation } from '../../lib/rows/observation.ts';
import { drawer, randomValue, SCALARS } from './random-values.ts';

function seen(...values: readonly unknown[]): Observation {
  const observation = new Observation();
  for (const value of values) observation.add(value);
  return observation;
}

function merged(...observations: readonly Observation[]): Observation {
  const all = new Observation();
  for (const observation of observations) all.merge(observation);
  return all;
}

function reread(observation: Observation): Observation {
  return Observation.fromJSON(JSON.parse(JSON.stringify(observation)) as StoredObservation);
}

/** A type with the fields of its structs in alphabetical order, which says nothing about the values. */
function inOrder(type: ColumnType): ColumnType {
  if (type.kind === 'list') return { kind: 'list', element: inOrder(type.element) };
  if (type.kind !== 'struct') return type;
  const fields = type.fields.map((field) => ({ name: field.name, type: inOrder(field.type) }));
  return { kind: 'struct', fields: fields.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

const EXAMPLES: Readonly<Record<string, unknown>> = { ...SCALARS, struct: { a: 1 }, list: [1], null: null };

/** The type of a column with values of both kinds. Pairs that are not here make JSON text. */
const PAIRS: Readonly<Record<string, string>> = {
  'int+int64': 'int64',
  'int+int128': 'decimal',
  'int+bigint': 'string',
  'int+double': 'double',
  'int64+int128': 'decimal',
  'int64+bigint': 'string',
  'int64+double': 'string',
  'int128+bigint': 'string',
  'int128+double': 'string',
  'bigint+double': 'string',
  'timestamp+date': 'string',
  'timestamp+string': 'string',
  'date+string': 'string',
};

const ALONE: Readonly<Record<string, string>> = { int: 'int64', int128: 'decimal', bigint: 'string' };

describe('Observation', () => {
  const kinds = Object.keys(EXAMPLES);
  kinds.forEach((kind, i) => {
    it(`gives a column of ${kind} its type, alone and with null`, () => {
      assert.equal(seen(EXAMPLES[kind]).type.kind, ALONE[kind] ?? kind);
      assert.deepEqual(seen(EXAMPLES[kind], null, undefined).type, seen(EXAMPLES[kind]).type);
    });
    for (const other of kinds.slice(i + 1).filter((name) => name !== 'null')) {
      const expected = PAIRS[`${kind}+${other}`] ?? 'json';
      it(`gives a column of ${kind} and ${other} the type ${expected}`, () => {
        assert.equal(seen(EXAMPLES[kind], EXAMPLES[other]).type.kind, expected);
        assert.equal(seen(EXAMPLES[other], EXAMPLES[kind]).type.kind, expected);
      });
    }
  });

  it('tells integers apart at the limits of the types', () => {
    const cases: readonly [bigint, string][] = [
      [2n ** 53n - 1n, 'double'],
      [-(2n ** 53n) + 1n, 'double'],
      [2n ** 53n, 'string'],
      [-(2n ** 53n), 'string'],
    ];
    for (const [value, kind] of cases) assert.equal(seen(value, 0.5).type.kind, kind, `${value} beside 0.5`);
    const alone: readonly [bigint, string][] = [
      [2n ** 63n - 1n, 'int64'],
      [-(2n ** 63n), 'int64'],
      [2n ** 63n, 'decimal'],
      [-(2n ** 63n) - 1n, 'decimal'],
      [10n ** 38n - 1n, 'decimal'],
      [1n - 10n ** 38n, 'decimal'],
      [10n ** 38n, 'string'],
      [-(10n ** 38n), 'string'],
    ];
    for (const [value, kind] of alone) assert.equal(seen(value).type.kind, kind, String(value));
  });

  it('takes a number beyond 2^53 for a double: its last digits are gone already', () => {
    assert.equal(seen(2 ** 53).type.kind, 'double');
  });

  it('keeps fields that were always null, and learns their type later', () => {
    const column = seen({ a: null });
    assert.deepEqual(column.type, { kind: 'struct', fields: [{ name: 'a', type: { kind: 'null' } }] });
    column.add({ a: 1 });
    assert.deepEqual(column.type, { kind: 'struct', fields: [{ name: 'a', type: { kind: 'int64' } }] });
  });

  it('makes JSON text of objects that no struct can hold', () => {
    assert.equal(seen({}).type.kind, 'json', 'no field');
    assert.equal(seen({ '': 1 }).type.kind, 'json', 'an empty name');
    assert.equal(seen({ 'a\0b': 1 }).type.kind, 'json', 'NUL in a name');
    assert.equal(seen({ id: 1 }, { ID: 2 }).type.kind, 'json', 'names that differ by case');
    assert.equal(seen({}, { a: 1 }).type.kind, 'struct', 'an empty object among others');
  });

  it('keeps a list without elements a list, and widens its elements', () => {
    assert.deepEqual(seen([]).type, { kind: 'list', element: { kind: 'null' } });
    assert.deepEqual(seen([], [1], [2.5]).type, { kind: 'list', element: { kind: 'double' } });
    assert.deepEqual(seen([[1], ['a']]).type, { kind: 'list', element: { kind: 'list', element: { kind: 'json' } } });
  });

  it('sees what the journal will hold of a Date and of any object with toJSON', () => {
    assert.equal(seen(new Date(0)).type.kind, 'timestamp');
    assert.equal(seen(new Date(Number.NaN)).type.kind, 'null');
    assert.equal(seen(new URL('https://example.com/')).type.kind, 'string');
    assert.equal(seen({ digits: '1.50', toJSON: () => '1.50' }).type.kind, 'string');
  });

  it('does not take an own field named toJSON for a function', () => {
    assert.deepEqual(seen({ toJSON: 1 }).type, {
      kind: 'struct',
      fields: [{ name: 'toJSON', type: { kind: 'int64' } }],
    });
  });

  it('merges in any order, any grouping and any number of times to one type', () => {
    const draw = drawer(20_240_506);
    for (let round = 0; round < 400; round++) {
      const [a, b, c] = [0, 1, 2].map(() => seen(randomValue(draw), randomValue(draw))) as [
        Observation,
        Observation,
        Observation,
      ];
      const all = inOrder(merged(a, b, c).type);
      assert.deepEqual(inOrder(merged(c, b, a).type), all, 'commutative');
      assert.deepEqual(inOrder(merged(a, merged(b, c)).type), all, 'associative');
      assert.deepEqual(inOrder(merged(a, b, c, b, a).type), all, 'idempotent');
    }
  });

  it('comes to the type of all values, whether they were seen together or apart', () => {
    const draw = drawer(7);
    for (let round = 0; round < 400; round++) {
      const values = Array.from({ length: 4 }, () => randomValue(draw));
      const apart = merged(...values.map((value) => seen(value)));
      assert.deepEqual(inOrder(apart.type), inOrder(seen(...values).type));
    }
  });

  it('is the same after it was stored as JSON', () => {
    const draw = drawer(42);
    for (let round = 0; round < 400; round++) {
      const observation = seen(randomValue(draw), randomValue(draw));
      assert.deepEqual(inOrder(reread(observation).type), inOrder(observation.type));
    }
  });

  it('keeps a field named __proto__ through JSON', () => {
    const row = JSON.parse('{"__proto__": {"constructor": 1}}') as object;
    const type = reread(seen(row)).type;
    const inner = { kind: 'struct', fields: [{ name: 'constructor', type: { kind: 'int64' } }] };
    assert.deepEqual(type, { kind: 'struct', fields: [{ name: '__proto__', type: inner }] } as ColumnType);
  });

  it('takes a kind that a later version stored for JSON text', () => {
    assert.deepEqual(Observation.fromJSON({ kinds: ['geometry'] }).type, { kind: 'json' });
  });

  it('finds a type again from the type', () => {
    const draw = drawer(99);
    for (let round = 0; round < 400; round++) {
      const { type } = seen(randomValue(draw), randomValue(draw));
      assert.deepEqual(Observation.ofType(type).type, type);
    }
  });

  it('takes a declared kind like one that was seen', () => {
    assert.equal(new Observation().declare('timestamp').type.kind, 'timestamp');
    const declared = new Observation().declare('double');
    declared.add(1);
    assert.equal(declared.type.kind, 'double');
    declared.add('x');
    assert.equal(declared.type.kind, 'json');
  });
});
