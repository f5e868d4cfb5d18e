import { z } from 'zod';
import { isRecord } from '../core/is-record.ts';
import { CUSTOM, REGISTERED } from '../core/registered-plugins.ts';
import type { PaginatorFunction, PaginatorObject } from '../paginators/custom.ts';
import { paginatorAliases, paginators } from '../paginators/index.ts';
import { registeredPaginators } from '../paginators/registry.ts';
import { pluginSchema } from './plugin-schema.ts';
import { text } from './values-schema.ts';

const inCode = z.custom<PaginatorFunction | PaginatorObject>(isInCode);

/** What only code can write: a paginator, and what was registered, whose options its own schema has checked. */
const paginatorsOfCode = [
  z.strictObject({ type: z.literal(CUSTOM), paginator: inCode }),
  z.looseObject({ type: z.literal(REGISTERED), registered: text }),
].map((option) => option.meta({ codeOnly: true }));

export const paginator = pluginSchema('paginator', paginators, {
  aliases: paginatorAliases,
  more: paginatorsOfCode,
  fromCode: paginatorFromCode,
});

function paginatorFromCode(value: unknown, { issues }: z.RefinementCtx): unknown {
  if (isInCode(value)) return { type: CUSTOM, paginator: value };
  const { type, ...given } = typeof value === 'string' ? { type: value } : isRecord(value) ? value : {};
  const spec = registeredPaginators.get(type);
  if (spec === undefined) return undefined;
  const result = spec.options.safeParse(given);
  if (result.success) return { ...result.data, type: REGISTERED, registered: type };
  for (const issue of result.error.issues) issues.push({ ...issue, input: value } as never);
  return z.NEVER;
}

function isInCode(value: unknown): boolean {
  if (typeof value === 'function') return true;
  // It may be an instance of a class, whose methods are not its own.
  return typeof value === 'object' && value !== null && typeof (value as Partial<PaginatorObject>).next === 'function';
}
