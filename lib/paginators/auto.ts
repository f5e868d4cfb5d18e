import { z } from 'zod';
import { definePaginator, type PageFacts, type PagingNote } from '../core/plugin.ts';
import type { ApiRequest } from '../core/types.ts';
import { chosenPaginator, type ChoosableSpecs } from './detection/chosen-paginator.ts';
import type { Choice } from './detection/choice.ts';
import { detectPaging } from './detection/detect-paging.ts';

/** @param specs the paginators that it chooses from */
export function autoPaginator(specs: ChoosableSpecs) {
  return definePaginator({
    type: 'auto',
    summary: 'Finds out from the first answer how the API pages, and says what it found.',
    options: z.strictObject({}),
    examples: [
      {
        options: {},
        pages: [
          { body: { data: [{ id: 1 }], links: { next: '?page=2' } } },
          { body: { data: [{ id: 2 }], links: {} } },
        ],
        asks: ['/items', '/items?page=2'],
      },
      {
        options: {},
        pages: [
          { body: { data: [{ id: 1 }], page: 1, total_pages: 2 } },
          { body: { data: [{ id: 2 }], page: 2, total_pages: 2 } },
        ],
        asks: ['/items', '/items?page=2'],
      },
      { options: {}, pages: [{ body: [{ id: 1 }] }], asks: ['/items'] },
    ],
    create: () => {
      const chosen = ({ paging }: ApiRequest) =>
        paging === undefined ? undefined : chosenPaginator(paging as Choice, specs);
      const decide = (page: PageFacts, request: ApiRequest) => {
        const { choice } = detectPaging(page, request);
        return choice && chosenPaginator(choice, specs);
      };
      return {
        moves: 'the place that the answer leads to',
        first: (request) => request,
        next: (page, request) => (chosen(request) ?? decide(page, request))?.next(page, request),
        goOnAfter: (request, page) => chosen(request)?.goOnAfter?.(request, page),
        ahead: (page, request) => chosen(request)?.ahead?.(page, request),
        needsPageBefore: (request) => chosen(request)?.needsPageBefore?.(request) ?? false,
        chosen,
        done: (page, request) => (chosen(request) ?? decide(page, request))?.done?.(page, request),
        explain: (page, request, next) => {
          if (request.paging === undefined) return noteOn(page, request);
          return (next && noteOnChange(request, next, specs)) ?? chosen(request)?.explain?.(page, request, next);
        },
      };
    },
  });
}

/** Told on the first page: what was found out. Later: that it had to be changed. */
function noteOn(page: PageFacts, request: ApiRequest): PagingNote {
  const { choice, message, doubtful } = detectPaging(page, request);
  if (choice === undefined)
    return { kind: doubtful ? 'warning' : 'decision', message: doubtful ? message : `one page: ${message}` };
  const { type, options } = choice;
  return { kind: 'decision', message: `paging by ${type}: ${message}`, paginator: { type, ...options } };
}

function noteOnChange(request: ApiRequest, next: ApiRequest, specs: ChoosableSpecs): PagingNote | undefined {
  const [before, now] = [request.paging, next.paging] as Choice[];
  const { type, options } = now!;
  if (JSON.stringify(options) === JSON.stringify(before!.options)) return undefined;
  const { moves } = chosenPaginator(now!, specs);
  return {
    kind: 'decision',
    message: `paging by ${type}: the API ignores ${chosenPaginator(before!, specs).moves}, so ${moves} is tried`,
    paginator: { type, ...options },
  };
}
