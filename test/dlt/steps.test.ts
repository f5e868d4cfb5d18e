/** Ported cases: processing steps. */
import { assert } from 'chai';
import type { Row } from '../../lib/core/types.ts';
import { mockApi } from './mock-api.ts';
import { POSTS, posts } from './mock-data.ts';

describe('ported: processing steps', () => {
  const api = mockApi();
  const paged = { paginator: { type: 'page_number', base_page: 1, total_path: 'total_pages' } };
  const id = (row: Row) => row['id'] as number;

  /** Fetches posts, or those with reactions, through these steps. */
  const load = async (processing_steps: object[], path = 'posts'): Promise<readonly Row[]> => {
    const endpoint = { path, ...paged };
    return (await api.fetch({ resources: [{ name: 'posts', endpoint, processing_steps }] }, 'posts')).rows;
  };
  /** In place, as a Python function would. */
  const timesTen = (row: Row) => {
    row['id'] = id(row) * 10;
    return row;
  };
  function* eachReaction({ reactions, ...post }: Row) {
    for (const reaction of reactions as Row[]) yield { reaction, ...post };
  }

  it('S1: filter', async () => {
    assert.deepEqual(await load([{ filter: (row: Row) => id(row) === 1 }]), [{ id: 1, title: 'Post 1' }]);
  });

  it('S2: map leaves columns out, hides them, changes them', async () => {
    assert.deepEqual(
      await load([{ map: (row: Row) => ({ id: id(row) }) }]),
      posts().map((post) => ({ id: post.id })),
    );
    assert.deepEqual(
      await load([{ map: (row: Row) => ({ ...row, title: 'dummy' }) }]),
      posts().map((post) => ({ id: post.id, title: 'dummy' })),
    );
    assert.deepEqual(
      await load([{ map: (row: Row) => Object.assign(row, { title: String(row['title']).toLowerCase() }) }]),
      posts().map((post) => ({ id: post.id, title: `post ${post.id}` })),
    );
  });

  it('S3: the order of the steps matters', async () => {
    const isTen = { filter: (row: Row) => id(row) === 10 };
    assert.deepEqual(await load([{ map: timesTen }, isTen]), [{ id: 10, title: 'Post 1' }]);
    assert.deepEqual(await load([isTen, { map: timesTen }]), [{ id: 100, title: 'Post 10' }]);
  });

  const comments = {
    placeholder: { path: 'posts/{resources.posts.id}/comments', ...paged },
    resolve: {
      path: 'posts/{post_id}/comments',
      params: { post_id: { type: 'resolve', resource: 'posts', field: 'id' } },
      ...paged,
    },
  };
  for (const [form, endpoint] of Object.entries(comments)) {
    const family = (path: string, child: object) => ({
      resources: [
        {
          name: 'posts',
          endpoint: { path, ...paged },
          processing_steps: [{ filter: (row: Row) => id(row) === 1 || id(row) === 2 }],
        },
        { name: 'comments', endpoint, ...child },
      ],
    });
    const extendBody = {
      map: (row: Row) => ({ ...row, body: `${String(row['_posts_title'])} - ${String(row['body'])}` }),
    };
    const ofPost2 = { filter: (row: Row) => String(row['body']).startsWith('Post 2') };

    it(`S4: a filter of the parent limits the requests for its children (${form})`, async () => {
      const child = { processing_steps: [{ filter: (row: Row) => id(row) === 1 }] };
      const { rows, requests } = await api.fetch(family('posts', child), 'comments');
      assert.sameMembers(
        rows.map((row) => row['post_id']),
        [1, 2],
      );
      assert.lengthOf(requests, 5 + 2 * 10);
    });

    it(`S5: steps of a child see the columns of its parent (${form})`, async () => {
      const child = { include_from_parent: ['title'], processing_steps: [extendBody, ofPost2] };
      const { rows } = await api.fetch(family('posts', child), 'comments');
      assert.lengthOf(rows, 50);
      assert.equal(rows[0]!['body'], 'Post 2 - Comment 0 for post 2');
    });

    it(`S7: yield_map over a list that came from the parent (${form})`, async () => {
      const expand = {
        *yield_map({ _posts_reactions: reactions, ...comment }: Row) {
          for (const reaction of reactions as Row[]) yield { _posts_reaction: reaction, ...comment };
        },
      };
      const child = {
        include_from_parent: ['title', 'reactions'],
        processing_steps: [extendBody, ofPost2, expand],
      };
      const { rows } = await api.fetch(family('posts_with_reactions', child), 'comments');
      assert.lengthOf(rows, 250);
      assert.equal(rows[0]!['body'], 'Post 2 - Comment 0 for post 2');
      assert.deepEqual(rows[0]!['_posts_reaction'], { id: 0, title: 'Reaction 0 for post 2' });
    });
  }

  it('S6: yield_map, after a filter, before one', async () => {
    const path = 'posts_with_reactions';
    const all = await load([{ yield_map: eachReaction }], path);
    assert.lengthOf(all, POSTS * 5);
    for (const row of all) {
      const reaction = row['reaction'] as Row;
      assert.equal(reaction['title'], `Reaction ${id(reaction)} for post ${id(row)}`);
      assert.notProperty(row, 'reactions');
    }
    const without1 = await load([{ filter: (row: Row) => id(row) !== 1 }, { yield_map: eachReaction }], path);
    assert.lengthOf(without1, (POSTS - 1) * 5);
    assert.notInclude(without1.map(id), 1);
    const without0 = await load(
      [{ yield_map: eachReaction }, { filter: (row: Row) => id(row['reaction'] as Row) !== 0 }],
      path,
    );
    assert.lengthOf(without0, POSTS * 4);
  });

  it('2.13/18: yield_map of a parent makes parents', async () => {
    const parent = {
      name: 'posts',
      endpoint: { path: 'posts', paginator: 'single_page' },
      processing_steps: [{ yield_map: (row: Row) => [{ half: id(row) }, { half: id(row) + 20 }] }],
    };
    const child = { name: 'details', endpoint: 'posts/{resources.posts.half}' };
    const { rows } = await api.fetch({ resources: [parent, child] }, 'details');
    assert.sameMembers(rows.map(id), [0, 1, 2, 3, 4, 20, 21, 22, 23, 24]);
  });
});
