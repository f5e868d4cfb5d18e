import { z } from 'zod';
import { isRecord } from '../core/is-record.ts';
import { compileJsonSchema } from '../operators/json-schema.ts';
import { isZodSchema, type RowSchema } from '../operators/row-check.ts';

/** A schema for rows: of zod 4, or a JSON Schema whose every keyword is understood. */
export const rowSchema = z
  .custom<RowSchema>((value) => isZodSchema(value) || (isRecord(value) && !('safeParse' in value)), {
    error: 'expected a schema of zod 4, or a JSON Schema',
  })
  .superRefine((value, context) => {
    if (!isRecord(value) || 'safeParse' in value) return;
    try {
      compileJsonSchema(value);
    } catch (error) {
      context.addIssue({
        code: 'custom',
        message: `it is not a JSON Schema: ${(error as Error).message.replace('strict mode: ', '')}`,
        params: { fix: 'take out what JSON Schema does not have: a part that is passed over would let rows pass' },
      });
    }
  })
  .meta({ id: 'row_schema', type: 'object' });
