import { join } from 'node:path';
import { assert } from 'chai';
import type { ResourceInfo, Row } from '../../lib/core/types.ts';
import { info, publishPages, suiteEngine } from '../helpers/journal.ts';
import { exactRows, sortedBy } from '../helpers/parquet.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('publishing with hints', () => {
  const folder = temporaryFolder();
  const engine = suiteEngine();

  /** Publishes one page a run, and gives what is in the file then. */
  async function after(over: Partial<ResourceInfo>, ...runs: (readonly Row[])[]) {
    const resource = info(over);
    const published = [];
    for (const rows of runs) published.push(await publishPages({ engine: engine(), out: folder(), resource }, [rows]));
    const rows = sortedBy(await exactRows(join(folder(), 'jobs.parquet')));
    return { rows, published };
  }

  const row = (id: number, v: unknown, name: string): Row => ({ id, v, name });
  const names = (rows: readonly Row[]) => rows.map((found) => found['name']);

  describe('dedup_sort', () => {
    const desc = { dedupSort: { column: 'v', order: 'desc' } } as const;
    const asc = { dedupSort: { column: 'v', order: 'asc' } } as const;

    it('desc keeps the row with the highest value, wherever it came', async () => {
      const { rows, published } = await after(desc, [
        row(1, 3, 'best'),
        row(1, 5, 'better still'),
        row(1, 4, 'last'),
        row(2, 1, 'only'),
      ]);
      assert.deepEqual(names(rows), ['better still', 'only']);
      assert.equal(published[0]!.duplicates, 2);
    });

    it('asc keeps the row with the lowest value', async () => {
      const { rows } = await after(asc, [row(1, 3, 'a'), row(1, 2, 'lowest'), row(1, 4, 'c')]);
      assert.deepEqual(names(rows), ['lowest']);
    });

    it('takes the last one of equals, and any value before none', async () => {
      const page = [row(1, 3, 'a'), row(1, 3, 'last of equals'), row(2, 1, 'has one'), row(2, null, 'none')];
      assert.deepEqual(names((await after(desc, page)).rows), ['last of equals', 'has one']);
    });

    it('asc takes any value before none as well', async () => {
      assert.deepEqual(names((await after(asc, [row(2, 1, 'has one'), row(2, null, 'none')])).rows), ['has one']);
    });

    for (const [what, hint, published, better, worse] of [
      ['desc', desc, 5, 6, 4],
      ['asc', asc, 5, 4, 6],
      ['desc', desc, '2024-05-06T07:08:09Z', '2024-05-06T07:08:10Z', '2024-05-06T08:08:09+02:00'],
    ] as const) {
      it(`${what}: a published row with ${published} gives way to ${better}, not to ${worse}`, async () => {
        const { rows } = await after(
          hint,
          [
            row(1, published, 'old 1'),
            row(2, published, 'old 2'),
            row(3, published, 'old 3'),
            row(4, published, 'old 4'),
          ],
          [row(1, better, 'new 1'), row(2, worse, 'new 2'), row(3, published, 'new 3'), row(5, worse, 'new 5')],
        );
        assert.deepEqual(names(rows), ['new 1', 'old 2', 'new 3', 'old 4', 'new 5']);
      });
    }

    it('says so where no row has the column', async () => {
      const { published } = await after({ dedupSort: { column: 'w', order: 'desc' } }, [
        row(1, 1, 'a'),
        row(1, 2, 'b'),
      ]);
      assert.match(published[0]!.warnings.join(), /no row has the column "w"/);
      assert.equal(published[0]!.rows, 1);
    });
  });

  describe('hard_delete', () => {
    const hint = { hardDelete: 'v' };

    it('takes away what a row marks by true, published or not', async () => {
      const { rows } = await after(
        hint,
        [row(1, false, 'a'), row(2, false, 'b'), row(3, null, 'c')],
        [row(1, true, 'a'), row(2, false, 'b2'), row(4, true, 'd'), row(5, true, 'e'), row(5, false, 'e2')],
      );
      assert.deepEqual(names(rows), ['b2', 'c', 'e2']);
    });

    it('takes any value of another type as a mark', async () => {
      const { rows } = await after(
        hint,
        [row(1, null, 'a'), row(2, null, 'b')],
        [row(1, '2024-05-06T07:08:09Z', 'a'), row(3, null, 'c')],
      );
      assert.deepEqual(names(rows), ['b', 'c']);
    });

    it('takes away nothing where the last row of a key has no mark', async () => {
      const { rows } = await after(hint, [row(1, true, 'deleted'), row(1, false, 'back again')]);
      assert.deepEqual(names(rows), ['back again']);
    });

    it('goes by dedup_sort where there is one', async () => {
      const over = { hardDelete: 'gone', dedupSort: { column: 'v', order: 'desc' } } as const;
      const { rows } = await after(over, [
        { ...row(1, 2, 'newest'), gone: false },
        { ...row(1, 1, 'older'), gone: true },
        { ...row(2, 2, 'newest'), gone: true },
        { ...row(2, 1, 'older'), gone: false },
      ]);
      assert.deepEqual(
        rows.map((found) => Number(found['id'])),
        [1],
      );
    });
  });

  describe('merge_key', () => {
    it('replaces the published rows of the values that come again', async () => {
      const { rows } = await after(
        { mergeKey: ['v'] },
        [row(1, 'monday', 'a'), row(2, 'monday', 'b'), row(3, 'tuesday', 'c'), row(4, null, 'd')],
        [row(1, 'monday', 'a2'), row(5, null, 'e')],
      );
      assert.deepEqual(names(rows), ['a2', 'c', 'd', 'e']);
    });

    it('needs no primary key; repeated rows stay then', async () => {
      const over = { mergeKey: ['v'], primaryKey: [] };
      const { rows } = await after(
        over,
        [row(1, 'monday', 'a'), row(2, 'tuesday', 'b')],
        [row(3, 'monday', 'c'), row(3, 'monday', 'c')],
      );
      assert.deepEqual(names(rows), ['b', 'c', 'c']);
    });

    it('of several columns replaces where all of them agree', async () => {
      const { rows } = await after(
        { mergeKey: ['v', 'name'], primaryKey: ['id'] },
        [row(1, 1, 'a'), row(2, 1, 'b')],
        [row(3, 1, 'a')],
      );
      assert.deepEqual(names(rows), ['b', 'a']);
    });
  });

  describe('insert-only', () => {
    it('adds keys that are not there, and changes none', async () => {
      const { rows, published } = await after(
        { mergeStrategy: 'insert-only' },
        [row(1, 1, 'a'), row(1, 2, 'last')],
        [row(1, 3, 'new'), row(2, 1, 'b')],
      );
      assert.deepEqual(names(rows), ['last', 'b']);
      assert.equal(published[1]!.rows, 2);
    });
  });

  describe('scd2', () => {
    const at = (day: number) => `2024-01-0${day}T00:00:00.000000Z`;
    const over = (day: number, more: Partial<ResourceInfo> = {}): Partial<ResourceInfo> => ({
      primaryKey: [],
      mergeStrategy: 'scd2',
      validity: { from: '_valid_from', to: '_valid_to', at: at(day) },
      ...more,
    });
    const version = (name: string, from: number, to?: number) => [name, at(from), to === undefined ? null : at(to)];
    const versions = (rows: readonly Row[]) =>
      rows
        .map((found) => [found['name'], found['_valid_from'], found['_valid_to']])
        .sort((a, b) => (String(a) < String(b) ? -1 : 1));

    /** One run a day. */
    async function days(runs: readonly (readonly Row[])[], more: Partial<ResourceInfo> = {}) {
      let rows: readonly Row[] = [];
      for (const [i, page] of runs.entries()) ({ rows } = await after(over(i + 1, more), page));
      return versions(rows);
    }

    it('keeps every version of a row, with the time it was valid', async () => {
      const found = await days([
        [row(1, 1, 'a'), row(2, { x: [1] }, 'b'), row(2, { x: [1] }, 'b')],
        [row(1, 1, 'a2'), row(2, { x: [1] }, 'b')],
        [row(1, 1, 'a'), row(3, null, 'c')],
        [],
      ]);
      assert.deepEqual(found, [
        version('a', 1, 2),
        version('a', 3, 4),
        version('a2', 2, 3),
        version('b', 1, 3),
        version('c', 3, 4),
      ]);
    });

    it('sees no change in a column that is new and null', async () => {
      const found = await days([
        [row(1, 1, 'a')],
        [{ ...row(1, 1, 'a'), more: null }],
        [{ ...row(1, 1, 'a'), more: 5 }],
      ]);
      assert.deepEqual(found, [version('a', 1, 3), version('a', 3)]);
    });

    it('ends versions of the merge keys that came again only', async () => {
      const found = await days([[row(1, 1, 'a'), row(2, 1, 'b')], [row(1, 1, 'a2')], []], { mergeKey: ['id'] });
      assert.deepEqual(found, [version('a', 1, 2), version('a2', 2), version('b', 1)]);
    });
  });
});
