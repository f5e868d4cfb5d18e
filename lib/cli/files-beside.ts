import { dirname, resolve } from 'node:path';
import { isRecord } from '../core/is-record.ts';

/** A configuration whose files of rows are where its source is; nothing else of it is touched. */
export function withFilesBeside(config: object, source: string): object {
  const resources: unknown = (config as { readonly resources?: unknown }).resources;
  const hasFile = (resource: unknown) => isRecord(resource) && typeof resource['file'] === 'string';
  if (!Array.isArray(resources) || !resources.some(hasFile)) return config;
  return {
    ...config,
    resources: resources.map((resource: unknown) =>
      hasFile(resource)
        ? { ...(resource as object), file: resolve(dirname(source), (resource as { file: string }).file) }
        : resource,
    ),
  };
}
