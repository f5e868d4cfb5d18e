import { z } from 'zod';
import type { AuthFunction } from '../auth/custom.ts';
import { auths } from '../auth/index.ts';
import { registeredAuths } from '../auth/registry.ts';
import { isRecord } from '../core/is-record.ts';
import { CUSTOM, REGISTERED } from '../core/registered-plugins.ts';
import { ownSecrets, pluginSchema } from './plugin-schema.ts';
import { func, text } from './values-schema.ts';

/** What only code can write: a function, and what was registered, whose options its own schema has checked. */
const authsOfCode = [
  z.strictObject({ type: z.literal(CUSTOM), authorize: func<AuthFunction>('request => request') }),
  z.looseObject({ type: z.literal(REGISTERED), registered: text }),
].map((option) => option.meta({ codeOnly: true }));

export const auth = pluginSchema('auth', auths, { defaultType: 'bearer', more: authsOfCode, fromCode: authFromCode });

function authFromCode(value: unknown, { issues }: z.RefinementCtx): unknown {
  if (typeof value === 'function') return { type: CUSTOM, authorize: value };
  const { type, ...given } = typeof value === 'string' ? { type: value } : isRecord(value) ? value : {};
  const spec = registeredAuths.get(type);
  if (spec === undefined) return undefined;
  const own = typeof value === 'string' ? ownSecrets(spec) : {};
  const result = spec.options.safeParse({ ...own, ...given });
  if (result.success) return { ...result.data, type: REGISTERED, registered: type };
  for (const issue of result.error.issues) issues.push({ ...issue, input: value } as never);
  return z.NEVER;
}
