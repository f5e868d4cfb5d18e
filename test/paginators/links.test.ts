import { assert } from 'chai';
import type { PaginatorSpec } from '../../lib/core/plugin.ts';
import { headerLink } from '../../lib/paginators/header-link.ts';
import { jsonLink } from '../../lib/paginators/json-link.ts';
import { parseLinkHeader } from '../../lib/paginators/link-header.ts';
import { singlePage } from '../../lib/paginators/single-page.ts';
import { asked, drive, factsOf, type Answer } from '../conformance/paginator.ts';
import { requestFor } from '../helpers/marbles.ts';
import { afterFirst, asks, invalid, make, refusal, rows } from './paging.ts';

const linked: readonly [PaginatorSpec, answer: (link: string) => Answer][] = [
  [jsonLink, (link) => ({ body: rows(1, { next: link }) })],
  [headerLink, (link) => ({ body: rows(1), headers: { link: `<${link}>; rel="next"` } })],
];

for (const [spec, answer] of linked) {
  describe(spec.type, () => {
    it(`${spec === jsonLink ? 'P2' : 'P1'} follows the link of each page until there is none`, () => {
      const server = (_: unknown, at: number) =>
        at < 4 ? answer(`https://api.example.com/items?page=${at + 2}`) : { body: rows(5) };
      assert.deepEqual(drive(make(spec, {}), server).map(asked), [
        '/items',
        '/items?page=2',
        '/items?page=3',
        '/items?page=4',
        '/items?page=5',
      ]);
    });

    // P4 and P6: the URL that the page came from, the link, and what is asked for next.
    const resolved: readonly [from: string, link: string, to: string][] = [
      ['http://example.com/api/items', 'http://example.com/api/items?page=2', 'http://example.com/api/items?page=2'],
      ['http://example.com/api/items', '/api/items?page=2', 'http://example.com/api/items?page=2'],
      ['http://example.com/api/items?a=1', '?page=2', 'http://example.com/api/items?page=2'],
      ['http://example.com/api/items/page/1', '/api/items/page/2', 'http://example.com/api/items/page/2'],
      ['http://example.com/api/items/page/1', '2', 'http://example.com/api/items/page/2'],
      ['http://example.com:8080/api/items', '/api/items?page=2', 'http://example.com:8080/api/items?page=2'],
      ['http://example.com/items', '/items?q=a%26b%3Dc&page=2', 'http://example.com/items?q=a%26b%3Dc&page=2'],
      ['http://example.com/items?q=old', '/items?q=new,er', 'http://example.com/items?q=new,er'],
      ['https://example.com/items', '//other.example.com/items', 'https://other.example.com/items'],
    ];
    for (const [from, link, to] of resolved) {
      it(`P4 P6 asks for ${to} after ${link}`, () => {
        const request = requestFor('items', { url: from });
        assert.equal(make(spec, {}).next(factsOf(answer(link), request), request)?.url, to);
      });
    }

    it('resolves against the URL that answered', () => {
      const page = { ...factsOf(answer('?page=2')), url: 'https://api.example.com/v2/items' };
      assert.equal(make(spec, {}).next(page, requestFor('items'))?.url, 'https://api.example.com/v2/items?page=2');
    });

    it('P5 does not add the parameters of the first request to the link', () => {
      const request = requestFor('items', { url: 'https://api.example.com/items', params: { param1: 'a', page: 1 } });
      const next = make(spec, {}).next(factsOf(answer('/items?param1=a&page=2'), request), request);
      assert.equal(next && asked(next), '/items?param1=a&page=2');
    });

    it('ends after an empty page if it shall, and as has_more_path says', () => {
      const option = spec === jsonLink ? 'next_url_path' : 'links_next_key';
      const of = (body: object, link = '?page=2') => {
        const linked = answer(link);
        return { ...linked, body: { ...(linked.body as object), ...body } };
      };
      assert.equal(afterFirst(spec, {}, of({ data: [] })), '/items?page=2');
      assert.isUndefined(afterFirst(spec, { stop_after_empty_page: true }, of({ data: [] })));
      const more = { has_more_path: 'more' };
      assert.isUndefined(afterFirst(spec, more, of({ more: false })));
      assert.equal(afterFirst(spec, more, of({ more: true })), '/items?page=2');
      assert.match(refusal(spec, more, of({ more: true }, ''), option), /says that there are more pages, but/);
    });

    it('refuses what is no http link', () => {
      for (const link of ['http://', 'https://a b', 'javascript:alert(1)', 'file:///etc/passwd']) {
        const setting = spec === jsonLink ? 'next_url_path' : 'links_next_key';
        assert.match(refusal(spec, {}, answer(link), setting), /is not an http\(s\) URL$/);
      }
    });
  });
}

describe('json_link', () => {
  const paths: readonly [path: string | string[] | undefined, body: unknown][] = [
    [undefined, { next: '?p=2' }],
    ['next_page', { next_page: '?p=2' }],
    ['next_page.url', { next_page: { url: '?p=2' } }],
    ["['@odata.nextLink']", { '@odata.nextLink': '?p=2' }],
    ['["@odata.nextLink"]', { '@odata.nextLink': '?p=2' }],
    [['Response', 'Next'], { Response: { Next: '?p=2' } }],
  ];
  for (const [path, body] of paths) {
    it(`P3 finds the link at ${String(path)}`, () => {
      const options = path === undefined ? {} : { next_url_path: path };
      assert.equal(afterFirst(jsonLink, options, { body }), '/items?p=2');
      assert.isUndefined(afterFirst(jsonLink, options, { body: { other: '?p=2' } }));
    });
  }

  it('stops at a link that is missing, null, false or empty', () => {
    for (const none of [undefined, null, false, '', ' ']) {
      assert.isUndefined(afterFirst(jsonLink, {}, { body: { next: none } }));
    }
    assert.isUndefined(afterFirst(jsonLink, {}, { body: undefined }));
  });

  it('refuses a value that is no text', () => {
    const message = (next: unknown) => refusal(jsonLink, {}, { body: { next } }, 'next_url_path');
    assert.equal(message(true), '"next" of the answer is true, not a link');
    assert.equal(message(2), '"next" of the answer is 2, not a link');
    assert.equal(message({ href: '/x' }), '"next" of the answer is an object, not a link');
  });
});

describe('json_link, where the name of the link has a dot in it', () => {
  it('takes it without quotes, where nothing is at the path', () => {
    const options = { next_url_path: '@odata.nextLink' };
    assert.equal(afterFirst(jsonLink, options, { body: { '@odata.nextLink': '?p=2' } }), '/items?p=2');
    assert.equal(afterFirst(jsonLink, options, { body: { '@odata': { nextLink: '?p=3' } } }), '/items?p=3');
    assert.isUndefined(afterFirst(jsonLink, options, { body: { next: '?p=2' } }));
  });

  it('takes any JSONPath', () => {
    const body = {
      links: [
        { rel: 'prev', href: '?p=1' },
        { rel: 'next', href: '?p=3' },
      ],
    };
    assert.equal(afterFirst(jsonLink, { next_url_path: 'links[?@.rel == "next"].href' }, { body }), '/items?p=3');
    assert.deepEqual(invalid(jsonLink, { next_url_path: 'links[?@.rel' }), ['next_url_path']);
  });
});

describe('header_link', () => {
  const headers: readonly [name: string, link: string][] = [
    ['several links', '</items?page=1>; rel="prev", </items?page=2>; rel="next"'],
    ['several relations of one link', '</items?page=2>; rel="last next"'],
    ['a relation without quotes', '</items?page=2>;rel=next'],
    ['a comma and a semicolon in the URL', '</x?a=1,2;b>; rel=prev, </items?page=2>; rel=next'],
    ['a comma and a semicolon in quotes', '</x>; title="a, <b>; rel=next \\" "; rel=prev, </items?page=2>; rel=next'],
    ['other spelling', '</items?page=2> ; title=x ; REL = "NEXT"'],
    ['only the first rel of a link', '</x>; rel=prev; rel=next, </items?page=2>; rel=next'],
    ['a parameter without a value', '</items?page=2>; crossorigin; rel=next;'],
    ['an empty target', '<>; rel=next, </items?page=2>; rel=next'],
    ['stray text', 'oops, </items?page=2>; rel=next, <broken'],
  ];
  for (const [name, link] of headers) {
    it(`reads ${name}`, () =>
      assert.equal(afterFirst(headerLink, {}, { body: [], headers: { link } }), '/items?page=2'));
  }

  it('follows the relation that it is told', () => {
    const link = '</items?page=2>; rel="next", </items?page=3>; rel="older"';
    assert.equal(afterFirst(headerLink, { links_next_key: 'older' }, { body: [], headers: { link } }), '/items?page=3');
  });

  it('stops without the header, the relation or a target', () => {
    for (const link of [undefined, '', '</a>; rel=prev', '<>; rel=next', '</a>', '</a>; rel', 'rel=next']) {
      const answer = { body: rows(1), ...(link !== undefined && { headers: { link } }) };
      assert.isUndefined(afterFirst(headerLink, {}, answer));
    }
  });

  it('reads a hostile header of 100,000 characters in time that grows with its length only', () => {
    const hostile = ['<', '<>', '<>;', '<>,', '";', '\\"', ' ', '<>;rel=" ', '<a>; rel="', ';rel=next '];
    for (const part of hostile) {
      const cost = (length: number) => {
        const text = `</a>; ${part.repeat(length / part.length)}`;
        const start = process.hrtime.bigint();
        parseLinkHeader(text);
        return Number(process.hrtime.bigint() - start) / 1e6;
      };
      cost(100_000);
      // A quadratic reader takes seconds for each of them; this one takes a few milliseconds.
      assert.isBelow(cost(100_000), 500, JSON.stringify(part));
    }
  });
});

describe('single_page', () => {
  it('P7 asks once, whatever the answer says', () =>
    assert.deepEqual(asks(singlePage, {}, [rows(5, { next: '/items?page=2' })]), ['/items']));
});
