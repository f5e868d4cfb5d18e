import type { z } from 'zod';
import type { AuthSpec } from '../core/plugin.ts';
import { RegisteredPlugins } from '../core/registered-plugins.ts';
import { auths } from './index.ts';

export const registeredAuths = new RegisteredPlugins<AuthSpec>('authentication', auths);

declare const brand: unique symbol;

/** The `auth` of a configuration, of a type that was registered. */
export interface RegisteredAuth {
  readonly type: string;
  readonly [brand]: true;
}

/**
 * Adds a way to authenticate, made by `defineAuth`, for all configurations that are checked from now on: by its `type` in
 * YAML, JSON and documents, and in TypeScript by the function that is returned, which takes its options. Registering a
 * type again replaces it. Throws a `ConfigError` for the type of one that is built in.
 */
export function registerAuth<Type extends string, Options extends z.ZodObject>(
  spec: AuthSpec<Options, Type>,
): (options: z.input<Options>) => RegisteredAuth {
  registeredAuths.add(spec);
  // The mark is for the compiler only.
  return (options) => ({ ...(options as object), type: spec.type }) as unknown as RegisteredAuth;
}
