import { assert } from 'chai';
import { pagingClues } from '../../lib/source/paging-clues.ts';

const rows = [{ id: 1 }, { id: 2 }];
const cluesIn = (body: unknown, headers: Record<string, string> = {}, rowCount = 2) =>
  pagingClues({ body, headers, rowCount });

describe('pagingClues', () => {
  const certain: readonly (readonly [what: string, body: unknown, where: string, paginator: string])[] = [
    ['a link', { data: rows, next: 'https://x/?page=2' }, 'next', "{ type: 'json_link', next_url_path: 'next' }"],
    [
      'a relative link further in',
      { data: rows, paging: { links: { next: '/x?page=2' } } },
      'paging.links.next',
      "{ type: 'json_link', next_url_path: 'paging.links.next' }",
    ],
    [
      'a link in an object',
      { data: rows, links: { next: { href: '?page=2' } } },
      'links.next.href',
      "{ type: 'json_link', next_url_path: 'links.next.href' }",
    ],
    [
      'an OData link',
      { value: rows, '@odata.nextLink': 'https://x/?$skip=2' },
      '@odata.nextLink',
      "{ type: 'json_link', next_url_path: '@odata.nextLink' }",
    ],
    [
      'a cursor',
      { data: rows, meta: { next_cursor: 'abc' } },
      'meta.next_cursor',
      "{ type: 'cursor', cursor_path: 'meta.next_cursor', cursor_param: '…' }",
    ],
    [
      'a token',
      { data: rows, nextPageToken: 'abc' },
      'nextPageToken',
      "{ type: 'cursor', cursor_path: 'nextPageToken', cursor_param: '…' }",
    ],
    ['a flag', { data: rows, has_more: true }, 'has_more', "'page_number' or 'offset'"],
  ];
  for (const [what, body, where, paginator] of certain) {
    it(`finds ${what}`, () => assert.deepEqual(cluesIn(body), [{ where, certain: true, paginator }]));
  }

  it('finds the Link header', () => {
    const [clue] = cluesIn(rows, { link: '<https://x/?page=2>; rel="next", <https://x/?page=9>; rel="last"' });
    assert.deepEqual(clue, { where: 'the Link header', certain: true, paginator: "'header_link'" });
    assert.isEmpty(cluesIn(rows, { link: '<https://x/?page=1>; rel="first"' }));
  });

  it('is less certain of totals, and names them last', () => {
    assert.deepEqual(
      cluesIn({ data: rows, meta: { total: 12, total_pages: 6 }, has_more: true }).map(({ where, certain }) => [
        where,
        certain,
      ]),
      [
        ['has_more', true],
        ['meta.total', false],
        ['meta.total_pages', false],
      ],
    );
  });

  const innocent: readonly (readonly [what: string, body: unknown])[] = [
    ['a last page', { data: rows, next: null, next_cursor: '', total: 2, total_pages: 1, has_more: false }],
    ['a cursor beside the word that there is no more', { data: rows, next_cursor: 'abc', has_more: false }],
    ['keys inside of rows', { data: [{ next: 'https://x/', total: 9 }, { has_more: true }] }],
    ['a list', rows],
    ['names that only begin so', { data: rows, next_payment: '2024-01-01', totals: 9, nextOfKin: 'https://x/' }],
  ];
  for (const [what, body] of innocent) {
    it(`finds nothing in ${what}`, () => assert.isEmpty(cluesIn(body)));
  }

  it('finds nothing where there are no rows', () => {
    assert.isEmpty(cluesIn({ data: [], next_cursor: 'abc', total: 9 }, {}, 0));
  });
});
