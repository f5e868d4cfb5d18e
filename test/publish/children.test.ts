import { join } from 'node:path';
import { assert } from 'chai';
import type { ResourceInfo, Row } from '../../lib/core/types.ts';
import type { Published } from '../../lib/publish/publish.ts';
import { info, publishPages, suiteEngine } from '../helpers/journal.ts';
import { exactRows } from '../helpers/parquet.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('publishing a child', () => {
  const folder = temporaryFolder();
  const engine = suiteEngine();
  const file = () => join(folder(), 'tasks.parquet');
  const child = (over: Partial<ResourceInfo> = {}) => info({ name: 'tasks', parentColumns: ['_jobs_id'], ...over });

  /** The rows of each parent that was fetched. */
  async function fetched(
    resource: ResourceInfo,
    ...parents: readonly (readonly [id: unknown, rows: Row[]])[]
  ): Promise<Published> {
    const pages = parents.map(([id, rows]) => ({ parent: { _jobs_id: id }, rows }));
    return publishPages({ engine: engine(), out: folder(), resource }, pages);
  }

  /** Parent, own key and text of each row. */
  const texts = async () => (await exactRows(file())).map((row) => [row['_jobs_id'], row['id'], row['text']].join(' '));

  describe('with a key of its own', () => {
    it('tells rows apart by the key of the parent and its own', async () => {
      await fetched(child(), [1, [{ id: 1, text: 'a' }]], [2, [{ id: 1, text: 'b' }]]);
      const { rows } = await fetched(
        child(),
        [
          1,
          [
            { id: 1, text: 'c' },
            { id: 2, text: 'd' },
          ],
        ],
        [2, []],
      );
      assert.equal(rows, 3);
      assert.sameMembers(await texts(), ['1 1 c', '1 2 d', '2 1 b']);
    });
  });

  for (const [what, resource] of [
    ['without a key', child({ primaryKey: [] })],
    ['with a default key that no row has', child({ primaryKeyDeclared: false })],
  ] as const) {
    describe(what, () => {
      it('replaces the rows of each parent that was fetched, and no others', async () => {
        await fetched(resource, [1, [{ text: 'a' }, { text: 'b' }]], [2, [{ text: 'c' }]], [3, [{ text: 'd' }]]);
        const { rows, duplicates, warnings } = await fetched(
          resource,
          [1, [{ text: 'b' }, { text: 'e' }, { text: 'e' }]],
          [3, []],
        );
        assert.deepEqual({ rows, duplicates, warnings }, { rows: 3, duplicates: 1, warnings: [] });
        assert.sameMembers(await texts(), ['1  b', '1  e', '2  c']);
      });

      it('removes the rows of parents that have none any more', async () => {
        await fetched(resource, [1, [{ text: 'a' }]], [2, [{ text: 'b' }]]);
        assert.include(await fetched(resource, [1, []]), { rows: 1 });
        assert.deepEqual(await texts(), ['2  b']);
      });

      it('removes them as well when a first run without rows has said nothing of a key', async () => {
        await fetched(resource, [1, []]);
        await fetched(resource, [1, [{ text: 'a' }]]);
        assert.include(await fetched(resource, [1, []]), { rows: 0 });
      });

      it('changes nothing where no parent was fetched', async () => {
        await fetched(resource, [1, [{ text: 'a' }]]);
        assert.include(await fetched(resource), { rows: 1 });
      });

      it('finds the parents again when their keys become text', async () => {
        await fetched(resource, [1, [{ text: 'a' }]], [2, [{ text: 'b' }]]);
        assert.include(await fetched(resource, [1, []], ['x', []]), { rows: 1 });
        assert.deepEqual(await texts(), ['2  b']);
        await fetched(resource, ['x', [{ text: 'c' }]], ['2', [{ text: 'd' }]]);
        assert.sameMembers(await texts(), ['2  b', '"x"  c', '"2"  d']);
      });

      it('makes a file with the key of the parents where none has rows', async () => {
        assert.include(await fetched(resource, [1, []]), { rows: 0, file: file() });
        const { columns } = await engine().inspect(file());
        assert.include(
          columns.map((column) => column.name),
          '_jobs_id',
        );
      });
    });
  }

  it('rejects rows without the default key that published rows have', async () => {
    const resource = child({ primaryKeyDeclared: false });
    await fetched(resource, [1, [{ id: 1, text: 'a' }]]);
    assert.include(await fetched(resource, [1, [{ text: 'b' }]]), { rows: 1, rejected: 1 });
    assert.deepEqual(await texts(), ['1 1 a']);
  });

  it('replaces by parents whose key has several columns', async () => {
    const resource = child({ primaryKey: [], parentColumns: ['_a', '_b'] });
    const parent = (a: number, b: string, ...names: string[]) => ({
      parent: { _a: a, _b: b },
      rows: names.map((name) => ({ name })),
    });
    const options = { engine: engine(), out: folder(), resource };
    await publishPages(options, [parent(1, 'x', 'p'), parent(1, 'y', 'q'), parent(2, 'x', 'r')]);
    await publishPages(options, [parent(1, 'x', 's'), parent(2, 'x')]);
    const names = (await exactRows(file())).map((row) => row['name']);
    assert.sameMembers(names, ['s', 'q']);
  });
});
