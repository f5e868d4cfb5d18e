import { assert } from 'chai';
import { NamingError, renaming } from '../../lib/source/renaming.ts';
import { snakeCase } from '../../lib/source/snake-case.ts';

describe('renaming', () => {
  const struct = () => renaming(snakeCase, 'jobs', true);

  it('renames the keys of rows and of what is inside of them', () => {
    const at = new Date(0);
    assert.deepEqual(
      struct()({ userId: 1, subTasks: [{ taskName: 'a', at }, null, [{ deepKey: 2 }]], meta: { isNew: true } }),
      {
        user_id: 1,
        sub_tasks: [{ task_name: 'a', at }, null, [{ deep_key: 2 }]],
        meta: { is_new: true },
      },
    );
  });

  it('leaves what is inside alone where it becomes JSON text', () => {
    const row = { metaData: { isNew: true } };
    assert.deepEqual(renaming(snakeCase, 'jobs', false)(row), { meta_data: { isNew: true } });
  });

  it('keeps a key that objects have already', () => {
    const row = JSON.parse('{"__proto__":1}') as Record<string, unknown>;
    assert.deepEqual(Object.entries(struct()(row)), [['_proto_x'.replace('_x', 'xx'), 1]]);
  });

  it('refuses two keys of one name in a row', () => {
    assert.throws(
      () => struct()({ userId: 1, user_id: 2 }),
      NamingError,
      /^"userId" and "user_id" of its rows would both be called "user_id"$/,
    );
    assert.throws(() => struct()({ list: [{ a: { userId: 1, UserId: 2 } }] }), NamingError, /"userId" and "UserId"/);
  });

  it('refuses them in different rows, too', () => {
    const rename = struct();
    rename({ userId: 1, meta: { id: 1 } });
    // Another place is another column.
    rename({ userId: 2, meta: { userId: 1 }, other: { user_id: 1 } });
    assert.throws(() => rename({ 'User ID': 3 }), NamingError, /"userId" and "User ID"/);
    assert.throws(() => rename({ meta: { UserID: 3 } }), NamingError, /"userId" and "UserID"/);
  });
});
