import { z } from 'zod';
import { definePaginator } from '../core/plugin.ts';
import { cursorPlace, cursorPlaceOptions, oneCursorPlace } from './cursor-place.ts';
import { followOptions, followRules } from './following.ts';

export const headerCursor = definePaginator({
  type: 'header_cursor',
  summary: 'Sends back the cursor that a header of the answer gave, until it gives none.',
  options: z
    .strictObject({
      cursor_key: z.string().min(1).default('next').describe('The header that has the cursor, in any case.'),
      ...cursorPlaceOptions,
      ...followOptions,
    })
    .superRefine(oneCursorPlace),
  examples: [
    {
      options: { cursor_key: 'X-Next-Page', cursor_param: 'page' },
      pages: [
        { body: [{ id: 1 }], headers: { 'x-next-page': '2' } },
        { body: [{ id: 2 }], headers: { 'x-next-page': '' } },
      ],
      asks: ['/items', '/items?page=2'],
    },
  ],
  create: (settings) => {
    const header = settings.cursor_key.toLowerCase();
    const rules = followRules(settings);
    const place = cursorPlace(settings);
    return {
      moves: place.text,
      first: (request) => request,
      next: (page, request) => {
        if (rules.isLast(page, request)) return undefined;
        const cursor = (page.headers[header] ?? '').trim();
        if (cursor === '') return rules.end(request, 'cursor_key', `the header "${header}" has no cursor`);
        return place.write(request, cursor);
      },
    };
  },
});
