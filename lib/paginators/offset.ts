import { z } from 'zod';
import { definePaginator } from '../core/plugin.ts';
import type { ApiRequest } from '../core/types.ts';
import { answerPath } from './answer-path.ts';
import { countingRules, endOptions, hasAnEnd, positionIn, requestsAhead } from './counting.ts';
import { atMostOne, optionalCount, optionalName } from './option-types.ts';
import { placeOf } from './place.ts';

export const offset = definePaginator({
  type: 'offset',
  summary: 'Asks for `limit` rows from an offset on, which grows by `limit` with each page.',
  options: z
    .strictObject({
      limit: z.int().min(1).describe('Rows to ask for at a time.'),
      offset: z.int().min(0).default(0).describe('The offset to start with.'),
      offset_param: optionalName.describe('The query parameter that carries the offset; `offset` unless given.'),
      offset_body_path: optionalName.describe('The place in the JSON body that carries the offset.'),
      limit_param: optionalName.describe('The query parameter that carries the limit; `limit` unless given.'),
      limit_body_path: optionalName.describe('The place in the JSON body that carries the limit.'),
      total_path: answerPath
        .nullish()
        .describe('Where the answer has the number of rows. A value that is missing or no integer is then an error.'),
      maximum_offset: optionalCount.describe(
        'The offset to stop before: with limit 50 and 100, 0 and 50 are asked for.',
      ),
      ...endOptions,
    })
    .superRefine(atMostOne('offset_param', 'offset_body_path'))
    .superRefine(atMostOne('limit_param', 'limit_body_path'))
    .superRefine(hasAnEnd('maximum_offset')),
  examples: [
    {
      options: { limit: 2, total_path: 'total' },
      pages: [{ body: { data: [{ id: 1 }, { id: 2 }], total: 3 } }, { body: { data: [{ id: 3 }], total: 3 } }],
      asks: ['/items?offset=0&limit=2', '/items?offset=2&limit=2'],
    },
    {
      options: { limit: 1, offset_param: 'skip', limit_param: 'take' },
      pages: [{ body: [{ id: 1 }] }, { body: [] }],
      asks: ['/items?skip=0&take=1', '/items?skip=1&take=1'],
    },
  ],
  create: (settings) => {
    const { limit, offset: start } = settings;
    const maximum = settings.maximum_offset ?? Infinity;
    const rules = countingRules(settings);
    const place = placeOf(
      { param: settings.offset_param, bodyPath: settings.offset_body_path },
      { param: 'offset', bodyOption: 'offset_body_path' },
    );
    const limitPlace = placeOf(
      { param: settings.limit_param, bodyPath: settings.limit_body_path },
      { param: 'limit', bodyOption: 'limit_body_path' },
    );
    const after = (request: ApiRequest) => positionIn(place.read(request), start) + limit;
    const pastEndOf = (request: ApiRequest) => {
      const following = after(request);
      return (total = Infinity) => following >= total || following >= maximum;
    };
    return {
      moves: place.text,
      step: limit,
      first: (request) => limitPlace.write(place.write(request, start), limit),
      next: (page, request) =>
        rules.isLast(page, request, pastEndOf(request)) ? undefined : place.write(request, after(request)),
      done: (page, request) => rules.share(page, after(request)),
      ahead: (page, request) => {
        const total = rules.knownTotal(page);
        if (total === undefined) return undefined;
        return requestsAhead(request, (here) => (pastEndOf(here)(total) ? undefined : place.write(here, after(here))));
      },
      explain: (page, request, next) => (next ? undefined : rules.onEnd(page, pastEndOf(request))),
    };
  },
});
