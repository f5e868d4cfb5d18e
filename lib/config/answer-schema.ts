/** How the rows of an answer are read, checked by zod. */
import { z } from 'zod';
import { decoders } from '../decoders/index.ts';
import { isJsonPath } from '../operators/is-json-path.ts';
import { pluginSchema } from './plugin-schema.ts';
import { text } from './values-schema.ts';

export const decoder = pluginSchema('decoder', {
  ...decoders,
  auto: { type: 'auto', summary: 'By the content type of the answer.', options: z.strictObject({}) },
});
export const dataSelector = z
  .union([text, z.array(text).min(1)], { error: 'expected a path such as "data.items" or a list of keys' })
  .superRefine(isJsonPath('data.items, data[*].rows or data[?@.type == "x"]'));
