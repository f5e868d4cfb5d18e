/** dlt's cases of incremental loading: what is published over several runs. */
import { assert } from 'chai';
import { column, loads, range } from './loads.ts';

describe('dlt: incremental, what is loaded', () => {
  const { serve, run, rows, published, state } = loads();
  const at = (...values: unknown[]) => values.map((updated_at) => ({ updated_at }));
  const count = async () => (await published()).length;

  const first = [1, 2, 3, 3, 3].map((created_at, i) => ({ created_at, id: 'abcde'[i] }));
  const later = [4, 3, 3, 3, 3].map((created_at, i) => ({ created_at, id: 'gcdef'[i] }));
  for (const [what, over] of [
    ['test_unique_keys_are_deduplicated', { primary_key: 'id' }],
    ['test_unique_rows_by_hash_are_deduplicated', {}],
  ] as const) {
    it(`N7: ${what}`, async () => {
      const config = rows({ cursor_path: 'created_at' }, over);
      serve(first);
      await run(config);
      serve(later);
      await run(config);
      assert.deepEqual(column(await published(), 'id'), 'abcdefg'.split(''));
    });
  }

  for (const order of ['asc', 'desc', 'mixed'] as const) {
    for (const key of [[], undefined, 'updated_at'] as const) {
      for (const deterministic of [true, false]) {
        const again = key === 'updated_at' || (deterministic && key === undefined) ? 120 : 121;
        const keyed = key === undefined ? 'no key' : `the key ${JSON.stringify(key)}`;
        it(`N8: test_unique_values_unordered_rows: ${order}, ${keyed}, ${deterministic ? 'equal' : 'changed'} rows: ${again}`, async () => {
          let version = 0;
          const from = (start: number) => {
            const numbers = range(start, start + 121);
            if (order === 'desc') numbers.reverse();
            if (order === 'mixed') numbers.sort((a, b) => ((a * 37) % 121) - ((b * 37) % 121));
            version += deterministic ? 0 : 1;
            return numbers.map((updated_at) => ({ updated_at, rand: version }));
          };
          const config = rows({ cursor_path: 'updated_at', initial_value: 10, ...(key && { primary_key: key }) });
          serve(from(10), 30);
          await run(config);
          assert.equal(await count(), 121);
          serve(from(130), 30);
          await run(config);
          assert.equal(await count(), 121 + again);
        });
      }
    }
  }

  for (const deterministic of [true, false]) {
    const cases: [key: string | readonly string[] | undefined, days: readonly number[], hashes: readonly number[]][] = [
      ['updated_at', [11, 0, 0, 1], [1, 1, 1, 1]],
      [undefined, deterministic ? [11, 0, 0, 1] : [11, 1, 1, 2], deterministic ? [1, 1, 1, 1] : [1, 2, 3, 1]],
      [[], [11, 1, 1, 2], [0, 0, 0, 0]],
    ];
    for (const [key, days, hashes] of cases) {
      it(`N9: test_carry_unique_hashes: key ${JSON.stringify(key)}, ${deterministic ? 'equal' : 'changed'} rows`, async () => {
        const config = rows({ cursor_path: 'updated_at', initial_value: 10, ...(key && { primary_key: key }) });
        let before = 0;
        for (const [i, loaded] of days.entries()) {
          const values = [...range(10, 20).toReversed(), 100, ...(i === 3 ? [1000] : [])];
          serve(
            values.map((updated_at) => ({ updated_at, rand: deterministic ? 0 : i })),
            3,
          );
          await run(config);
          assert.equal((await count()) - before, loaded, `day ${i + 1}`);
          before = await count();
          const kept = Object.keys((await state())?.boundary?.rows ?? {});
          assert.lengthOf(kept, hashes[i]!, `day ${i + 1}`);
        }
      });
    }
  }

  it('N10: test_last_value_func_min', async () => {
    const config = rows({ cursor_path: 'updated_at', last_value_func: 'min' });
    serve(at(10, 11, 9, 10, 8, 22));
    await run(config);
    assert.equal((await state())?.last_value, 8);
    serve(at(7, 8, 9));
    await run(config);
    assert.deepEqual(column(await published(), 'updated_at'), [7, 8, 9, 10, 10, 11, 22]);
  });

  it('N10: test_last_value_func_custom', async () => {
    serve(at(9, 10));
    const func = (values: readonly number[]) => Math.max(...values) + 1;
    await run(rows({ cursor_path: 'updated_at', last_value_func: func }));
    assert.equal((await state())?.last_value, 11);
  });

  it('N10: test_last_value_func_on_dict: a cursor for each type of event', async () => {
    type Event = { type: string; created_at: string };
    type Seen = Record<string, string>;
    const byType = ([event, seen = {}]: readonly [Event, Seen?]): Seen => {
      const before = seen[event.type] ?? '1970-01-01T00:00:00Z';
      return { ...seen, [event.type]: event.created_at > before ? event.created_at : before };
    };
    const event = (type: string, hour: number) => ({
      type,
      created_at: `2024-01-01T0${hour}:00:00Z`,
      id: `${type}${hour}`,
    });
    const config = rows({ cursor_path: '$', last_value_func: byType }, { primary_key: 'id' });
    serve([event('watch', 5), event('push', 3), event('watch', 7), event('push', 8)]);
    await run(config);
    assert.lengthOf(await published(), 4);
    serve([event('watch', 7), event('push', 3), event('push', 9), event('watch', 8), event('fork', 1)]);
    await run(config);
    assert.sameMembers(column(await published(), 'id').slice(0), [
      'watch5',
      'push3',
      'watch7',
      'push8',
      'push9',
      'watch8',
      'fork1',
    ]);
    assert.deepEqual((await state())?.last_value, {
      watch: '2024-01-01T08:00:00Z',
      push: '2024-01-01T09:00:00Z',
      fork: '2024-01-01T01:00:00Z',
    });
  });

  it('N11: test_start_range: an open start leaves the rows at the start out', async () => {
    serve(at(...range(5, 12)));
    await run(rows({ cursor_path: 'updated_at', initial_value: 8, range_start: 'open' }));
    assert.deepEqual(column(await published(), 'updated_at'), [9, 10, 11]);
  });

  it('N11: test_start_range_open_no_deduplication: no hashes are kept', async () => {
    const config = rows({ cursor_path: 'updated_at', range_start: 'open' });
    serve(at(1, 2, 3));
    await run(config);
    assert.isUndefined((await state())?.boundary);
    serve(at(3, 3, 4));
    await run(config);
    assert.deepEqual(column(await published(), 'updated_at'), [1, 2, 3, 4]);
  });

  it('N11: test_start_range_equal_values: a closed start takes new rows at the start', async () => {
    const config = rows({ cursor_path: 'updated_at' });
    serve([{ updated_at: 3, id: 1 }]);
    await run(config);
    serve([
      { updated_at: 3, id: 1 },
      { updated_at: 3, id: 2 },
    ]);
    await run(config);
    assert.deepEqual(column(await published(), 'id'), [1, 2]);
  });

  for (const [range_end, last] of [
    ['open', 9],
    ['closed', 10],
  ] as const) {
    it(`N11: test_end_range: ${range_end}`, async () => {
      serve(at(...range(1, 20)));
      await run(rows({ cursor_path: 'updated_at', initial_value: 5, end_value: 10, range_end }));
      assert.deepEqual(column(await published(), 'updated_at'), range(5, last + 1));
    });
  }

  it('N12: test_load_with_end_value_does_not_write_state', async () => {
    serve(at(...range(0, 40)));
    const config = rows({ cursor_path: 'updated_at', initial_value: 20, end_value: 30 });
    await run(config);
    assert.isUndefined(await state());
    await run(config);
    assert.equal(await count(), 20, 'it does not go on from itself either');
  });

  it('N12: a range with an end takes its rows whatever was loaded before', async () => {
    const over = { primary_key: 'id', write_disposition: 'merge' };
    const versions = (version: number) => range(1, 9).map((id) => ({ id, updated_at: id, version }));
    serve(versions(1));
    await run(rows({ cursor_path: 'updated_at', initial_value: 1 }, over));
    serve(versions(2));
    await run(rows({ cursor_path: 'updated_at', initial_value: 3, end_value: 5 }, over));
    assert.deepEqual(column(await published(), 'version'), [1, 1, 1, 1, 1, 1, 2, 2]);
    assert.equal((await state())?.last_value, 8);
  });

  it('N12: test_chunked_ranges: ranges with an end and runs without one do not disturb each other', async () => {
    const chunks = [
      [40, 50],
      [50, 60],
      [60, 61],
      [62, 70],
      [20, 30],
      [70, undefined],
      [10, 20],
      [undefined, undefined],
    ];
    let start = 0;
    for (const [initial_value, end_value] of chunks) {
      start = initial_value ?? 89;
      serve(at(...range(start, start + 20)));
      // A start that is later than the one before is no reason to begin anew; one that is missing is.
      const own = { initial_value: initial_value ?? 70, ...(end_value !== undefined && { end_value }) };
      await run(rows({ cursor_path: 'updated_at', ...own }));
    }
    const expected = [...range(10, 30), ...range(40, 61), ...range(62, 70), ...range(70, 109)];
    assert.deepEqual(column(await published(), 'updated_at'), expected);
  });

  it('N16: test_replace_resets_state', async () => {
    const config = (write_disposition: string) =>
      rows({ cursor_path: 'updated_at', start_param: 'since' }, { write_disposition });
    serve(at(1, 2, 3));
    await run(config('append'));
    assert.equal((await run(config('append'))).outcome('rows').rowsPublished, 3);
    const { requests } = await run(config('replace'));
    assert.isFalse(requests[0]!.query.has('since'));
    assert.equal(await count(), 3);
    serve(at(1, 2));
    await run(config('replace'));
    assert.deepEqual(column(await published(), 'updated_at'), [1, 2]);
    serve(at(1, 2, 5));
    await run(config('append'));
    assert.deepEqual(column(await published(), 'updated_at'), [1, 2, 5], 'append goes on from what was replaced');
  });

  it('N17: test_timezone_naive_datetime: a time without a zone is UTC, in rows and in the configuration', async () => {
    const naive = (hour: number) => `2024-01-01T0${hour}:00:00`;
    const config = (initial_value: string, end_value?: string) =>
      rows({ cursor_path: 'updated_at', initial_value, ...(end_value && { end_value }) });
    serve(at(naive(1), naive(2)));
    await run(config('2024-01-01T00:00:00Z'));
    assert.equal(await count(), 2);
    serve(at(naive(1), `${naive(2)}Z`, `${naive(5)}+02:00`, naive(3)));
    await run(config('2024-01-01T00:00:00Z'));
    const instants = (await published()).map((row) => (Number(row['updated_at'] as Date) / 3_600_000) % 24);
    assert.deepEqual(
      instants.toSorted((a, b) => a - b),
      [1, 2, 2, 3, 3],
    );
  });

  it('N17: an end without a zone', async () => {
    serve(at('2024-01-01T01:00:00Z', '2024-01-01T02:00:00Z', '2024-01-01T03:00:00Z'));
    const times = { initial_value: '2024-01-01T03:00:00+02:00', end_value: '2024-01-01T03:00:00' };
    await run(rows({ cursor_path: 'updated_at', ...times }));
    assert.equal(await count(), 2);
  });

  it('N18: test_composite_primary_key', async () => {
    const composite = ['AAA DE', 'BBB DE', 'CCC US', 'CCC DE', 'DDD DE'].map((key) => {
      const [isrc, market] = key.split(' ');
      return { created_at: 2, isrc, market };
    });
    const config = rows({ cursor_path: 'created_at' }, { primary_key: ['isrc', 'market'] });
    serve(composite.slice(0, 3));
    await run(config);
    serve(composite);
    await run(config);
    const keys = (await published()).map((row) => `${String(row['isrc'])} ${String(row['market'])}`);
    assert.deepEqual(keys.sort(), ['AAA DE', 'BBB DE', 'CCC DE', 'CCC US', 'DDD DE']);
  });

  it('N18: test_missing_primary_key: one that incremental loading names has to be there', async () => {
    serve([{ delta: 1, ts: 5 }]);
    const { outcome } = await run(rows({ cursor_path: 'ts', primary_key: 'DELTA' }), { fails: true });
    assert.match(outcome('rows').error!.message, /a row has no DELTA/);
    assert.propertyVal(outcome('rows').error, 'setting', 'resources.rows.endpoint.incremental.primary_key');
  });

  it('N18: test_incremental_explicit_disable_unique_check', async () => {
    const config = rows({ cursor_path: 'ts', primary_key: [] }, { primary_key: 'delta' });
    serve([{ delta: 1, ts: 5 }]);
    await run(config);
    assert.isUndefined((await state())?.boundary);
    await run(config);
    assert.equal(await count(), 2);
  });
});
