import { assert } from 'chai';
import { z } from 'zod';
import type { Page, Row } from '../../lib/core/types.ts';
import { RowColumns } from '../../lib/rows/row-columns.ts';
import { publishedForm } from '../../lib/source/published-form.ts';
import { page } from '../helpers/marbles.ts';
import { checkConfig } from '../../lib/config/check.ts';
import { planResources } from '../../lib/source/plan.ts';

const form = (settings: object, defaults: object = {}) => {
  const config = { client: { base_url: 'https://api.example.com' }, resource_defaults: defaults };
  const [plan] = planResources(checkConfig({ ...config, resources: [{ name: 'jobs', ...settings }] }));
  return publishedForm(plan!);
};
const types = (settings: object, defaults?: object) => {
  const columns = new RowColumns();
  columns.merge(form(settings, defaults).declared);
  return Object.fromEntries(columns.columns.map(({ name, type }) => [name, type.kind]));
};

describe('publishedForm', () => {
  it('is the rows as they are, unless the resource says otherwise', () => {
    const { info, page: formed, declared, nested } = form({ primary_key: 'userId' });
    const given = page([{ userId: 1 }]);
    assert.strictEqual(formed(given), given);
    assert.deepEqual(info.primaryKey, ['userId']);
    assert.deepEqual(declared, []);
    assert.equal(nested, 'struct');
  });

  it('declares the columns of hints, which go over those of the schema', () => {
    const schema = z.object({ id: z.int(), at: z.string(), note: z.string() });
    const columns = {
      id: { data_type: 'text' },
      at: { data_type: 'timestamp' },
      big: { data_type: 'bigint' },
      size: { data_type: 'double' },
      ok: { data_type: 'bool' },
      day: { data_type: 'date' },
      raw: { data_type: 'json' },
      seen: { nullable: true },
    };
    assert.deepEqual(types({ schema, columns }), {
      note: 'string',
      id: 'string',
      at: 'timestamp',
      big: 'int64',
      size: 'double',
      ok: 'bool',
      day: 'date',
      raw: 'json',
    });
  });

  it('takes a list of hints, and adds those of the defaults', () => {
    const defaults = {
      columns: { id: { data_type: 'bigint', nullable: false }, at: { data_type: 'date' }, gone: { data_type: 'bool' } },
    };
    const columns = [
      { name: 'id', data_type: 'text' },
      { name: 'own', data_type: 'json' },
    ];
    assert.deepEqual(types({ columns }, defaults), { id: 'string', at: 'date', gone: 'bool', own: 'json' });
    assert.deepEqual(types({ columns: { gone: null } }, defaults), { id: 'int64', at: 'date' });
    assert.deepEqual(types({ columns: null }, defaults), {});
  });

  it('in snake case, everything has the names of the file', () => {
    const {
      info,
      declared,
      page: formed,
    } = form({
      naming: 'snake_case',
      primary_key: ['userId', 'user_no'],
      write_disposition: 'merge',
      merge_key: 'dayKey',
      partition_by: ['regionName'],
      columns: { changedAt: { data_type: 'timestamp', dedup_sort: 'desc' }, isGone: { hard_delete: true } },
      schema: z.object({ theOwner: z.object({ firstName: z.string(), subLists: z.array(z.object({ aB: z.int() })) }) }),
    });
    assert.deepInclude(info, {
      name: 'jobs',
      primaryKey: ['user_id', 'user_no'],
      mergeKey: ['day_key'],
      dedupSort: { column: 'changed_at', order: 'desc' },
      hardDelete: 'is_gone',
      partitionBy: { columns: ['region_name'] },
    });
    const columns = new RowColumns();
    columns.merge(declared);
    assert.isFalse(columns.renames);
    assert.deepEqual(JSON.parse(JSON.stringify(columns.columns)), [
      {
        name: 'the_owner',
        type: {
          kind: 'struct',
          fields: [
            { name: 'first_name', type: { kind: 'string' } },
            {
              name: 'sub_lists',
              type: { kind: 'list', element: { kind: 'struct', fields: [{ name: 'a_b', type: { kind: 'int64' } }] } },
            },
          ],
        },
      },
      { name: 'changed_at', type: { kind: 'timestamp' } },
    ]);
    const parent: Row = { _jobs_userId: 7 };
    const result: Page = formed(page([{ aB: 1, ...parent }], { parent }));
    assert.deepEqual(result.rows, [{ a_b: 1, _jobs_user_id: 7 }]);
    assert.deepEqual(result.parent, { _jobs_user_id: 7 });
  });
});
