import { assert } from 'chai';
import type { PageFacts, Paginator, PaginatorSpec } from '../../lib/core/plugin.ts';
import { requestUrl } from '../../lib/core/request.ts';
import type { ApiRequest } from '../../lib/core/types.ts';
import { requestFor } from '../helpers/marbles.ts';
import { frozen, isWellSpecified } from './plug-in.ts';

export interface Answer {
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const FIRST = requestFor('items', { url: 'https://api.example.com/items' });

/** More requests than any test needs: a paginator that does not stop. */
const TOO_MANY = 100;

/**
 * Lets a paginator ask a server until it stops, and returns its requests. Everything it is given is frozen, and each
 * question is put to it twice: it may neither change what it sees nor remember it.
 */
export function drive(
  paginator: Paginator,
  server: (request: ApiRequest, index: number) => Answer,
  initial: ApiRequest = FIRST,
): ApiRequest[] {
  const requests: ApiRequest[] = [];
  let request: ApiRequest | undefined = twice(() => paginator.first(frozen(initial)));
  while (request) {
    const here: ApiRequest = frozen(request);
    requests.push(here);
    if (requests.length > TOO_MANY) return assert.fail('the paginator does not stop');
    const page = factsOf(server(here, requests.length - 1), here);
    request = twice(() => paginator.next(page, here));
  }
  return requests;
}

/** What a paginator sees of an answer. The rows are the list under `data`, or the list that the body is. */
export function factsOf({ body, headers = {} }: Answer, request: ApiRequest = FIRST): PageFacts {
  const rows: unknown = Array.isArray(body) ? body : (body as { data?: unknown } | undefined)?.data;
  const rowCount = Array.isArray(rows) ? rows.length : 0;
  return frozen({ body, headers, rowCount, emptyPages: rowCount === 0 ? 1 : 0, url: requestUrl(request) });
}

/** The path and the query that a request asks for. */
export function asked(request: ApiRequest): string {
  const { pathname, search } = new URL(requestUrl(request));
  return pathname + search;
}

function twice<T>(question: () => T): T {
  const answer = question();
  assert.deepEqual(question(), answer, 'the paginator answers otherwise when it is asked again');
  return answer;
}

/** The suite that every paginator of a registry passes. */
export function paginatorSuite(registry: Readonly<Record<string, PaginatorSpec>>, folder: string): void {
  for (const [key, spec] of Object.entries(registry)) {
    describe(`paginator ${key}`, () => {
      isWellSpecified(key, spec, folder);

      for (const [index, { options, pages, asks }] of spec.examples.entries()) {
        it(`asks as its example ${index + 1} says, without changing what it is given`, () => {
          const paginator = spec.create(spec.options.parse(options));
          const requests = drive(paginator, (_request, at) => pages[at] ?? assert.fail('a page too many is asked for'));
          assert.deepEqual(requests.map(asked), asks);
          assert.lengthOf(requests, pages.length);
        });
      }

      it('expects ahead what it then asks for, if it expects anything', () => {
        for (const { options, pages } of spec.examples) {
          const paginator = spec.create(spec.options.parse(options));
          const requests = drive(paginator, (_request, at) => pages[at]!);
          const page = factsOf(pages[0]!, requests[0]);
          const expected = [...(paginator.ahead?.(page, requests[0]!) ?? requests.slice(1))];
          assert.deepEqual(expected.map(asked), requests.slice(1).map(asked));
        }
      });

      it('keeps method, headers, resource and credentials of the request', () => {
        const { options, pages } = spec.examples[0]!;
        const initial = requestFor('items', {
          url: FIRST.url,
          method: 'POST',
          headers: { 'x-a': 'b' },
          body: { kind: 'json', value: { q: 1 } },
        });
        const requests = drive(spec.create(spec.options.parse(options)), (_request, at) => pages[at]!, initial);
        for (const { method, headers, resource, credentialOrigin, body } of requests) {
          assert.deepEqual(
            { method, headers, resource, credentialOrigin },
            { method: 'POST', headers: { 'x-a': 'b' }, resource: 'items', credentialOrigin: initial.credentialOrigin },
          );
          assert.deepInclude(body, { kind: 'json' });
        }
      });

      it('says what it moves', () => {
        const { options } = spec.examples[0]!;
        assert.match(spec.create(spec.options.parse(options)).moves, /^(the|nothing)\b/);
      });
    });
  }
}
