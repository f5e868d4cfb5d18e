/** dlt's cases of schema contracts (T7). What a type is, and that null makes no column, is ours. */
import { assert } from 'chai';
import { loads } from './loads.ts';

describe('dlt: schema contracts', () => {
  const { serve, run, published, api } = loads();
  const items = (schema_contract: unknown, over: object = {}) => ({
    resources: [
      {
        name: 'items',
        endpoint: { path: 'rows', data_selector: 'data', paginator: 'single_page' },
        schema_contract,
        ...over,
      },
    ],
  });
  const OLD = { id: 1, name: 'item', some_int: 1 };
  const NEW = { id: 2, name: 'other', some_int: 2, new_col: 'x' };
  const OTHER_TYPE = { id: 3, name: 'third', some_int: 'hello' };
  const names = (rows: readonly object[]) => [...new Set(rows.flatMap((row) => Object.keys(row)))].toSorted();
  const given = async (contract: unknown, rows: readonly object[], fails = false) => {
    serve([OLD]);
    await run(items('evolve'));
    serve(rows);
    const { outcome } = await run(items(contract), { fails });
    return outcome('items');
  };

  it('T7: a new column evolves, or fails the load', async () => {
    await given('evolve', [NEW]);
    assert.deepEqual(names(await published('items')), ['id', 'name', 'new_col', 'some_int']);
    serve([{ ...NEW, another: 1 }]);
    const { outcome } = await run(items({ columns: 'freeze' }), { fails: true });
    assert.match(outcome('items').error!.message, /^another is new/);
    assert.lengthOf(await published('items'), 2);
  });

  for (const [mode, ids] of [
    ['discard_row', [1, 4]],
    ['discard_value', [1, 2, 4]],
  ] as const) {
    it(`T7: a new column with ${mode}`, async () => {
      await given({ columns: mode }, [NEW, { ...OLD, id: 4 }]);
      const rows = await published('items');
      assert.sameMembers(
        rows.map(({ id }) => id),
        [...ids],
      );
      assert.deepEqual(names(rows), ['id', 'name', 'some_int']);
    });
  }

  it('T7: another type fails the load, or is left out', async () => {
    assert.equal((await given({ data_type: 'freeze' }, [OTHER_TYPE], true)).status, 'failed');
    serve([OTHER_TYPE]);
    await run(items({ data_type: 'discard_row' }));
    assert.lengthOf(await published('items'), 1);
    await run(items({ data_type: 'discard_value' }));
    const third = (await published('items')).find(({ id }) => id === 3);
    assert.isNotOk(third!['some_int']);
  });

  it('T7: dlt makes a number of the text 7; here a text is a text', async () => {
    const { error } = await given({ data_type: 'freeze' }, [{ ...OLD, some_int: '7' }], true);
    assert.match(error!.message, /^some_int is a text, and the column holds int64/);
  });

  it('T7: a new table has its columns, whatever the contract says of columns', async () => {
    serve([OLD, NEW]);
    const { outcome } = await run(items({ columns: 'freeze', data_type: 'freeze' }));
    assert.equal(outcome('items').status, 'published');
    assert.deepEqual(names(await published('items')), ['id', 'name', 'new_col', 'some_int']);
  });

  it('T7: a new table fails the very first load where tables are frozen', async () => {
    serve([OLD]);
    const { outcome } = await run(items('freeze'), { fails: true });
    assert.match(outcome('items').error!.message, /tables is freeze/);
  });

  it('T7: a resource goes over the source, whole', async () => {
    serve([OLD]);
    await run(items('evolve'));
    serve([NEW]);
    const source = { ...items({ data_type: 'freeze' }), schema_contract: 'freeze' };
    assert.equal((await run(source)).outcome('items').status, 'published');
    assert.isNotEmpty(api.requests);
  });

  it('T7: two new columns in two rows', async () => {
    const { discarded } = await given({ columns: 'discard_value' }, [
      { id: 5, new_1: 1 },
      { id: 6, new_2: 2 },
    ]);
    assert.deepInclude(discarded, { rows: 0, values: 2, reasons: ['new_1 is new', 'new_2 is new'] });
    assert.deepEqual(names(await published('items')), ['id', 'name', 'some_int']);
  });
});
