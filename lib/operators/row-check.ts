import type { z } from 'zod';
import { isRecord } from '../core/is-record.ts';
import { compileJsonSchema, type JsonSchema, type SchemaIssue } from './json-schema.ts';

/** What may check rows. */
export type RowSchema<R = unknown> = z.ZodType<R> | JsonSchema;

/** A row as its schema puts it out, or what is wrong with it. */
export type Checked<R> = { readonly row: R } | { readonly issues: readonly SchemaIssue[] };

export function isZodSchema(value: unknown): value is z.ZodType {
  return isRecord(value) && 'safeParse' in value && '_zod' in value;
}

/** Compiles a schema; a JSON Schema changes nothing of a row. Throws where a JSON Schema is none. */
export function rowCheck<R>(schema: RowSchema<R>): (row: unknown) => Checked<R> {
  if (isZodSchema(schema)) {
    return (row) => {
      const result = schema.safeParse(row);
      return result.success ? { row: result.data } : { issues: result.error.issues };
    };
  }
  const check = compileJsonSchema(schema);
  return (row) => {
    const issues = check(row);
    return issues.length === 0 ? { row: row as R } : { issues };
  };
}
