import { assert } from 'chai';
import { answer, mockApi } from './mock-api.ts';
import { comments, posts } from './mock-data.ts';

describe('the mock API', () => {
  const api = mockApi({
    'GET /posts': () => answer({ status: 503, text: 'not today' }),
    'GET /late/:word': ({ params }) => Promise.resolve([{ word: params['word'] }]),
  });
  const paged = { type: 'page_number', base_page: 1, total_path: 'total_pages' };

  it('gives the rows, pages, requests and events of one resource', async () => {
    const config = { resources: [{ name: 'comments', endpoint: { path: 'posts/3/comments', paginator: paged } }] };
    const { rows, pages, requests, events } = await api.fetch(config, 'comments');
    assert.deepEqual(rows, comments(3));
    assert.lengthOf(pages, 10);
    // Pages that are asked for ahead arrive in any order.
    assert.sameMembers(
      requests.map(({ method, path, query }) => `${method} ${path} ${query.get('page')}`),
      Array.from({ length: 10 }, (_, i) => `GET /posts/3/comments ${i + 1}`),
    );
    assert.lengthOf(
      events.filter(({ type }) => type === 'page'),
      10,
    );
    assert.deepEqual(api.requests, requests);
  });

  it('gives the requests of parents with those of a child, and obeys a limit', async () => {
    const parent = { name: 'parents', endpoint: { path: 'posts_zero_based', paginator: 'page_number' } };
    const config = { resources: [parent, { name: 'details', endpoint: 'posts/{resources.parents.id}' }] };
    const { rows, requests } = await api.fetch(config, 'details', { limit: 1 });
    assert.lengthOf(rows, 1);
    assert.equal(requests[0]!.url, '/posts_zero_based?page=0');
    assert.equal(requests[1]!.url, '/posts/0');
  });

  it('keeps what a request sends, and takes routes of the suite before its own', async () => {
    const search = { path: 'posts/search', method: 'POST', json: { ids_greater_than: 20 }, headers: { 'x-a': 'b' } };
    const { requests, rows } = await api.fetch({ resources: [{ name: 'found', endpoint: search }] }, 'found');
    assert.deepEqual(rows, posts().slice(21));
    const [{ json, headers } = assert.fail()] = requests;
    assert.deepEqual([json, headers['x-a']], [{ ids_greater_than: 20 }, 'b']);
    assert.match((await api.failure({ resources: ['posts'] }, 'posts')).message, /503/);
    const late = { resources: [{ name: 'late', endpoint: 'late/w%2F1' }] };
    assert.deepEqual((await api.fetch(late, 'late')).rows, [{ word: 'w/1' }]);
  });
});
