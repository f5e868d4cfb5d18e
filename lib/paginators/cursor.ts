import { z } from 'zod';
import { definePaginator } from '../core/plugin.ts';
import { paginationError, shown } from './answer-values.ts';
import { answerPath, compileAnswerPath } from './answer-path.ts';
import { cursorPlace, cursorPlaceOptions, oneCursorPlace } from './cursor-place.ts';
import { followOptions, followRules } from './following.ts';

export const cursor = definePaginator({
  type: 'cursor',
  summary: 'Sends back the cursor that the answer gave, until it gives none.',
  options: z
    .strictObject({
      cursor_path: answerPath
        .default('cursors.next')
        .describe('Where the answer has the cursor; it may be in the rows, as in `data[-1].id`.'),
      ...cursorPlaceOptions,
      ...followOptions,
    })
    .superRefine(oneCursorPlace),
  examples: [
    {
      options: { cursor_path: 'next_cursor' },
      pages: [{ body: { data: [{ id: 1 }], next_cursor: 'b/c' } }, { body: { data: [{ id: 2 }], next_cursor: null } }],
      asks: ['/items', '/items?cursor=b%2Fc'],
    },
    {
      options: { cursor_path: 'data[-1].id', cursor_param: 'after', has_more_path: 'has_more' },
      pages: [
        { body: { data: [{ id: 7 }, { id: 9 }], has_more: true } },
        { body: { data: [{ id: 12 }], has_more: false } },
      ],
      asks: ['/items', '/items?after=9'],
    },
  ],
  create: (settings) => {
    const path = compileAnswerPath(settings.cursor_path);
    const rules = followRules(settings);
    const place = cursorPlace(settings);
    return {
      moves: place.text,
      first: (request) => request,
      next: (page, request) => {
        if (rules.isLast(page, request)) return undefined;
        const value = path.read(page.body);
        if (isNone(value)) return rules.end(request, 'cursor_path', `"${path.text}" has no cursor`);
        if (value === true || (typeof value === 'object' && !place.inBody)) {
          const message = `"${path.text}" is ${shown(value)}, not a cursor`;
          throw paginationError(request, 'cursor_path', message, 'set cursor_path to the place of the cursor');
        }
        return place.write(request, value);
      },
    };
  },
});

/** What dlt, as Python, takes for no cursor. */
function isNone(value: unknown): boolean {
  return !value || (typeof value === 'object' && Object.keys(value).length === 0);
}
