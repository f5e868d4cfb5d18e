/** dlt's cases of incremental loading: row_order, lag and rows without a cursor. */
import { assert } from 'chai';
import { column, loads, range } from './loads.ts';

describe('dlt: incremental, order, lag and missing cursors', () => {
  const { serve, run, rows, published, state } = loads();
  const at = (...values: unknown[]) => values.map((updated_at) => ({ updated_at }));
  const count = async () => (await published()).length;

  describe('N13: row_order', () => {
    const pages = (ran: { requests: readonly unknown[] }) => ran.requests.length;

    it('test_row_order_out_of_range: desc ends after the page with the first row from before the start', async () => {
      serve(at(...range(0, 49).toReversed()), 10);
      const ran = await run(rows({ cursor_path: 'updated_at', initial_value: 10, row_order: 'desc' }));
      assert.deepEqual(column(await published(), 'updated_at'), range(10, 49));
      assert.equal(pages(ran), 4, '48 to 9, of 5 pages');
    });

    it('test_row_order_out_of_range: asc ends after the page with the first row beyond the end', async () => {
      serve(at(...range(22, 500)), 10);
      const incremental = { cursor_path: 'updated_at', initial_value: 22, end_value: 45, row_order: 'asc' };
      const ran = await run(rows(incremental));
      assert.deepEqual(column(await published(), 'updated_at'), range(22, 45));
      assert.equal(pages(ran), 3);
    });

    it('test_row_order_out_of_range: the other order ends nothing', async () => {
      serve(at(...range(22, 100)), 10);
      const incremental = { cursor_path: 'updated_at', initial_value: 22, end_value: 45, row_order: 'desc' };
      const ran = await run(rows(incremental));
      assert.deepEqual(column(await published(), 'updated_at'), range(22, 45));
      assert.equal(pages(ran), 8);
    });

    it('min: desc is the order of min, so the rows with the lowest cursor come first', async () => {
      serve(at(...range(1, 50)), 10);
      const incremental = { cursor_path: 'updated_at', initial_value: 15, last_value_func: 'min', row_order: 'desc' };
      const ran = await run(rows(incremental));
      assert.deepEqual(column(await published(), 'updated_at'), range(1, 16));
      assert.equal(pages(ran), 2);
    });

    it('rows that are not in the order that was promised: nothing is lost, and it is told', async () => {
      serve(at(3, 30, 29, 28, 27, 26, 25, 24, 23, 22), 5);
      const ran = await run(rows({ cursor_path: 'updated_at', initial_value: 10, row_order: 'desc' }));
      assert.deepEqual(column(await published(), 'updated_at'), range(22, 31));
      assert.lengthOf(ran.warnings, 1);
      assert.match(ran.warnings[0]!, /row_order: desc/);
    });
  });

  describe('N14: lag', () => {
    const twice = async (incremental: object, before: readonly unknown[], after: readonly unknown[]) => {
      const config = rows({ cursor_path: 'updated_at', start_param: 'since', ...incremental });
      serve(at(...before));
      await run(config);
      serve(at(...after));
      const { requests } = await run(config);
      return { since: requests[0]!.query.get('since'), values: column(await published(), 'updated_at') };
    };

    it('test_incremental_lag_int: late rows are taken, those from before the lag are not', async () => {
      const { since, values } = await twice({ lag: 3 }, [1, 5, 9], [4, 6, 7, 8, 9, 10]);
      assert.equal(since, '6');
      assert.deepEqual(values, [1, 5, 6, 7, 8, 9, 10], 'the row 9 is not appended again, unlike in dlt');
    });

    it('test_incremental_lag_float', async () => {
      assert.equal((await twice({ lag: 0.5 }, [1.25, 2.75], [])).since, '2.25');
    });

    it('test_incremental_lag_datetime_str: seconds', async () => {
      const { since, values } = await twice(
        { lag: 3600 },
        ['2024-01-01T10:00:00Z', '2024-01-01T12:00:00Z'],
        ['2024-01-01T10:59:59Z', '2024-01-01T11:00:00Z', '2024-01-01T12:00:00Z', '2024-01-01T13:00:00Z'],
      );
      assert.equal(since, '2024-01-01T11:00:00Z');
      assert.lengthOf(values, 4);
    });

    it('test_incremental_lag_date_str: days', async () => {
      const { since } = await twice({ lag: 2 }, ['2024-02-20', '2024-03-01'], []);
      assert.equal(since, '2024-02-28');
    });

    it('test_incremental_lag_int_with_initial_values: not before the initial value', async () => {
      assert.equal((await twice({ lag: 10, initial_value: 4 }, [5, 9], [])).since, '4');
    });

    it('with min it is the other way round', async () => {
      const { since, values } = await twice({ lag: 2, last_value_func: 'min' }, [9, 5], [8, 7, 6, 5, 4]);
      assert.equal(since, '7');
      assert.deepEqual(values, [4, 5, 6, 7, 9]);
    });

    it('test_incremental_lag_disabled_with_end_values', async () => {
      assert.equal((await twice({ lag: 3, initial_value: 5, end_value: 9 }, [6, 8], [])).since, '5');
    });

    it('a lag that grows does not append rows whose hashes were not kept', async () => {
      const config = (lag: number) => rows({ cursor_path: 'updated_at', lag });
      serve(at(1, 5, 6, 7, 8, 9));
      await run(config(2));
      await run(config(100));
      assert.deepEqual(column(await published(), 'updated_at'), [1, 5, 6, 7, 8, 9]);
      serve(at(1, 5, 6, 6.5, 7, 7.5, 8, 9));
      await run(config(100));
      assert.deepEqual(column(await published(), 'updated_at'), [1, 5, 6, 7, 7.5, 8, 9]);
    });

    it('merge takes all rows within the lag again', async () => {
      const config = rows({ cursor_path: 'at', lag: 5 }, { primary_key: 'id', write_disposition: 'merge' });
      serve([
        { id: 1, at: 7, v: 'a' },
        { id: 2, at: 10, v: 'a' },
      ]);
      await run(config);
      serve([
        { id: 1, at: 7, v: 'b' },
        { id: 2, at: 10, v: 'b' },
        { id: 3, at: 4, v: 'b' },
      ]);
      await run(config);
      assert.deepEqual(column(await published(), 'v'), ['b', 'b']);
    });
  });

  describe('N15: rows without a cursor', () => {
    const missing = [{ id: 1, created_at: null }, { id: 2 }, { id: 3, created_at: 1 }, { id: 4, created_at: 2 }];
    const config = (on_cursor_value_missing?: string, cursor_path = 'created_at') =>
      rows({ cursor_path, ...(on_cursor_value_missing && { on_cursor_value_missing }) });

    for (const order of [missing, missing.toReversed()]) {
      it(`test_cursor_path_none_includes_records_*: include, ${order[0]!.id} first`, async () => {
        serve(order);
        await run(config('include'));
        assert.deepEqual(column(await published(), 'id'), [1, 2, 3, 4]);
        assert.equal((await state())?.last_value, 2);
        serve([...order, { id: 5, created_at: null }]);
        await run(config('include'));
        assert.deepEqual(
          column(await published(), 'id'),
          [1, 2, 3, 4, 5],
          'they are not appended again, unlike in dlt',
        );
      });
    }

    it('test_cursor_path_none_excludes_records_*: exclude', async () => {
      serve(missing);
      await run(config('exclude'));
      assert.deepEqual(column(await published(), 'id'), [3, 4]);
      assert.equal((await state())?.last_value, 2);
    });

    for (const [what, row] of [
      ['null', missing[0]],
      ['missing', missing[1]],
    ] as const) {
      it(`test_cursor_path_none_can_raise_on_none, test_missing_cursor_field: ${what}`, async () => {
        serve([missing[3]!, row!]);
        const { outcome } = await run(config(), { fails: true });
        const { error, status } = outcome('rows');
        assert.equal(status, 'failed');
        assert.match(error!.message, new RegExp(`created_at of a row is ${what}: \\{"id":${row!.id}`));
        assert.propertyVal(error, 'resource', 'rows');
        assert.propertyVal(error, 'setting', 'resources.rows.endpoint.incremental');
        assert.isUndefined(await state());
      });
    }

    const nested = (items: readonly object[]) => [{ id: 1, data: { items } }];
    const paths: [path: string, items: readonly object[], policy: string, expected: unknown][] = [
      ['data.items[0].created_at', [{ created_at: 7 }, { created_at: 9 }], 'raise', 7],
      ['data.items[*].created_at', [{ id: 1 }, { created_at: 2 }], 'raise', 2],
      ['data.items[0].created_at', [{ created_at: null }, { created_at: 1 }], 'raise', /is null/],
      ['data.items[*].created_at', [{ created_at: null }, { created_at: 1 }], 'raise', /is null/],
      ['data.items[*].created_at', [{ created_at: null }, { created_at: 1 }], 'include', undefined],
      ['data.items[0].created_at', [{ created_at: null }], 'include', undefined],
      ['data.items[3].created_at', [{ created_at: 1 }], 'raise', /is missing/],
    ];
    for (const [path, items, policy, expected] of paths) {
      it(`test_nested_cursor_path, test_cursor_path_none_nested_*: ${path} in ${JSON.stringify(items)}, ${policy}`, async () => {
        serve(nested(items));
        const { outcome } = await run(config(policy, path), { fails: expected instanceof RegExp });
        if (expected instanceof RegExp) assert.match(outcome('rows').error!.message, expected);
        else {
          assert.equal(await count(), 1);
          assert.equal((await state())?.last_value, expected);
        }
      });
    }

    it('test_set_default_value_for_incremental_cursor: steps come before', async () => {
      serve([
        { id: 1, created_at: 1, updated_at: 1 },
        { id: 2, created_at: 4, updated_at: null },
        { id: 3, created_at: 3, updated_at: 3 },
      ]);
      const map = (row: Record<string, unknown>) => ({ ...row, updated_at: row['updated_at'] ?? row['created_at'] });
      await run(rows({ cursor_path: 'updated_at' }, { processing_steps: [{ map }] }));
      assert.equal(await count(), 3);
      assert.equal((await state())?.last_value, 4);
    });
  });
});
