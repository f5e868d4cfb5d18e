/** What the parts of a request may hold, checked by zod. */
import { z } from 'zod';
import { isSecret, type Secret } from '../core/secret.ts';
import { about } from './about.ts';
import { incrementalParam } from './incremental.ts';
import { isRowsInput } from './is-rows-input.ts';
import type { RowsInput } from './types.ts';

export const text = z.string().min(1);

export const func = <F>(what: string) =>
  z.custom<F>((value) => typeof value === 'function', { error: `expected a function: ${what}` });

export const secretText = z
  .custom<string | Secret>((value) => typeof value === 'string' || isSecret(value), {
    error: 'expected a text or a secret',
  })
  .meta({ type: 'string' });

const secret = z.custom<Secret>(isSecret, { error: 'expected a secret' });
const scalar = z.union([z.string(), z.number(), z.bigint(), z.boolean()], {
  error: 'expected a text, number or boolean',
});

const resolve = z.strictObject({
  type: z.literal('resolve').meta(about('Fills the placeholder of the same name in the path.')),
  resource: text.meta(about('The parent.')),
  field: text.meta(about('The field of its rows: `{resources.<resource>.<field>}` is the newer form.')),
});

export const params = z.record(
  z.string(),
  z.union([scalar, secret, z.array(scalar), z.discriminatedUnion('type', [resolve, incrementalParam]), z.null()], {
    error: 'expected a text, number, boolean or a list of them, or { type: resolve, resource, field }',
  }),
);

const formValue = z.union([scalar, secret, z.array(scalar), z.null()], {
  error: 'expected a text, number, boolean or a list of them',
});

export const data = z.union([z.string(), z.record(z.string(), formValue), z.array(z.tuple([z.string(), formValue]))], {
  error: 'expected a text, an object of form fields or a list of [name, value]',
});

/** More than a list only code can write. */
export const rowsInput = z
  .custom<RowsInput>(isRowsInput, {
    error: 'expected a list of rows, or in TypeScript an iterable, an Observable or a function',
  })
  .meta({ type: 'array' });
