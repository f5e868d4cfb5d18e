import { z } from 'zod';
import { textKind } from '../rows/text-kind.ts';
import { about } from './about.ts';
import { text } from './values-schema.ts';

const DISPOSITIONS = ['merge', 'append', 'replace', 'skip'] as const;

export const writeDisposition = z
  .preprocess(
    (value) => (typeof value === 'string' ? { disposition: value } : value),
    z.strictObject({
      disposition: z.enum(DISPOSITIONS).meta(about('What becomes of the rows published before.')),
      strategy: z
        .enum(['delete-insert', 'upsert', 'insert-only', 'scd2'])
        .nullish()
        .meta(
          about(
            'With `merge`: `upsert` and `delete-insert` replace the row of a key; `insert-only` only adds keys that are not there; `scd2` keeps every version of a row with the time it was valid.',
            'upsert',
          ),
        ),
      validity_column_names: z
        .tuple([text, text])
        .nullish()
        .meta(
          about('With `scd2`: the columns that say from when to when a version was valid.', '[_valid_from, _valid_to]'),
        ),
      boundary_timestamp: z
        .string()
        .refine((value) => textKind(value) === 'timestamp', { error: 'expected an ISO-8601 instant' })
        .nullish()
        .meta(about('With `scd2`: the time of the run, as an ISO-8601 instant; now unless given.')),
    }),
  )
  .meta({ id: 'write_disposition', textIs: 'disposition' });
