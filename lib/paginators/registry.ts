import type { z } from 'zod';
import type { PaginatorSpec } from '../core/plugin.ts';
import { RegisteredPlugins } from '../core/registered-plugins.ts';
import { paginators } from './index.ts';

export const registeredPaginators = new RegisteredPlugins<PaginatorSpec>('paginator', paginators);

declare const brand: unique symbol;

/** The `paginator` of a configuration, of a type that was registered. */
export interface RegisteredPaginator {
  readonly type: string;
  readonly [brand]: true;
}

/**
 * Adds a way to page, made by `definePaginator`, for all configurations that are checked from now on: by its `type` in
 * YAML, JSON and documents, and in TypeScript by the function that is returned, which takes its options. Registering a
 * type again replaces it. Throws a `ConfigError` for the type of one that is built in.
 */
export function registerPaginator<Type extends string, Options extends z.ZodObject>(
  spec: PaginatorSpec<Options, Type>,
): (options: z.input<Options>) => RegisteredPaginator {
  registeredPaginators.add(spec);
  // The mark is for the compiler only.
  return (options) => ({ ...(options as object), type: spec.type }) as unknown as RegisteredPaginator;
}
