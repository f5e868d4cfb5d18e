import type { CheckedConfig, CheckedEndpoint, CheckedResource } from './schema.ts';

/** Without `auth` the endpoint has that of the client, with null it has none. */
export type MergedEndpoint = WithoutNull<Omit<CheckedEndpoint, 'auth'>> & Pick<CheckedEndpoint, 'auth'>;
export interface MergedResource extends Omit<WithoutNull<CheckedResource>, 'name' | 'endpoint' | 'primary_key'> {
  readonly name: string;
  readonly endpoint: MergedEndpoint;
  readonly primary_key: readonly string[];
  /** Whether the resource itself names its key. */
  readonly keyDeclared: boolean;
}

type WithoutNull<T> = { readonly [K in keyof T]?: NonNullable<T[K]> };

/**
 * A resource with its defaults, by dlt's rules: its own keys replace those of the defaults whole, only
 * `endpoint.params` and `endpoint.json` are merged key by key, `columns` hint by hint, and an explicit null takes a
 * default away. The defaults
 * are about the API, so they are not for a resource that has its rows from elsewhere, which is not published either.
 */
export function mergeDefaults(
  resource: CheckedResource,
  ofResources: CheckedConfig['resource_defaults'],
  ofSource: Pick<CheckedConfig, 'schema_contract'> = {},
): MergedResource {
  const defaults = { ...fromSource(ofSource), ...(isLocal(resource) ? { selected: false } : ofResources) };
  const own = resource.endpoint ?? {};
  const given = (resource.endpoint === null ? undefined : defaults?.endpoint) ?? {};
  const whole = {
    ...given,
    ...own,
    ...mergedKey('params', given, own),
    ...mergedKey('json', given, own),
  };
  const endpoint: MergedEndpoint = { ...withoutNull(whole), ...('auth' in whole && { auth: whole.auth }) };
  const hints = { columns: mergedColumns(defaults?.columns, resource.columns) };
  const merged = withoutNull({ ...defaults, ...resource, ...hints });
  const key = resource.primary_key === undefined ? defaults?.primary_key : resource.primary_key;
  return {
    ...merged,
    name: resource.name,
    endpoint,
    primary_key: key == null ? [] : typeof key === 'string' ? [key] : key,
    keyDeclared: resource.primary_key != null,
  };
}

function fromSource({ schema_contract }: Pick<CheckedConfig, 'schema_contract'>) {
  return schema_contract == null ? {} : { schema_contract };
}

function mergedKey<K extends 'params' | 'json'>(key: K, given: CheckedEndpoint, own: CheckedEndpoint) {
  if (own[key] === null || (own[key] ?? given[key]) == null) return {};
  return { [key]: { ...given[key], ...own[key] } };
}

function mergedColumns(given: CheckedResource['columns'], own: CheckedResource['columns']) {
  if (own === null || (own ?? given) == null) return null;
  const hints = Object.entries(own ?? {}).map(([name, hint]) => [name, hint && { ...given?.[name], ...hint }] as const);
  return { ...given, ...Object.fromEntries(hints) };
}

function withoutNull<T extends object>(value: T): WithoutNull<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item != null)) as WithoutNull<T>;
}

/** Whether the rows of a resource are given, or in a file. */
export function isLocal({ rows, file }: { readonly rows?: unknown; readonly file?: unknown }): boolean {
  return rows != null || file != null;
}
