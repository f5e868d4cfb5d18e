import { z } from 'zod';
import { definePaginator } from '../core/plugin.ts';

export const singlePage = definePaginator({
  type: 'single_page',
  summary: 'Sends one request; its answer is the whole resource.',
  options: z.strictObject({}),
  examples: [{ options: {}, pages: [{ body: [{ id: 1 }, { id: 2 }] }], asks: ['/items'] }],
  create: () => ({
    first: (request) => request,
    next: () => undefined,
    moves: 'nothing: only one page is asked for',
  }),
});
