import { z } from 'zod';
import { definePaginator } from '../core/plugin.ts';
import { paginationError, shown } from './answer-values.ts';
import { answerPath, compileAnswerPath } from './answer-path.ts';
import { followOptions, followRules } from './following.ts';
import { nextLink } from './next-link.ts';

export const jsonLink = definePaginator({
  type: 'json_link',
  summary: 'Follows the link to the next page that the body of each answer has.',
  options: z.strictObject({
    next_url_path: answerPath
      .default('next')
      .describe('Where the body has the link; missing, null, false or empty, it ends the resource.'),
    ...followOptions,
  }),
  examples: [
    {
      options: { next_url_path: 'links.next' },
      pages: [{ body: { data: [{ id: 1 }], links: { next: '?page=2' } } }, { body: { data: [{ id: 2 }], links: {} } }],
      asks: ['/items', '/items?page=2'],
    },
  ],
  create: ({ next_url_path, ...settings }) => {
    const rules = followRules(settings);
    const path = compileAnswerPath(next_url_path);
    return {
      moves: `the link at "${path.text}" of the answer`,
      first: (request) => request,
      next: (page, request) => {
        if (rules.isLast(page, request)) return undefined;
        const link = path.read(page.body);
        if (!link || (typeof link === 'string' && link.trim() === '')) {
          return rules.end(request, 'next_url_path', `"${path.text}" has no link`);
        }
        if (typeof link === 'string') return nextLink(link, page, request, 'next_url_path');
        throw paginationError(
          request,
          'next_url_path',
          `"${path.text}" of the answer is ${shown(link)}, not a link`,
          'set next_url_path to the text of the link, or use the paginator cursor or page_number',
        );
      },
    };
  },
});
