import { z } from 'zod';
import { definePaginator, type Paginator } from '../core/plugin.ts';
import type { ApiRequest } from '../core/types.ts';
import { answerPath } from './answer-path.ts';
import { countingRules, endOptions, hasAnEnd, positionIn, requestsAhead } from './counting.ts';
import { atMostOne, optionalCount, optionalName } from './option-types.ts';
import { placeOf } from './place.ts';

const options = z
  .strictObject({
    base_page: optionalCount.describe(
      'The number of the first page as the API counts, 0 or 1. Where neither it nor `page` is given, 0 is tried first and an API that counts from 1 is recognised.',
    ),
    page: optionalCount.describe('The number of the page to start with; `base_page` unless given.'),
    page_param: optionalName.describe('The query parameter that carries the page number; `page` unless given.'),
    page_body_path: optionalName.describe(
      'The place in the JSON body that carries the page number, e.g. `paging.page`.',
    ),
    limit: z
      .int()
      .min(1)
      .nullish()
      .describe('Rows in a page. It is sent only where `limit_param` or `limit_body_path` is given.'),
    limit_param: optionalName.describe('The query parameter that carries `limit`.'),
    limit_body_path: optionalName.describe('The place in the JSON body that carries `limit`.'),
    total_path: answerPath
      .nullish()
      .describe('Where the answer has the number of pages. A value that is missing or no integer is then an error.'),
    maximum_page: optionalCount.describe('The page number to stop before: with 3, page 2 is the last one asked for.'),
    ...endOptions,
  })
  .superRefine(atMostOne('page_param', 'page_body_path'))
  .superRefine(atMostOne('limit_param', 'limit_body_path'))
  .superRefine(hasAnEnd('maximum_page'))
  .superRefine(({ limit, limit_param, limit_body_path, stop_on_short_page }, context) => {
    if ((limit ?? undefined) !== undefined) return;
    for (const [name, used] of Object.entries({ limit_param, limit_body_path, stop_on_short_page })) {
      if (used) context.addIssue({ code: 'custom', path: [name], message: `${name} needs limit` });
    }
  });

export const pageNumber = definePaginator({
  type: 'page_number',
  summary: 'Counts pages up, in a query parameter or in the JSON body.',
  options,
  examples: [
    {
      options: { base_page: 1, total_path: 'pages' },
      pages: [{ body: { data: [{ id: 1 }], pages: 2 } }, { body: { data: [{ id: 2 }], pages: 2 } }],
      asks: ['/items?page=1', '/items?page=2'],
    },
    {
      options: { page_param: 'p', limit: 2, limit_param: 'per_page' },
      pages: [{ body: [{ id: 1 }, { id: 2 }] }, { body: [{ id: 3 }] }, { body: [] }],
      asks: ['/items?p=0&per_page=2', '/items?p=1&per_page=2', '/items?p=2&per_page=2'],
    },
  ],
  create,
});

function create(settings: z.output<typeof options>): Paginator {
  const base = settings.base_page ?? 0;
  const start = settings.page ?? base;
  const maximum = settings.maximum_page ?? Infinity;
  const baseIsOpen = (settings.base_page ?? settings.page ?? undefined) === undefined;
  const rules = countingRules(settings);
  const place = placeOf(
    { param: settings.page_param, bodyPath: settings.page_body_path },
    { param: 'page', bodyOption: 'page_body_path' },
  );
  // Where the base is open, a page number in the query is written as text as soon as the API was found to count
  // from 1: the request is the only state there is, and a total of 3 pages then means that page 3 exists. A number
  // in the body has to stay a number, so there the page that only such an API has is always asked for.
  const countsFromOne = (here: unknown) => baseIsOpen && (place.inBody || typeof here === 'string');

  const pastEndOf = (request: ApiRequest) => {
    const here = place.read(request);
    const following = positionIn(here, start) + 1;
    const lowest = countsFromOne(here) ? 1 : base;
    return (total = Infinity) => following >= total + lowest || following >= maximum;
  };

  const after = (request: ApiRequest) => {
    const here = place.read(request);
    const following = positionIn(here, start) + 1;
    return place.write(request, typeof here === 'string' ? String(following) : following);
  };

  return {
    moves: place.text,
    first: (request) => {
      const { limit, limit_param: param, limit_body_path: bodyPath } = settings;
      const first = place.write(request, start);
      if (!limit || !(param || bodyPath)) return first;
      return placeOf({ param, bodyPath }, { param: '', bodyOption: 'limit_body_path' }).write(first, limit);
    },
    next: (page, request) => (rules.isLast(page, request, pastEndOf(request)) ? undefined : after(request)),
    ahead: (page, request) => {
      const total = rules.knownTotal(page);
      if (total === undefined) return undefined;
      return requestsAhead(request, (here) => (pastEndOf(here)(total) ? undefined : after(here)));
    },
    done: (page, request) => {
      const here = place.read(request);
      return rules.share(page, positionIn(here, start) + 1 - (countsFromOne(here) ? 1 : base));
    },
    explain: (page, request, next) => (next ? undefined : rules.onEnd(page, pastEndOf(request))),
    ...(baseIsOpen && {
      needsPageBefore: (request) => place.read(request) === 1,
      goOnAfter: (request, page) => {
        const here = place.read(request);
        const following = page === 'repeated' ? 2 : 1;
        if (here !== following - 1 || following >= maximum) return undefined;
        return place.write(request, place.inBody ? following : String(following));
      },
    }),
  };
}
