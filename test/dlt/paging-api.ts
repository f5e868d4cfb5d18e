/** What the cases of paginators have in common: endpoints that page in every way, and how one is fetched. */
import { answer, mockApi, type MockRequest, type MockRoutes } from './mock-api.ts';

export const urls = (requests: readonly MockRequest[]) => requests.map(({ url }) => url);
export const pages = (path: string, ...numbers: number[]) => numbers.map((number) => `${path}?page=${number}`);
export const bodies = (requests: readonly MockRequest[]) => requests.map(({ json }) => json);

/** The mock API with these endpoints, and `fetch` for one resource of a path and a paginator. */
export function pagingApi() {
  const api = mockApi(pagingRoutes);
  const of = (path: string, paginator: unknown, more: object = {}) => ({
    resources: [{ name: 'it', endpoint: { path, paginator, ...more } }],
  });
  return {
    api,
    of,
    fetch: (path: string, paginator: unknown, more: object = {}) => api.fetch(of(path, paginator, more), 'it'),
    failure: (path: string, paginator: unknown, more: object = {}) => api.failure(of(path, paginator, more), 'it'),
  };
}

export const pagingRoutes: MockRoutes = {
  'GET /stuck': () => ({ data: [{ id: 1 }], next: '/stuck?page=2' }),
  'GET /empty_link/:kind': ({ params }) => ({ data: [{ id: 1 }], next: { text: '', no: false }[params['kind']!] }),
  'GET /empty_header': () => answer({ json: [{ id: 1 }], headers: { next: '' } }),
  'GET /two_relations': ({ query }) => {
    const link = query.has('page') ? '</two_relations>; rel=first' : '</two_relations?page=2>; rel="next last"';
    return answer({ json: [{ id: Number(query.get('page') ?? 1) }], headers: { link } });
  },
  'GET /has_more': ({ query }) => ({ data: [{ id: query.get('offset') }], more: query.get('more') ?? undefined }),
  'GET /count/:total': ({ params, query }) => ({
    data: [{ id: query.get('offset') ?? query.get('page') }],
    total: params['total'],
  }),
  'GET /no_total': ({ query }) => ({ data: query.get('offset') === '0' ? [{ id: 1 }] : [] }),
  'GET /link/:kind': (request) => {
    const next = { next: ['next'], 'page.url': ['page', 'url'], '@odata': ['@odata.nextLink'] }[
      request.params['kind']!
    ];
    const link = request.query.has('p') ? undefined : `${request.origin}${request.url}?p=2`;
    return { data: [{ id: request.query.get('p') ?? '1' }], ...nest(next!, link) };
  },
  'POST /nested': ({ json }) => {
    const { offset } = (json as { pagination: { offset: number } }).pagination;
    return { data: offset < 4 ? [{ id: offset }, { id: offset + 1 }] : [], total: 4 };
  },
  'POST /nested_cursor': ({ json }) => {
    const here = (json as { cursor?: { next: string } } | undefined)?.cursor?.next ?? 'a';
    return { data: [{ id: here }], next: here === 'a' ? 'b' : null };
  },
  'GET /leads/:where': ({ query }) => ({ data: [{ id: query.get('q') ?? 'x' }], next: query.get('link') }),
  'GET /leads/to/2': () => ({ data: [{ id: 2 }] }),
  'GET /hollow': ({ query }) => {
    const at = Number(query.get('at') ?? 0);
    return { data: at === 1 ? [{ id: 1 }] : [], next: at < 2 ? at + 1 : null };
  },
  'GET /elsewhere': ({ query }) => answer({ json: [{ id: 1 }], headers: { link: query.get('link')! } }),
  'GET /keyed': ({ query }) => ({
    data: [{ id: query.get('page') ?? '1' }],
    next: query.has('page') ? null : '/keyed?page=2&k=S',
  }),
};

/** An object that has a value at the end of these keys. */
function nest(keys: readonly string[], value: unknown): object {
  const [key, ...rest] = keys;
  return { [key!]: rest.length === 0 ? value : nest(rest, value) };
}
