import { flag, get, list, moment, number, offsetAndLimit, openApi, orNull, record, ref, text } from './parts.ts';

/** The plain API of the sample API. */
export const genericDocument = openApi({
  title: 'Generic',
  security: { type: 'apiKey', name: 'api_key', in: 'query' },
  paths: {
    '/v1/resource': get('All items, by offset and limit.', record({ data: list(ref('Item')) }), {
      params: offsetAndLimit(100, 1000),
    }),
  },
  schemas: {
    Item: record({
      id: { type: 'integer' },
      name: text,
      value: orNull(number),
      score: number,
      active: orNull(flag),
      big_ref: { type: ['integer', 'null'], format: 'int64' },
      description: orNull(text),
      tags: list(text),
      attributes: orNull({
        type: 'object',
        properties: { colour: text, size: text, dimensions: record({ width: number, height: number }) },
      }),
      created_at: moment,
      updated_at: moment,
    }),
  },
});
