import type { z } from 'zod';
import { ConfigError } from '../core/errors.ts';
import type { AuthSpec } from '../core/plugin.ts';
import { auths } from './index.ts';

/** The type, in a configuration that was checked, of one that was registered. */
export const REGISTERED = 'registered';

const registered = new Map<string, AuthSpec>();

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
  const { type } = spec;
  if (type in auths || type === 'custom' || type === REGISTERED) {
    throw new ConfigError(`the authentication ${type} is built in`, { fix: 'give yours another type' });
  }
  registered.set(type, spec);
  // The mark is for the compiler only.
  return (options) => ({ ...(options as object), type }) as unknown as RegisteredAuth;
}

/** One that was registered. */
export function registeredAuth(type: unknown): AuthSpec | undefined {
  return typeof type === 'string' ? registered.get(type) : undefined;
}

export function registeredAuthTypes(): readonly string[] {
  return [...registered.keys()];
}
