import { z } from 'zod';
import { definePaginator } from '../core/plugin.ts';
import { followOptions, followRules } from './following.ts';
import { parseLinkHeader } from './link-header.ts';
import { nextLink } from './next-link.ts';

export const headerLink = definePaginator({
  type: 'header_link',
  summary: 'Follows the `Link` header of each answer (RFC 8288).',
  options: z.strictObject({
    links_next_key: z.string().min(1).default('next').describe('The relation that the link to the next page has.'),
    ...followOptions,
  }),
  examples: [
    {
      options: {},
      pages: [
        { body: [{ id: 1 }], headers: { link: '</items?page=2>; rel="next", </items?page=9>; rel="last"' } },
        { body: [{ id: 2 }] },
      ],
      asks: ['/items', '/items?page=2'],
    },
  ],
  create: ({ links_next_key, ...settings }) => {
    const rules = followRules(settings);
    const rel = links_next_key.toLowerCase();
    return {
      moves: `the Link header with rel="${links_next_key}"`,
      first: (request) => request,
      next: (page, request) => {
        if (rules.isLast(page, request)) return undefined;
        const links = parseLinkHeader(page.headers['link'] ?? '');
        const link = links.find(({ target, rels }) => target !== '' && rels.includes(rel));
        return link
          ? nextLink(link.target, page, request, 'links_next_key')
          : rules.end(request, 'links_next_key', `the Link header has no rel="${links_next_key}"`);
      },
    };
  },
});
