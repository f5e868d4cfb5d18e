/** Ported cases: response actions. */
import { assert } from 'chai';
import { HttpError, type ResponseView } from '../../lib/index.ts';
import { issueOf } from '../helpers/issues.ts';
import { prepare } from '../../lib/api/prepare.ts';
import { answer, mockApi } from './mock-api.ts';
import { detail, posts } from './mock-data.ts';

describe('ported: response actions', () => {
  let served: unknown[] = [];
  const api = mockApi({
    'GET /script': ({ query }) => served[Number(query.get('page') ?? 0)],
    'GET /flaky': () => served.shift(),
  });
  const details = (path: string, response_actions: unknown[]) => ({
    resources: [
      { name: 'posts', endpoint: { paginator: 'single_page' } },
      { name: 'details', endpoint: { path: `posts/{resources.posts.id}/${path}`, response_actions } },
    ],
  });
  const single = (path: string, response_actions: unknown[], over: object = {}) => ({
    resources: [{ name: 'things', endpoint: { path, paginator: 'single_page', response_actions, ...over } }],
  });
  const ignore = (status_code: number) => ({ status_code, action: 'ignore' });
  const first = { ...detail(0), _posts_id: 0 };

  it('X1: a 404 of some children is ignored', async () => {
    const { rows, events } = await api.fetch(details('some_details_404', [ignore(404)]), 'details');
    assert.deepEqual(rows, [first]);
    const ignored = events.filter(({ type }) => type === 'ignored');
    assert.lengthOf(ignored, 4);
    assert.deepInclude(ignored[0], { resource: 'details', status: 404, pagesBefore: 0 });
    assert.notInclude(
      events.map(({ type }) => type),
      'warning',
    );
  });

  it('X2: two statuses are ignored, in any order', async () => {
    for (const actions of [
      [ignore(422), ignore(404)],
      [ignore(404), ignore(422)],
    ]) {
      assert.deepEqual((await api.fetch(details('some_details_404_others_422', actions), 'details')).rows, [first]);
    }
  });

  it('X3: an answer is ignored by its content', async () => {
    const action = { content: 'Post body 0', action: 'ignore' };
    assert.deepEqual((await api.fetch(single('posts/0/some_details_404', [action]), 'things')).rows, []);
  });

  it('X4: a 204 is ignored, and is an empty page without that too', async () => {
    assert.deepEqual((await api.fetch(details('some_details_204', [ignore(204)]), 'details')).rows, [first]);
    assert.deepEqual((await api.fetch(details('some_details_204', []), 'details')).rows, [first]);
  });

  it('X5: without actions a 404 is an error', async () => {
    const error = await api.failure(single('posts/1/some_details_404', []), 'things');
    assert.instanceOf(error, HttpError);
    assert.match(error.message, /answered 404 Not Found/);
  });

  it('X6: with actions for another status it is still an error', async () => {
    const error = await api.failure(details('some_details_404_others_422', [ignore(404)]), 'details');
    assert.match(error.message, /answered 422 Unprocessable Entity/);
  });

  it('X7: functions are called once for each answer that fits', async () => {
    const calls: string[] = [];
    const note = (name: string) => (response: ResponseView) => {
      calls.push(`${name} ${response.status}`);
      return response;
    };
    const actions = [
      note('every'),
      { status_code: 200, action: note('200') },
      { status_code: 404, action: note('404') },
    ];
    await api.fetch(single('posts', actions), 'things');
    assert.deepEqual(calls, ['every 200', '200 200']);
    calls.length = 0;
    await api.failure(single('posts/1/some_details_404', actions), 'things');
    assert.deepEqual(calls, ['every 404', '404 404']);
  });

  it('X8: functions are called in order, and what one changes the next one sees', async () => {
    const setEncoding = (response: ResponseView) => {
      assert.notInclude(response.headers['content-type'], 'windows-1252');
      return { ...response, headers: { 'content-type': 'application/json; charset=windows-1252' } };
    };
    const addField = (response: ResponseView) => {
      assert.include(response.headers['content-type'], 'windows-1252');
      const { data } = response.body as { data: object[] };
      return { ...response, text: JSON.stringify({ data: data.map((row) => ({ ...row, custom_field: 'fööbar' })) }) };
    };
    const { rows } = await api.fetch(single('posts', [setEncoding, { status_code: 200, action: addField }]), 'things');
    assert.deepEqual(
      rows,
      posts(5).map((post) => ({ ...post, custom_field: 'fööbar' })),
    );
  });

  it('X9: an action of another type is refused before anything is requested', () => {
    for (const action of [123, {}, 'foobar', null, ['ignore']]) {
      const config = api.config(single('posts', [{ status_code: 200, action }]));
      const issue = issueOf(() => prepare(config, { secrets: { env: {}, file: {} } }));
      assert.equal(issue.path, 'resources.things.endpoint.response_actions.0.action');
      assert.match(issue.message, /expected ignore, retry, fail, a function or a list of functions/);
    }
  });

  it('X10: a function ends the pages of one child', async () => {
    const action = ({ status }: ResponseView) => (status === 404 ? 'ignore' : undefined);
    assert.deepEqual((await api.fetch(details('some_details_404', [action]), 'details')).rows, [first]);
  });

  it('2.13/10: what is ignored between two pages ends the pages with a warning', async () => {
    served = [{ data: posts(2), next: '/script?page=1' }, answer({ status: 403, json: {} }), { data: posts(1) }];
    const { rows, events } = await api.fetch(single('script', [ignore(403)], { paginator: 'json_link' }), 'things');
    assert.deepEqual(rows, posts(2));
    const warning = events.find((event) => event.type === 'warning');
    assert.equal(
      warning?.message,
      `GET ${api.url}/script?page=1 answered 403 after 1 page, and resources.things.endpoint.response_actions.0 ignores it: what follows is not fetched`,
    );
  });

  it('so it does where pages are asked for ahead', async () => {
    const page = (id: number) => ({ data: [{ id }], total_pages: 6 });
    served = [page(0), page(1), answer({ status: 403, json: {} }), page(3), page(4), page(5)];
    const paginator = { type: 'page_number', base_page: 0, total_path: 'total_pages' };
    const { rows, events } = await api.fetch(single('script', [ignore(403)], { paginator }), 'things');
    assert.deepEqual(rows, [{ id: 0 }, { id: 1 }]);
    assert.match(
      events.find((event) => event.type === 'warning')?.message ?? '',
      /page=2 answered 403 after 2 pages, .* what follows is not fetched/,
    );
  });

  it('2.13/11: an error tells no secret, actions or not', async () => {
    const client = { auth: { type: 'api_key', api_key: 'SECRET', name: 'api_key', location: 'query' } };
    const params = { params: { token: 'SECRET2' } };
    for (const actions of [[], [ignore(400)], [{ status_code: 404, action: 'fail', message: 'gone' }]]) {
      const { message } = await api.failure(
        { client, ...single('posts/1/some_details_404', actions, params) },
        'things',
      );
      assert.notInclude(message, 'SECRET');
      assert.include(message, 'token=***');
    }
  });

  it('a function may swallow an error, which is then not tried again', async () => {
    served = [answer({ status: 500, json: {} }), { data: [] }];
    const swallow = (response: ResponseView) => ({ ...response, status: 200, body: { data: [{ id: 9 }] } });
    const client = { error_handler: { max_retries: 3, backoff_factor: 0 } };
    const { rows, requests } = await api.fetch(
      { client, ...single('flaky', [{ status_code: '5xx', action: swallow }]) },
      'things',
    );
    assert.deepEqual(rows, [{ id: 9 }]);
    assert.lengthOf(requests, 1);
  });

  it('retry asks again, as often as the policy allows', async () => {
    const client = { error_handler: { max_retries: 2, backoff_factor: 0 } };
    const config = { client, ...single('flaky', [{ status_code: 200, content: 'pending', action: 'retry' }]) };
    served = [{ state: 'pending' }, { state: 'pending' }, { data: [{ id: 1 }] }];
    const { rows, events } = await api.fetch(config, 'things');
    assert.deepEqual(rows, [{ id: 1 }]);
    assert.lengthOf(
      events.filter(({ type }) => type === 'retry'),
      2,
    );
    served = Array.from({ length: 5 }, () => ({ state: 'pending' }));
    const { message } = await api.failure(config, 'things');
    assert.match(message, /answered 200 OK: \{"state":"pending"\} \(gave up after 2 retries\)$/);
    assert.lengthOf(served, 2);
  });

  it('fail is final, even for a status that is tried again', async () => {
    const client = { error_handler: { max_retries: 2, backoff_factor: 0 } };
    served = [answer({ status: 503, text: 'closed for good' }), { data: [] }];
    const actions = [{ status_code: 503, content: 'for good', action: 'fail', message: 'the API is gone' }];
    const { message } = await api.failure({ client, ...single('flaky', actions) }, 'things');
    assert.match(message, /: the API is gone; it answered 503 Service Unavailable: closed for good$/);
    assert.lengthOf(served, 1);
  });

  it('the defaults have actions too, which those of an endpoint replace', async () => {
    const defaults = { resource_defaults: { endpoint: { response_actions: [ignore(404)] } } };
    const path = 'posts/1/some_details_404';
    assert.deepEqual((await api.fetch({ ...defaults, resources: [{ name: 'a', endpoint: path }] }, 'a')).rows, []);
    const own = { name: 'a', endpoint: { path, response_actions: [ignore(403)] } };
    assert.match((await api.failure({ ...defaults, resources: [own] }, 'a')).message, /404/);
  });
});
