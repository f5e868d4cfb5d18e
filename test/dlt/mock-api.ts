/**
 * The API that the ported dlt cases run against, and what fetches from it:
 *
 *     const api = mockApi();
 *     const { rows, requests } = await api.fetch({ resources: ['posts'] }, 'posts');
 */
import { lastValueFrom, tap, toArray } from 'rxjs';
import {
  restApiSource,
  type Page,
  type ResourceOptions,
  type RestApiConfig,
  type Row,
  type RunEvent,
} from '../../lib/index.ts';
import { testServers } from '../http/test-servers.ts';
import * as data from './mock-data.ts';
import { answer, startMockServer, type MockRequest, type MockRoutes, type MockServer } from './mock-server.ts';

export { answer, type MockRequest, type MockRoute, type MockRoutes } from './mock-server.ts';

export interface Fetched {
  readonly rows: readonly Row[];
  readonly pages: readonly Page[];
  readonly events: readonly RunEvent[];
  /** The requests for this resource and its parents. */
  readonly requests: readonly MockRequest[];
}

export interface MockApi {
  readonly url: string;
  /** All requests of this test. */
  readonly requests: readonly MockRequest[];
  /** A configuration with the address of this API; nothing is tried again unless it says so. */
  config(config: object): RestApiConfig;
  /** Fetches one resource, and its parents, by the public API. Rejects with the error of the resource. */
  fetch(config: object, resource: string, options?: FetchOptions): Promise<Fetched>;
  /** As `fetch`, where an error is expected: gives the error. */
  failure(config: object, resource: string, options?: FetchOptions): Promise<Error>;
}

type FetchOptions = Omit<ResourceOptions, 'onEvent'>;

/** Serves the mock API during each test of the suite that calls this; `more` are routes of its own. */
export function mockApi(more: MockRoutes = {}): MockApi {
  testServers();
  let server: MockServer;
  beforeEach(async () => {
    server = await startMockServer({ ...more, ...mockRoutes, ...more });
  });
  afterEach(() => server.close());

  const config = (given: object): RestApiConfig => {
    const { client, ...rest } = given as { client?: object; resources: [] };
    return { ...rest, client: { base_url: server.origin, error_handler: { max_retries: 0 }, ...client } };
  };
  const fetch: MockApi['fetch'] = async (given, resource, options) => {
    const events: RunEvent[] = [];
    const from = server.requests.length;
    const pages = await lastValueFrom(
      restApiSource(config(given))
        .resource(resource, { ...options, onEvent: (event) => events.push(event) })
        .pipe(
          // Whoever gets a page may keep its rows, but not the right to change them.
          tap((page) => Object.freeze(page.rows)),
          toArray(),
        ),
    );
    const requests = server.requests.slice(from);
    return { rows: pages.flatMap((page) => page.rows), pages, events, requests };
  };
  return {
    get url() {
      return server.origin;
    },
    get requests() {
      return server.requests;
    },
    config,
    fetch,
    failure: (given, resource, options) =>
      fetch(given, resource, options).then(
        ({ rows }) => Promise.reject(new Error(`${resource} did not fail; it gave ${rows.length} rows`)),
        (error: Error) => error,
      ),
  };
}

const notFound = (id: number) => answer({ status: 404, json: { error: `Post with id ${id} not found` } });
const idOf = ({ params }: MockRequest) => Number(params['id']);
const fieldOf = ({ json }: MockRequest, name: string): number => (json as Record<string, number>)[name] ?? 0;
const formOf = ({ body }: MockRequest) => new URLSearchParams(body);
const isForm = ({ headers }: MockRequest) => headers['content-type']?.startsWith('application/x-www-form-urlencoded');

/** Posts for who has these headers. */
const protectedBy = (header: string, value: string) => (request: MockRequest) =>
  request.headers[header] === value ? data.numberedPage(request, data.posts()) : answer(data.unauthorized());

function token(request: MockRequest, expires: number): unknown {
  const form = formOf(request);
  const grant = form.get('grant_type') ?? '';
  const known = form.get('client_id') === 'test-client-id' && form.get('client_secret') === 'test-client-secret';
  const granted = grant.includes('jwt-bearer') || (grant === 'client_credentials' && known);
  return granted ? { access_token: 'test-token', expires_in: expires } : answer(data.unauthorized());
}

function customToken(request: MockRequest): unknown {
  const form = formOf(request);
  const basic = `Basic ${Buffer.from('test-account-id:test-client-secret').toString('base64')}`;
  const granted =
    form.get('grant_type') === 'account_credentials' &&
    form.get('account_id') === 'test-account-id' &&
    request.headers.authorization === basic;
  return granted ? { access_token: 'test-token', expires_in: 3600 } : answer(data.unauthorized());
}

export const mockRoutes: MockRoutes = {
  'GET /posts': (request) => data.numberedPage(request, data.posts()),
  'GET /posts_zero_based': (request) => data.numberedPage(request, data.posts(), { base: 0 }),
  'GET /posts_no_key': (request) => data.numberedPage(request, data.posts(), { key: 'null' }),
  'GET /posts_under_a_different_key': (request) => data.numberedPage(request, data.posts(), { key: 'many-results' }),
  'GET /posts_relative_next_url': (request) => data.numberedPage(request, data.posts(), { link: 'relative' }),
  'GET /posts_with_reactions': (request) => data.numberedPage(request, data.postsWithReactions()),
  'GET /posts_header_link': (request) => {
    const { pageRows, next } = data.pageByNumber(request, data.posts());
    const link = `<${request.origin}${request.path}?page=${next}>; rel="next"`;
    return answer({ json: pageRows, headers: next === undefined ? {} : { link } });
  },
  'GET /posts_header_cursor': (request) => {
    const { pageRows, next } = data.pageByNumber(request, data.posts());
    return answer({ json: pageRows, headers: next === undefined ? {} : { cursor: String(next) } });
  },
  'GET /posts_offset_limit': ({ query }) => data.offsetPage(query.get('offset') ?? 0, query.get('limit') ?? undefined),
  'POST /posts_offset_limit_via_json_body': ({ json }) => {
    const { offset, limit } = json as Record<string, unknown>;
    return data.offsetPage(offset, limit);
  },
  'GET /posts_cursor': ({ query }) => data.cursorPage(query.get('cursor')),
  'GET /posts_cursor_null_terminated': ({ query }) => data.usersPage(query.get('cursor')),
  'POST /posts/search': data.searchPage,
  'POST /posts/search_by_id/:id': (request) => {
    const {
      post_id: id,
      more,
      more_array,
    } = request.json as {
      post_id: unknown;
      more: { title: string };
      more_array: unknown[];
    };
    return { ...data.detail(Number(id)), title: more.title, more: `More is equale to id: ${String(more_array[0])}` };
  },

  'GET /posts/:id': (request) => data.detail(idOf(request)),
  'GET /post_detail': ({ query }) => data.detail(Number(query.get('post_id'))),
  'GET /post_detail_via_headers': ({ headers }) => data.detail(Number(headers['post_id'])),
  'POST /post_detail': (request) => data.detail(fieldOf(request, 'post_id')),
  'GET /posts/:id/some_details_404': (request) =>
    idOf(request) < 1 ? data.detail(idOf(request)) : notFound(idOf(request)),
  'GET /posts/:id/some_details_404_others_422': (request) => {
    const id = idOf(request);
    if (id > 1) return answer({ status: 422, json: null });
    return id < 1 ? data.detail(id) : notFound(id);
  },
  'GET /posts/:id/some_details_204': (request) =>
    idOf(request) < 1 ? data.detail(idOf(request)) : answer({ status: 204 }),

  'GET /posts/:id/comments': (request) => data.numberedPage(request, data.comments(idOf(request))),
  'GET /post_comments': (request) => data.numberedPage(request, data.comments(Number(request.query.get('post_id')))),
  'GET /post_comments_via_headers': (request) =>
    data.numberedPage(request, data.comments(Number(request.headers['post_id']))),
  'POST /post_comments': (request) => data.numberedPage(request, data.comments(fieldOf(request, 'post_id'))),
  'POST /post_comments_via_form_data': (request) => {
    const id = isForm(request) ? formOf(request).get('post_id') : request.body;
    return data.numberedPage(request, data.comments(Number(id)));
  },
  'POST /post_form_data': (request) => {
    if (!isForm(request))
      return { error: `Unsupported content type: ${request.headers['content-type']}`, data: request.body };
    const form = formOf(request);
    return { data: Object.fromEntries([...form.keys()].map((name) => [name, form.getAll(name)])) };
  },
  'POST /post_raw_data': ({ body }) => ({ data: body }),
  'POST /posts_form_data_incremental': (request) => data.numberedPage(request, data.posts()),
  'GET /posts_csv': () => answer({ text: data.csv(data.posts(5)), headers: { 'content-type': 'text/csv' } }),
  'GET /posts_csv_no_content_type': () => answer({ text: data.csv(data.posts(5)) }),
  'GET /posts/:id/comments_csv': (request) =>
    answer({ text: data.csv(data.comments(idOf(request), 3)), headers: { 'content-type': 'text/csv' } }),

  'GET /protected/posts/basic-auth': protectedBy('authorization', `Basic ${btoa('user:password')}`),
  'GET /protected/posts/bearer-token': protectedBy('authorization', 'Bearer test-token'),
  'GET /protected/posts/api-key': protectedBy('x-api-key', 'test-api-key'),
  'GET /protected/posts/bearer-token-plain-text-error': (request) =>
    request.headers.authorization === 'Bearer test-token'
      ? data.numberedPage(request, data.posts())
      : answer({ status: 401, text: 'Unauthorized' }),
  'POST /oauth/token': (request) => token(request, 3600),
  'POST /oauth/token-expires-now': (request) => token(request, 0),
  'POST /custom-oauth/token': customToken,
  'POST /auth/refresh': (request) =>
    (request.json as Record<string, unknown>)['refresh_token'] === 'valid-refresh-token'
      ? { access_token: 'new-valid-token' }
      : answer(data.unauthorized()),
};
