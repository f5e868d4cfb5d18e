import { assert } from 'chai';
import { from, lastValueFrom, map, toArray } from 'rxjs';
import type { Row } from '../../lib/core/types.ts';
import { compareCursors, incrementalOf } from '../../lib/source/incremental.ts';
import { page } from '../helpers/marbles.ts';
import { planOf } from './planned.ts';

describe('compareCursors', () => {
  const ascending: [what: string, ...cursors: unknown[]][] = [
    ['instants in one zone', '2024-01-01T00:00:00Z', '2024-01-01T00:00:01Z', '2024-02-01T00:00:00Z'],
    ['instants in several zones', '2024-01-01T12:00:00+02:00', '2024-01-01T11:00:00Z', '2024-01-01T09:00:00-03:00'],
    ['instants with and without fractions', '2024-01-01T00:00:00Z', '2024-01-01T00:00:00.5Z', '2024-01-01T00:00:01Z'],
    ['microseconds', '2024-01-01T00:00:00.123Z', '2024-01-01T00:00:00.123456Z', '2024-01-01T00:00:00.123457Z'],
    ['microseconds across zones', '2024-01-01T02:00:00.000001+02:00', '2024-01-01T00:00:00.000002Z'],
    ['an instant without a zone is UTC', '2024-01-01T00:30:00+01:00', '2024-01-01T00:00:00', '2024-01-01T00:00:01Z'],
    ['dates', '2023-12-31', '2024-01-01', '2024-01-10'],
    ['dates and instants', '2024-01-01', '2024-01-01T00:00:01Z', '2024-01-02'],
    ['Date objects', new Date(0), '1970-01-01T00:00:01Z', new Date(2000)],
    ['numbers', -1, 0, 1.5, 10],
    ['numbers as text', '-1', '9', '10', '11.5', '100'],
    ['numbers, and as text', 9, '10', 11n],
    ['big integers', 9007199254740992n, '9007199254740993', 9007199254740994n],
    ['other text', 'a', 'b', 'ba'],
    ['text with a number in front', '10a', '9a'],
  ];
  for (const [what, ...cursors] of ascending) {
    it(what, () => {
      for (const [i, a] of cursors.entries()) {
        for (const [j, b] of cursors.entries()) {
          assert.equal(Math.sign(compareCursors(a, b)), Math.sign(i - j), `${String(a)} and ${String(b)}`);
        }
      }
    });
  }

  it('the same instant in other words is the same', () => {
    assert.equal(compareCursors('2024-01-01T12:00:00+02:00', '2024-01-01T10:00:00.000000Z'), 0);
    assert.equal(compareCursors('10', 10), 0);
  });
});

describe('incrementalOf', () => {
  const plan = (incremental: object, over: object = {}) => planOf({ name: 'jobs', endpoint: { incremental }, ...over });

  /** What comes through, page by page, and every cursor that was told. */
  async function load(config: object, stored: unknown, pages: Row[][], over: object = {}) {
    const cursors: unknown[] = [];
    const { operator, params } = incrementalOf(plan(config, over), stored, (cursor) => cursors.push(cursor))!;
    const rows = await lastValueFrom(
      from(pages.map((one) => page(one))).pipe(
        operator,
        map(({ rows }) => rows),
        toArray(),
      ),
    );
    return { rows, params, cursor: cursors.at(-1), cursors };
  }
  const at = (...values: unknown[]): Row[] => values.map((updated) => ({ updated }));
  const config = { cursor_path: 'updated', initial_value: '2024-01-01T00:00:00Z', start_param: 'since' };

  it('gives the placeholders {incremental.…} their values, fixed for the run', () => {
    const valuesOf = (stored: unknown) => {
      const { lookup } = incrementalOf(plan(config), stored, () => {})!;
      return ['start_value', 'last_value', 'initial_value'].map(lookup);
    };
    const initial = config.initial_value;
    assert.deepEqual(valuesOf(undefined), [initial, initial, initial]);
    assert.deepEqual(valuesOf('2024-02-01T00:00:00Z'), ['2024-02-01T00:00:00Z', '2024-02-01T00:00:00Z', initial]);
  });

  it('is nothing where it is not configured', () =>
    assert.isUndefined(incrementalOf(planOf('jobs'), 'x', () => assert.fail())));

  it('starts at the initial value, and tells the API', async () => {
    const { rows, params, cursor } = await load(config, undefined, [
      at('2023-12-31T23:59:59Z', '2024-01-03T00:00:00Z', '2024-01-01T00:00:00Z'),
      at('2024-01-02T00:00:00Z'),
    ]);
    assert.deepEqual(params, { since: '2024-01-01T00:00:00Z' });
    assert.deepEqual(rows, [at('2024-01-03T00:00:00Z', '2024-01-01T00:00:00Z'), at('2024-01-02T00:00:00Z')]);
    assert.equal(cursor, '2024-01-03T00:00:00Z');
  });

  it('goes on from where the last run got to, the row there included', async () => {
    const { rows, params, cursor } = await load(config, '2024-05-01T00:00:00Z', [
      at('2024-04-30T23:59:59.999999Z', '2024-05-01T02:00:00+02:00', '2024-05-01T00:00:00.000001Z'),
    ]);
    assert.deepEqual(params, { since: '2024-05-01T00:00:00Z' });
    assert.deepEqual(rows, [at('2024-05-01T02:00:00+02:00', '2024-05-01T00:00:00.000001Z')]);
    assert.equal(cursor, '2024-05-01T00:00:00.000001Z');
  });

  it('its start is fixed: a row below the highest so far is kept', async () => {
    const { rows } = await load({ cursor_path: 'updated' }, 5, [at(9), at(6, 4)]);
    assert.deepEqual(rows, [at(9), at(6)]);
  });

  it('keeps rows without a cursor', async () => {
    const { rows, cursor } = await load(config, '2024-05-01', [[...at(null), { id: 1 }, ...at('2024-04-01')]]);
    assert.deepEqual(rows, [[{ updated: null }, { id: 1 }]]);
    assert.equal(cursor, '2024-05-01', 'it never goes back');
    const text = await load({ cursor_path: 'updated' }, 'zz', [[...at(null, 'a'), { id: 1 }]]);
    assert.deepEqual(text.rows, [[{ updated: null }, { id: 1 }]]);
  });

  it('compares digits by their size', async () => {
    const { rows, cursor } = await load({ cursor_path: 'updated' }, '9', [at('10', '8', '11', '9')]);
    assert.deepEqual(rows, [at('10', '11', '9')]);
    assert.equal(cursor, '11');
  });

  it('takes everything where there is no start, and tells the API nothing', async () => {
    const { rows, params, cursor } = await load({ cursor_path: 'updated', start_param: 'since' }, undefined, [
      at(3, 1),
    ]);
    assert.deepEqual({ rows, params, cursor }, { rows: [at(3, 1)], params: {}, cursor: 3 });
  });

  it('tells the API nothing where no parameter is named', async () =>
    assert.deepEqual((await load({ cursor_path: 'updated' }, 5, [])).params, {}));

  it('a start of 0 is a start', async () => {
    const { rows, params } = await load({ cursor_path: 'updated', start_param: 's', initial_value: 0 }, undefined, [
      at(-1, 0),
    ]);
    assert.deepEqual({ rows, params }, { rows: [at(0)], params: { s: 0 } });
  });

  it('reads a cursor inside of a row', async () => {
    const rows = [[{ meta: { at: 4 } }, { meta: { at: 6 } }]];
    const loaded = await load({ cursor_path: 'meta.at' }, 5, rows);
    assert.deepEqual(loaded.rows, [[{ meta: { at: 6 } }]]);
    assert.equal(loaded.cursor, 6);
  });

  it('tells no cursor where there is none', async () => {
    assert.deepEqual((await load(config, undefined, [at(null), []])).cursors, []);
  });

  it('a resource that is replaced as a whole does not go on from the last run', async () => {
    const { rows, params } = await load(config, '2024-05-01', [at('2024-02-01')], { write_disposition: 'replace' });
    assert.deepEqual({ rows, params }, { rows: [at('2024-02-01')], params: { since: '2024-01-01T00:00:00Z' } });
  });
});
