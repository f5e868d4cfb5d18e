import { z } from 'zod';
import { compilePath } from '../core/path.ts';
import { definePaginator } from '../core/plugin.ts';
import { hasMoreAt, paginationError, shown } from './answer-values.ts';
import { answerPath, atMostOne, hasMorePath, optionalName } from './option-types.ts';
import { placeOf } from './place.ts';

export const cursor = definePaginator({
  type: 'cursor',
  summary: 'Sends back the cursor that the answer gave, until it gives none.',
  options: z
    .strictObject({
      cursor_path: answerPath
        .default('cursors.next')
        .describe('Where the answer has the cursor; it may be in the rows, as in `data[-1].id`.'),
      cursor_param: optionalName.describe('The query parameter that carries the cursor; `cursor` unless given.'),
      cursor_body_path: optionalName.describe('The place in the JSON body that carries the cursor.'),
      stop_after_empty_page: z.boolean().default(false).describe('Whether an empty page ends the resource.'),
      has_more_path: hasMorePath,
    })
    .superRefine(atMostOne('cursor_param', 'cursor_body_path')),
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
    const path = compilePath(settings.cursor_path);
    const hasMore = settings.has_more_path ? compilePath(settings.has_more_path) : undefined;
    const place = placeOf(
      { param: settings.cursor_param, bodyPath: settings.cursor_body_path },
      { param: 'cursor', bodyOption: 'cursor_body_path' },
    );
    return {
      moves: place.text,
      first: (request) => request,
      next: (page, request) => {
        if (settings.stop_after_empty_page && page.rowCount === 0) return undefined;
        if (hasMore && !hasMoreAt(page.body, hasMore, request)) return undefined;
        const value = path.read(page.body);
        const fix = `set cursor_path to the place of the cursor`;
        if (isNone(value)) {
          if (!hasMore) return undefined;
          const message = `"${hasMore.text}" says that there are more pages, but "${path.text}" has no cursor for them`;
          throw paginationError(request, 'cursor_path', message, fix);
        }
        if (value === true || (typeof value === 'object' && !place.inBody)) {
          throw paginationError(request, 'cursor_path', `"${path.text}" is ${shown(value)}, not a cursor`, fix);
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
