import { assert } from 'chai';
import { fromOpenApi } from '../../../lib/init/openapi/from-openapi.ts';

const things = {
  type: 'array',
  items: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } },
};

/** The pipeline of a document with one path. */
function made(answer: object, parameters: readonly object[]) {
  const responses = { 200: { content: { 'application/json': { schema: answer } } } };
  const paths = { '/things': { get: { parameters, responses } } };
  const document = { openapi: '3.1.0', servers: [{ url: 'https://api.example.com' }], paths };
  return fromOpenApi(JSON.stringify(document), { file: 'api.json' });
}

describe('init: paging of an OpenAPI document', () => {
  const integer = (name: string, schema: object = {}) => ({
    name,
    in: 'query',
    schema: { type: 'integer', ...schema },
  });
  const string = (name: string) => ({ name, in: 'query', schema: { type: 'string' } });
  const envelope = (fields: object) => ({ type: 'object', properties: { data: things, ...fields } });
  const cases: readonly [what: string, parameters: object[], answer: object, paginator: unknown, params?: object][] = [
    ['nothing', [], things, undefined],
    ['a page', [integer('page')], things, { type: 'page_number' }],
    [
      'a page from 0, with its size',
      [integer('pageNo', { minimum: 0 }), integer('pageSize', { maximum: 50 })],
      envelope({ totalPages: { type: 'integer' } }),
      { type: 'page_number', page_param: 'pageNo', limit: 50, limit_param: 'pageSize', total_path: 'totalPages' },
    ],
    [
      'skip and take',
      [integer('skip'), integer('take', { default: 25 })],
      things,
      { type: 'offset', limit: 25, offset_param: 'skip', limit_param: 'take' },
    ],
    [
      'numbers that may be null',
      [
        { name: 'page', in: 'query', schema: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }] } },
        { name: 'size', in: 'query', schema: { anyOf: [{ type: 'integer', maximum: 40 }, { type: 'null' }] } },
      ],
      things,
      { type: 'page_number', base_page: 1, limit: 40, limit_param: 'size' },
    ],
    [
      'an object of parameters',
      [
        {
          name: 'pageable',
          in: 'query',
          required: true,
          schema: {
            type: 'object',
            required: ['page'],
            properties: { page: { type: 'integer', minimum: 0 }, size: { type: 'integer', enum: [10, 50, 20] } },
          },
        },
      ],
      { type: 'object', properties: { content: things, totalPages: { type: 'integer' } } },
      { type: 'page_number', base_page: 0, limit: 50, limit_param: 'size', total_path: 'totalPages' },
    ],
    [
      'the link of JSON:API',
      [integer('page[number]'), integer('page[size]', { maximum: 30 })],
      envelope({ links: { type: 'object', properties: { next: { type: ['string', 'null'] } } } }),
      { type: 'json_link', next_url_path: 'links.next' },
      { 'page[size]': 30 },
    ],
    [
      'an offset that says nothing of sizes',
      [integer('offset'), integer('limit')],
      things,
      { type: 'offset', limit: 20 },
    ],
    [
      'a token',
      [string('pageToken'), integer('maxResults', { maximum: 10 })],
      envelope({ nextPageToken: { type: 'string' } }),
      { type: 'cursor', cursor_path: 'nextPageToken', cursor_param: 'pageToken' },
      { maxResults: 10 },
    ],
    ['a token that no answer gives', [string('pageToken')], things, undefined],
    [
      'a link',
      [],
      envelope({ '@odata.nextLink': { type: 'string' } }),
      { type: 'json_link', next_url_path: ['@odata.nextLink'] },
    ],
    [
      'a date that is called after',
      [{ name: 'after', in: 'query', schema: { type: 'string', format: 'date-time' } }],
      things,
      undefined,
    ],
  ];
  for (const [what, parameters, answer, paginator, params] of cases) {
    it(`by ${what}`, async () => {
      const { config } = await made(answer, parameters);
      const endpoint = config.resources[0]!['endpoint'] as Record<string, unknown>;
      const expected = what.startsWith('a page from 0') ? { base_page: 0 } : {};
      assert.deepEqual(
        endpoint['paginator'],
        typeof paginator === 'object' ? { ...expected, ...paginator } : paginator,
      );
      assert.deepEqual(endpoint['params'], params);
    });
  }
});
