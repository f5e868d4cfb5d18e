/** Hints on columns, in dlt's words, checked by zod. */
import { z } from 'zod';
import { isRecord } from '../core/is-record.ts';
import { MOST_DIGITS } from '../rows/hinted-text.ts';
import { about } from './about.ts';
import { text } from './values-schema.ts';

const DATA_TYPES = [
  'text',
  'double',
  'bool',
  'timestamp',
  'date',
  'time',
  'bigint',
  'decimal',
  'binary',
  'json',
] as const;

const hintKeys = z.strictObject({
  data_type: z
    .enum(DATA_TYPES)
    .nullish()
    .meta(about('The type of the column before its first value is seen; other values widen it.')),
  precision: z
    .int()
    .min(1)
    .max(MOST_DIGITS)
    .nullish()
    .meta(about('With `data_type: decimal`: how many digits there are, before and after the point.', MOST_DIGITS)),
  scale: z
    .int()
    .min(0)
    .max(MOST_DIGITS)
    .nullish()
    .meta(about('With `data_type: decimal`: how many of them are after the point.', 9)),
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

/** Digits have no meaning elsewhere, and a part is not larger than the whole. */
const hint = hintKeys.superRefine(({ data_type: type, precision, scale }, context) => {
  const issue = (key: string, message: string, fix: string) =>
    context.addIssue({ code: 'custom', path: [key], message, params: { fix } });
  for (const [key, value] of Object.entries({ precision, scale })) {
    if (value != null && type !== 'decimal') {
      issue(key, 'it has no meaning without data_type decimal', 'take it away, or set data_type to decimal');
      return;
    }
  }
  if ((scale ?? 0) > (precision ?? MOST_DIGITS)) issue('scale', 'it is more than precision', 'make it smaller');
});

export const columns = z
  .preprocess(
    (value, context) => {
      if (!Array.isArray(value) || !value.every((item) => isRecord(item) && typeof item['name'] === 'string'))
        return value;
      const named = (value as readonly { readonly name: string }[]).map(({ name, ...rest }) => [name, rest] as const);
      const twice = named.find(([name], i) => named.findIndex(([other]) => other === name) !== i);
      if (twice !== undefined) context.addIssue({ code: 'custom', message: `two hints are for "${twice[0]}"` });
      return Object.fromEntries(named);
    },
    z.record(text, hint.nullable(), { error: 'expected hints by column, or a list of hints with a name each' }),
  )
  .meta({ id: 'columns', listNames: 'The column.' });
