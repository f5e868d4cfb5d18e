/** Endpoints for what the mock API lacks, with a state of their own for each server. */
import { answer, mockRoutes, type MockRequest, type MockRoute, type MockRoutes } from '../../dlt/mock-api.ts';
import { pagingRoutes } from '../../dlt/paging-api.ts';

const list = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** More than any configuration needs: who asks more often asks without end. */
const ENOUGH = 170;

/** Everything that a configuration of the suite may ask for, once. Who never stops to ask gets 410. */
export function peerRoutes(): MockRoutes {
  let served = 0;
  const limited = (route: MockRoute): MockRoute => {
    return (request) => (++served > ENOUGH ? answer({ status: 410, json: {} }) : route(request));
  };
  const routes = { ...pagingRoutes, ...ownRoutes(), ...rowRoutes, ...logRoutes(), ...mockRoutes };
  return Object.fromEntries(Object.entries(routes).map(([path, route]) => [path, limited(route)]));
}

function ownRoutes(): MockRoutes {
  let failed = false;
  return {
    'GET /any(/.*)?': any,
    'POST /any(/.*)?': any,
    'GET /paged/:id': ({ query }) => ({ data: [{ id: Number(query.get('page') ?? 1) }], total_pages: 2 }),
    'GET /endless/link': () => ({ data: [{ id: 1 }], next: '/endless/link?page=2' }),
    'GET /endless/header': () => answer({ json: [{ id: 1 }], headers: { next: '' } }),
    'GET /one_based': ({ query }) => ({ data: [{ id: Math.max(1, Number(query.get('page') ?? 1)) }], total_pages: 3 }),
    'GET /one_based/flag': ({ query }) => {
      const page = Number(query.get('page') ?? 1);
      return { data: [{ id: page }], page, next_page: page < 3 };
    },
    'GET /linked/(odata|hal|list)': ({ path, query, origin }) => linked(path, Number(query.get('p') ?? 1), origin),
    'GET /relation': ({ query, origin }) => {
      const link = query.has('p') ? '</relation>; rel="prev"' : `<${origin}/relation?p=2>; rel="following"`;
      return answer({ json: [{ id: Number(query.get('p') ?? 1) }], headers: { link } });
    },
    'GET /numbered': ({ query }) => rowsBetween(Number(query.get('from') ?? 0), Number(query.get('size') ?? 4), 10),
    'GET /more': ({ query }) => {
      const page = Number(query.get('page') ?? query.get('after') ?? 1);
      return { data: [{ id: page }], next: page + 1, more: page < 3 ? 'yes' : 'no', flag: page < 3 ? 1 : 0 };
    },
    'GET /after': ({ query }) => ({ data: rowsBetween(Number(query.get('after') ?? 0), 4, 10).data }),
    'GET /gap': ({ query }) => {
      const page = Number(query.get('page') ?? 1);
      return { data: page === 2 ? [] : [{ id: page }], next: page < 3 ? page + 1 : null, total_pages: 3 };
    },
    'GET /flaky': () => {
      failed = !failed;
      return failed ? answer({ status: 503, json: { error: 'later' } }) : { data: [{ id: 1 }] };
    },
    'GET /cookie': ({ query, headers }) => {
      const page = Number(query.get('page') ?? 1);
      if (page > 1 && headers.cookie !== 'seat=7') return answer({ status: 400, json: { error: 'no cookie' } });
      return answer({ json: { data: [{ id: page }], total_pages: 2 }, headers: { 'set-cookie': 'seat=7; Path=/' } });
    },
    'POST /moved/(307|302|303)': ({ path }) =>
      answer({ status: Number(path.slice(7)), headers: { location: '/any/moved' } }),
    'GET /busy': () => {
      failed = !failed;
      return failed ? answer({ status: 429, headers: { 'retry-after': '0' }, json: {} }) : { data: [{ id: 1 }] };
    },
    'GET /wire/bom': () => answer({ text: '\uFEFF[{"id":1}]', headers: { 'content-type': 'application/json' } }),
    'GET /wire/html': () => answer({ text: '[{"id":1}]', headers: { 'content-type': 'text/html' } }),
    'GET /wire/none': () => answer({ text: '[{"id":1}]' }),
    'GET /wire/twice': () => answer({ text: '[{"id":1,"id":2}]' }),
    'GET /wire/big': () =>
      answer({ text: '[{"id":9007199254740993,"n":-9223372036854775808,"f":0.1,"e":1e-7,"z":-0.0}]' }),
    'GET /wire/links': ({ query }) => {
      const link = query.has('p') ? undefined : '</other>; rel=prev, </wire/links?p=2>; title="a, b"; rel=next';
      return answer({ json: [{ id: Number(query.get('p') ?? 1) }], headers: link === undefined ? {} : { link } });
    },
    'GET /moved': () => answer({ status: 302, headers: { location: '/any/moved' } }),
    'POST /graphql': ({ json }) => ({ data: { nodes: [{ id: (json as { query: string }).query.length }] } }),
  };
}

const any: MockRoute = () => ({ data: [{ id: 1 }, { id: 2 }] });

function rowsBetween(from: number, size: number, count: number) {
  return { data: list(count, (i) => ({ id: i + 1 })).slice(from, from + size), total: count };
}

function linked(path: string, page: number, origin: string): object {
  const url = page < 3 ? `${origin}${path}?p=${page + 1}` : undefined;
  const data = [{ id: page }];
  if (path.endsWith('odata')) return { value: data, '@odata.nextLink': url };
  if (path.endsWith('hal')) return { _embedded: { items: data }, _links: { next: url && { href: url } } };
  return { data, links: url === undefined ? [] : [{ rel: 'next', href: url }] };
}

/** Answers of many shapes, and parents whose fields are hard to place. */
const rowRoutes: MockRoutes = {
  'GET /shape/deep': () => ({ result: { list: [{ id: 1 }, { id: 2 }] }, count: 2 }),
  'GET /shape/keyed': () => ({ byId: { a: { id: 1 }, b: { id: 2 } } }),
  'GET /shape/groups': () => ({ groups: [{ users: [{ id: 1 }, { id: 2 }] }, { users: [{ id: 3 }] }] }),
  'GET /shape/dotted': () => ({ 'a.b': [{ id: 1 }] }),
  'GET /shape/kinds': () => ({
    all: [
      { id: 1, kind: 'x' },
      { id: 2, kind: 'y' },
      { id: 3, kind: 'x' },
    ],
  }),
  'GET /shape/one': () => ({ id: 1, name: 'one', owner: { id: 7 } }),
  'GET /shape/tags': () => ({ id: 1, tags: [] }),
  'GET /shape/meta': () => ({ meta: { tags: ['t'] }, things: [{ id: 1 }, { id: 2 }] }),
  'GET /shape/table': () => ({ rows: [[1, 'a']], columns: ['id', 'name'], facets: [{ name: 'id' }] }),
  'GET /shape/null': () => ({ data: null }),
  'GET /shape/list': () => [{ id: 1 }, { id: 2 }],
  'GET /shape/texts': () => ['a', 'b'],
  'GET /shape/nothing': () => answer({ status: 204 }),
  'GET /shape/(items|results|records|entries|values)': ({ path }) => ({
    total: 2,
    [path.slice('/shape/'.length)]: [{ id: 1 }, { id: 2 }],
  }),
  'GET /shape/numbers': () =>
    answer({ text: '[{"id":1,"f":1.5,"e":1e3,"n":null,"b":true,"s":"é🐎","d":{"l":[1,[2]]}}]' }),
  'GET /people': () => [
    { id: 1, team: { id: 't1' }, tags: ['a', 'b'], name: 'Ann Å', url: '/any/1', ok: true, score: 1.5 },
    { id: 2, team: { id: 't2' }, tags: ['c', 'd'], name: 'Bob', url: '/any/2', ok: false, score: 2.5 },
  ],
  'GET /twice': () => [
    { id: 1, k: 'a' },
    { id: 2, k: 'a' },
    { id: 3, k: 'b' },
  ],
  'GET /odd': () => [
    { id: 1, k: 'a' },
    { id: 2, k: null },
  ],
  'GET /lacking': () => [{ id: 1, k: 'a' }, { id: 2 }],
  'GET /slashed': () => [{ id: 1, k: 'a/b' }],
  'GET /sent/:id': ({ params }) => ({ data: [{ id: params['id'] }] }),
  'GET /teams/:team/people/:id': ({ params }) => ({ team: params['team'], id: params['id'] }),
  'GET /orders': () => ({ data: [{ id: 'o1' }, { id: 'o2' }] }),
  'GET /orders/:order/lines': (request) => ({ data: list(2, (i) => ({ id: `${request.params['order']}-${i}` })) }),
  'GET /lines/:line/notes': (request) => ({ data: [{ id: `${request.params['line']}-n` }] }),
  'GET /missing/:id': ({ params }) =>
    params['id'] === '1' ? { data: [{ id: 1 }] } : answer({ status: 404, json: { error: 'no such thing' } }),
  'GET /gone/:code': ({ params }) => answer({ status: Number(params['code']), json: { error: 'gone' } }),
  'GET /cut': ({ query }) => (query.get('page') === '2' ? answer({ status: 404, json: {} }) : cutPage(query)),
};

const cutPage = (query: MockRequest['query']) => ({ data: [{ id: Number(query.get('page')) }], pages: 3 });

/** Rows with a moment and a number, in pages of 5; new ones are there once the log was asked for from a moment on. */
function logRoutes(): MockRoutes {
  const rows = list(20, (i) => ({ id: i, at: `2024-01-${String(i + 1).padStart(2, '0')}T00:00:00Z`, n: i }));
  const paged = ({ query }: MockRequest, given: readonly object[]) => {
    const page = Number(query.get('page') ?? 1);
    return { data: given.slice((page - 1) * 5, page * 5), pages: Math.ceil(given.length / 5) };
  };
  const since = ({ query }: MockRequest) => rows.filter(({ n }) => n >= Number(query.get('since') ?? 0));
  return {
    'GET /log': (request) => paged(request, rows),
    'GET /log/newest': (request) => paged(request, rows.toReversed()),
    'GET /log/since': (request) => paged(request, since(request)),
    'GET /log/growing': (request) =>
      paged(
        request,
        since(request).filter(({ n }) => n < (request.query.get('since') === '0' ? 7 : 10)),
      ),
    'GET /log/holes': () => [
      { id: 1, meta: { at: 5 } },
      { id: 2, meta: { at: null } },
      { id: 3, meta: {} },
      { id: 4, meta: { at: 2 } },
    ],
    'POST /log/search': (request) => ({ data: rows.slice(0, 3), asked: request.json }),
    'GET /groups': (request) =>
      paged(
        request,
        list(40, (id) => ({ id })),
      ),
    'GET /groups/:id/events': ({ params }) => ({
      data: list(3, (i) => ({ id: `${params['id']}-${i}`, n: (Number(params['id']) * 7 + i * 3) % 20 })),
    }),
  };
}
