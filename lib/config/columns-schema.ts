/** Hints on columns, in dlt's words, checked by zod. */
import { z } from 'zod';
import { isRecord } from '../core/is-record.ts';
import { about } from './about.ts';
import { text } from './values-schema.ts';

/** dlt has `time`, `decimal` and `binary` too; no column has them yet, so they are refused. */
const DATA_TYPES = ['text', 'double', 'bool', 'timestamp', 'date', 'bigint', 'json'] as const;

const hint = z.strictObject({
  data_type: z
    .enum(DATA_TYPES)
    .nullish()
    .meta(about('The type of the column before its first value is seen; other values widen it.')),
  nullable: z.boolean().nullish().meta(about('False: rows without a value here are set aside.', true)),
  dedup_sort: z
    .enum(['asc', 'desc'])
    .nullish()
    .meta(about('Of the rows with one key, the one with the highest (`desc`) or lowest value here stands.')),
  hard_delete: z
    .boolean()
    .nullish()
    .meta(about('With `merge`: a row with true here, or any value where it is no boolean, deletes its key.')),
  description: z.string().nullish().meta(about('For readers of the configuration.')),
});

export const columns = z.preprocess(
  (value, context) => {
    if (!Array.isArray(value) || !value.every((item) => isRecord(item) && typeof item['name'] === 'string'))
      return value;
    const named = (value as readonly { readonly name: string }[]).map(({ name, ...rest }) => [name, rest] as const);
    const twice = named.find(([name], i) => named.findIndex(([other]) => other === name) !== i);
    if (twice !== undefined) context.addIssue({ code: 'custom', message: `two hints are for "${twice[0]}"` });
    return Object.fromEntries(named);
  },
  z.record(text, hint.nullable(), { error: 'expected hints by column, or a list of hints with a name each' }),
);
