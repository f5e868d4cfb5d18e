/** What `incremental` may say, in `endpoint.incremental` and as a parameter of `type: incremental`. */
import { z } from 'zod';
import { about } from './about.ts';

const text = z.string().min(1);
const func = <F>(what: string) =>
  z.custom<F>((value) => typeof value === 'function', { error: `expected a function: ${what}` });

const date = z.custom<Date>((value) => value instanceof Date && !Number.isNaN(value.getTime()));
const cursor = z.union([z.string(), z.number(), z.bigint(), date], { error: 'expected a time, a number or a text' });
const range = z.enum(['closed', 'open']);

const shared = {
  cursor_path: text.meta(about('Where a row has its cursor, e.g. `updated_at`, `meta.updated` or `versions[0].at`.')),
  initial_value: cursor.nullish().meta(about('Where the first run starts. Without it the first run takes everything.')),
  last_value_func: z
    .union([z.enum(['max', 'min']), func<(values: never) => unknown>('(values) => the one that counts')], {
      error: 'expected max, min or a function',
    })
    .nullish()
    .meta(about('Which cursor a run has got to: the highest, the lowest, or what a function makes of them.', 'max')),
  row_order: z
    .enum(['asc', 'desc'])
    .nullish()
    .meta(
      about(
        'The order of the rows in the API, seen along `last_value_func`: with `desc` no page is asked for after one with a row from before the start, with `asc` none after one with a row beyond the end.',
      ),
    ),
  on_cursor_value_missing: z
    .enum(['raise', 'include', 'exclude'])
    .nullish()
    .meta(
      about('What becomes of a row without a cursor, or with null: an error, a row like others, or left out.', 'raise'),
    ),
  lag: z
    .number()
    .min(0)
    .nullish()
    .meta(
      about(
        'How far before the last cursor a run starts, for rows that come late: seconds for times, days for dates, else the number. Never before `initial_value`.',
        0,
      ),
    ),
  range_start: range.nullish().meta(about('Whether rows at the start itself belong to the run.', 'closed')),
  range_end: range.nullish().meta(about('Whether rows at `end_value` itself belong to the run.', 'open')),
  primary_key: z
    .union([text, z.array(text)], { error: 'expected a column name or a list of them' })
    .nullish()
    .meta(
      about(
        'What tells appended rows at the start apart from those that were loaded before; the `primary_key` of the resource unless given, else all columns. An empty list: nothing does, and they are added again.',
      ),
    ),
  convert: func<(value: never) => unknown>('(cursor) => what the API takes')
    .nullish()
    .meta(about('Changes the cursors that are sent to the API.')),
  transform: func<(value: never) => unknown>('(cursor) => what the API takes')
    .nullish()
    .meta(about('The older name of `convert`.')),
  per_parent: z
    .boolean()
    .nullish()
    .meta(about('For a child: one cursor for each parent. A new parent starts at `initial_value`.', false)),
  allow_external_schedulers: z
    .literal(false, { error: 'there is no scheduler to ask: write initial_value and end_value' })
    .nullish()
    .meta(about('Only for configurations of dlt, where nothing but `false` has a meaning here.')),
};

export const incremental = z
  .strictObject({
    ...shared,
    end_value: cursor
      .nullish()
      .meta(
        about(
          'Where this run ends, itself not part of it. Such a run neither goes on from an earlier one nor is gone on from.',
        ),
      ),
    start_param: text.nullish().meta(about('The query parameter that tells the API where to start.')),
    end_param: text.nullish().meta(about('The query parameter that tells the API where to end.')),
    step: z
      .union([z.number().positive(), text], { error: 'expected a number or a time such as "7 days"' })
      .nullish()
      .meta(
        about(
          'Asks for a long range in windows of this size, one after the other, up to now or to `end_value`: `7 days`, `1 hour`, or a number for cursors that are numbers.',
        ),
      ),
  })
  .meta({ id: 'incremental' });

const elsewhere = z.never({ error: 'it belongs to endpoint.incremental: a parameter only says where to start' });

/** `params: { since: { type: 'incremental', cursor_path: 'updated_at' } }` */
export const incrementalParam = z.strictObject({
  type: z.literal('incremental'),
  ...shared,
  end_value: elsewhere.optional(),
  start_param: elsewhere.optional(),
  end_param: elsewhere.optional(),
  step: elsewhere.optional(),
});

export type CheckedIncremental = z.output<typeof incremental>;
export type CheckedIncrementalParam = z.output<typeof incrementalParam>;
