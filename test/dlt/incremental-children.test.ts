/** Children that are incremental, and children of parents that are: dlt loses most of their rows. */
import { assert } from 'chai';
import { column, loads, range } from './loads.ts';
import { answer } from './mock-api.ts';

const PAGING = { type: 'page_number', base_page: 1, total_path: 'total_pages' };
const PER_PARENT = 5;

/** A number from 0 to 1 that two numbers always make. */
const random = (a: number, b: number) => (Math.abs(Math.sin(a * 12.9898 + b * 78.233)) * 43758.5453) % 1;

describe('dlt: incremental children', () => {
  let parents: readonly number[] = [];
  let rowsOf: (parent: number) => readonly object[] = () => [];
  let failing = false;
  const versions = new Map<number, number>();
  const { run, published, state } = loads({
    'GET /parents': ({ query }) => {
      const page = Number(query.get('page') ?? 1);
      const data = parents
        .slice((page - 1) * 10, page * 10)
        .map((id) => ({ id, at: id, version: versions.get(id) ?? 0 }));
      return { data, total_pages: Math.ceil(parents.length / 10) };
    },
    'GET /parents/:id/paged': ({ params, query }) => {
      const page = Number(query.get('page') ?? 1);
      const held = rowsOf(Number(params['id']));
      return { data: held.slice((page - 1) * 5, page * 5), total_pages: Math.ceil(held.length / 5) };
    },
    'GET /parents/:id/rows': ({ params, query }) => {
      if (failing) return answer({ status: 500, json: {} });
      const since = Number(query.get('since') ?? -Infinity);
      const all = rowsOf(Number(params['id'])) as { at: number }[];
      return all.filter(({ at }) => at >= since);
    },
  });
  beforeEach(() => {
    parents = range(0, 40);
    rowsOf = (parent) =>
      range(0, PER_PARENT).map((n) => ({ id: parent * 10 + n, at: Math.floor(random(parent, n) * 1e6) }));
    failing = false;
    versions.clear();
  });

  const parentResource = (over: object = {}, endpoint: object = {}) => ({
    name: 'parents',
    primary_key: 'id',
    write_disposition: 'merge',
    endpoint: { data_selector: 'data', paginator: PAGING, ...endpoint },
    ...over,
  });
  const child = (incremental: object | undefined, over: object = {}) => ({
    name: 'children',
    endpoint: { path: 'parents/{resources.parents.id}/rows', ...(incremental && { incremental }) },
    ...over,
  });
  const source = (incremental: object | undefined, over: object = {}) => ({
    resources: [parentResource(), child(incremental, over)],
  });
  const ids = async () => column(await published('children'), 'id');
  const all = () =>
    parents.flatMap((parent) => (rowsOf(parent) as { id: number }[]).map(({ id }) => id)).toSorted((a, b) => a - b);

  it('C12: test_dependent_resource_parallelized_with_incremental: exactly 25 × 5 rows', async () => {
    const comments = {
      name: 'comments',
      endpoint: {
        path: 'posts/{resources.posts.id}/comments',
        paginator: PAGING,
        incremental: { cursor_path: 'id', initial_value: 45 },
      },
    };
    await run({ resources: [{ name: 'posts', endpoint: { paginator: PAGING } }, comments] });
    const rows = await published('comments');
    assert.lengthOf(rows, 125);
    assert.equal(Math.min(...rows.map((row) => Number(row['id']))), 45);
  });

  const ways: [what: string, child: object][] = [
    ['start_param', child({ cursor_path: 'at', initial_value: 0, start_param: 'since' })],
    [
      'a placeholder',
      {
        ...child(undefined),
        endpoint: {
          path: 'parents/{resources.parents.id}/rows',
          params: { since: '{incremental.start_value}' },
          incremental: { cursor_path: 'at', initial_value: 0 },
        },
      },
    ],
    [
      'a parameter of its type',
      {
        ...child(undefined),
        endpoint: {
          path: 'parents/{resources.parents.id}/rows',
          params: { since: { type: 'incremental', cursor_path: 'at', initial_value: 0 } },
        },
      },
    ],
  ];
  for (const [what, resource] of ways) {
    for (const concurrency of [1, 8]) {
      it(`e15: 40 parents on 4 pages, 5 children each in no order: 200 of 200 rows, by ${what}, ${concurrency} at a time`, async () => {
        const { requests } = await run({ resources: [parentResource(), resource] }, { concurrency });
        assert.deepEqual(await ids(), all());
        assert.lengthOf(await ids(), 200);
        const asked = requests.filter(({ path }) => path.endsWith('/rows'));
        assert.lengthOf(asked, 40);
        assert.deepEqual(
          [...new Set(asked.map(({ query }) => query.get('since')))],
          ['0'],
          'the start is fixed for the run',
        );
      });
    }
  }

  it('one cursor for all parents: the next run starts for all of them where the last row was', async () => {
    const config = source({ cursor_path: 'at', start_param: 'since' });
    await run(config);
    const highest = Math.max(...parents.flatMap((p) => (rowsOf(p) as { at: number }[]).map(({ at }) => at)));
    const { requests } = await run(config);
    const asked = requests.filter(({ path }) => path.endsWith('/rows'));
    assert.deepEqual([...new Set(asked.map(({ query }) => query.get('since')))], [String(highest)]);
    assert.lengthOf(await ids(), 200, 'nothing is appended twice');
  });

  describe('per_parent', () => {
    const perParent = { cursor_path: 'at', start_param: 'since', initial_value: 5, per_parent: true };
    const sinceOf = (requests: readonly { path: string; query: URLSearchParams }[]) =>
      Object.fromEntries(
        requests
          .filter(({ path }) => path.endsWith('/rows'))
          .map(({ path, query }) => [path.split('/')[2], query.get('since')]),
      );

    it('each parent goes on from its own last row, and a new one starts at the initial value', async () => {
      parents = [1, 2];
      const before: Record<number, number[]> = { 1: [10, 20], 2: [7], 3: [6] };
      rowsOf = (parent) => before[parent]!.map((at) => ({ id: parent * 1000 + at, at }));
      await run(source(perParent));
      parents = [1, 2, 3];
      before[1]!.push(20.5, 15);
      before[2]!.push(8);
      const { requests } = await run(source(perParent));
      assert.deepEqual(sinceOf(requests), { 1: '20', 2: '7', 3: '5' });
      assert.deepEqual(await ids(), [1010, 1020, 1020.5, 2007, 2008, 3006]);
      assert.deepEqual(
        Object.entries((await state('children'))?.parents ?? {}).map(([key, { last_value }]) => [key, last_value]),
        [
          ['[1]', 20.5],
          ['[2]', 8],
          ['[3]', 6],
        ],
      );
    });

    it('the cursor of a parent that a run does not meet stays', async () => {
      parents = [1, 2];
      rowsOf = (parent) => [{ id: parent, at: 10 }];
      await run(source(perParent));
      parents = [2];
      await run(source(perParent));
      parents = [1, 2];
      assert.deepEqual(sinceOf((await run(source(perParent))).requests), { 1: '10', 2: '10' });
      assert.deepEqual(await ids(), [1, 2]);
    });

    it('e15: 200 of 200 rows, and nothing twice', async () => {
      const config = source({ ...perParent, initial_value: 0 });
      await run(config);
      await run(config);
      assert.deepEqual(await ids(), all());
    });

    it('rows of two parents that have the same key and cursor are two rows, with one cursor for all as well', async () => {
      parents = [1, 2];
      const config = source({ cursor_path: 'at' }, { primary_key: 'id' });
      rowsOf = (parent) => (parent === 1 ? [{ id: 7, at: 10 }] : []);
      await run(config);
      rowsOf = () => [{ id: 7, at: 10 }];
      await run(config);
      assert.deepEqual(await ids(), [7, 7]);
    });

    it('equal rows of two parents are two rows', async () => {
      parents = [1, 2];
      rowsOf = () => [{ id: 7, at: 10 }];
      for (const _ of [1, 2]) await run(source(perParent, { primary_key: 'id' }));
      assert.deepEqual(await ids(), [7, 7]);
    });
  });

  it('row_order ends the pages of each parent by itself', async () => {
    parents = [1, 2, 3];
    const config = {
      resources: [
        parentResource(),
        {
          name: 'children',
          endpoint: {
            path: 'parents/{resources.parents.id}/paged',
            data_selector: 'data',
            paginator: PAGING,
            incremental: { cursor_path: 'at', initial_value: 10, row_order: 'desc' },
          },
        },
      ],
    };
    const lengths: Record<number, number> = { 1: 12, 2: 40, 3: 5 };
    rowsOf = (parent) =>
      range(0, lengths[parent]!)
        .map((at) => ({ id: parent * 100 + at, at }))
        .toReversed();
    const { requests } = await run(config);
    const pages = [1, 2, 3].map((parent) => requests.filter(({ path }) => path === `/parents/${parent}/paged`).length);
    assert.deepEqual(pages, [1, 7, 1], 'of 3, 8 and 1');
    assert.deepEqual(await ids(), [110, 111, ...range(210, 240)]);
  });

  it('a merged child that is incremental and has no row with the key of the defaults loses none of them', async () => {
    parents = [1];
    rowsOf = () => [{ name: 'a', at: 1 }];
    const merged = { resource_defaults: { primary_key: 'id', write_disposition: 'merge' } };
    const config = { ...merged, ...source({ cursor_path: 'at' }) };
    const { outcome } = await run(config);
    assert.equal(outcome('children').rejected, 1);
    assert.include(outcome('children').rejectedReason, '"id"');
  });

  it('a merged child that is incremental keeps the rows of before', async () => {
    parents = [1];
    rowsOf = () => [{ id: 1, at: 1 }];
    const config = source(
      { cursor_path: 'at', start_param: 'since' },
      { primary_key: 'id', write_disposition: 'merge' },
    );
    await run(config);
    rowsOf = () => [{ id: 2, at: 2 }];
    await run(config);
    assert.deepEqual(await ids(), [1, 2]);
  });

  describe('of a parent that is incremental', () => {
    const incremental = { cursor_path: 'at' };
    const config = (over: object = {}, ofParent: object = {}) => ({
      resources: [parentResource(ofParent, { incremental }), child(undefined, over)],
    });
    const asked = (requests: readonly { path: string }[]) =>
      requests
        .flatMap(({ path }) => (path.endsWith('/rows') ? [Number(path.split('/')[2])] : []))
        .toSorted((a, b) => a - b);

    it("are asked for for the parent's new rows only, as in dlt", async () => {
      assert.deepEqual(asked((await run(config())).requests), range(0, 40));
      parents = range(0, 43);
      assert.deepEqual(asked((await run(config())).requests), [40, 41, 42]);
      assert.deepEqual(await ids(), all());
    });

    it('that fail are asked for again in the next run, for all the rows that they missed', async () => {
      parents = range(0, 3);
      failing = true;
      const { outcome } = await run(config(), { fails: true });
      assert.equal(outcome('parents').status, 'published');
      assert.equal(outcome('children').status, 'failed');
      failing = false;
      parents = range(0, 5);
      assert.deepEqual(
        asked((await run(config({}, { write_disposition: 'append' }), { fails: false })).requests),
        range(0, 5),
      );
      assert.deepEqual(await ids(), all());
      assert.deepEqual(column(await published('parents'), 'id'), range(0, 5), 'the parent has each row once');
    });

    it('that fail later are asked for again from where they were, not from the beginning', async () => {
      parents = range(0, 3);
      await run(config());
      parents = range(0, 5);
      failing = true;
      await run(config(), { fails: true });
      failing = false;
      parents = range(0, 6);
      assert.deepEqual(asked((await run(config(), { fresh: true })).requests), [3, 4, 5]);
      assert.deepEqual(await ids(), all());
    });

    it('that were left out by a selection are asked for later', async () => {
      parents = range(0, 3);
      await run(config(), { select: ['parents'] });
      parents = range(0, 4);
      assert.deepEqual(asked((await run(config())).requests), range(0, 4));
      assert.deepEqual(await ids(), all());
    });

    it('that are new in the configuration are asked for for all parents', async () => {
      parents = range(0, 3);
      await run({ resources: [parentResource({}, { incremental })] });
      await run(config());
      assert.deepEqual(await ids(), all());
    });

    it('that are replaced are complete in each run', async () => {
      parents = range(0, 3);
      await run(config({ write_disposition: 'replace' }));
      parents = range(0, 4);
      await run(config({ write_disposition: 'replace' }));
      assert.deepEqual(await ids(), all());
    });

    it('go on where the parent is not published itself', async () => {
      parents = range(0, 3);
      await run(config({}, { selected: false }));
      parents = range(0, 5);
      assert.deepEqual(asked((await run(config({}, { selected: false }))).requests), [3, 4]);
      assert.deepEqual(await ids(), all());
    });

    it('a child below a child that fails: both are asked for again', async () => {
      parents = range(0, 2);
      rowsOf = (parent) => [{ id: parent, at: parent }];
      const grandchild = (path: string) => ({
        name: 'notes',
        endpoint: { path, params: { child: '{resources.children.id}' } },
      });
      const tree = (path: string) => ({
        resources: [...config({ primary_key: 'id', write_disposition: 'merge' }).resources, grandchild(path)],
      });
      const first = await run(tree('missing'), { fails: true });
      assert.equal(first.outcome('children').status, 'published');
      assert.equal(first.outcome('notes').status, 'failed');
      const { requests } = await run(tree('posts/1'));
      assert.deepEqual(asked(requests), [0, 1]);
      assert.lengthOf(await published('notes'), 2);
      assert.deepEqual(asked((await run(tree('posts/1'))).requests), []);
    });

    it('that has a changed row at its last cursor are asked for for that row, which is merged', async () => {
      parents = [1, 2, 3];
      await run(config());
      versions.set(3, 1);
      assert.deepEqual(asked((await run(config())).requests), [3]);
      assert.deepEqual(column(await published('parents'), 'version'), [0, 0, 1]);
    });
  });
});
