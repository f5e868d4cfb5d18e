import { isRecord } from '../core/is-record.ts';

/** `resources.jobs.endpoint.path`: the place of a setting, elements of `resources` by their names. */
export function readablePath(path: readonly PropertyKey[], config: unknown): string {
  const resources = isRecord(config) ? config['resources'] : undefined;
  return path
    .map((key, i) => {
      if (i !== 1 || path[0] !== 'resources' || typeof key !== 'number') return String(key);
      return (Array.isArray(resources) ? resourceName(resources[key]) : undefined) ?? String(key);
    })
    .join('.');
}

/** The name of a resource as it was written, where it has one. */
export function resourceName(resource: unknown): string | undefined {
  const name = isRecord(resource) ? resource['name'] : resource;
  return typeof name === 'string' ? name : undefined;
}
