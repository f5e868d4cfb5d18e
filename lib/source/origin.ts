/** Where the settings of a resource come from: the rules of `mergeDefaults`, told instead of applied. */
import type { CheckedConfig, CheckedEndpoint, CheckedResource } from '../config/schema.ts';

/**
 * Where a decision was made. `endpoint` and `resource`: on the resource itself; `defaults`: in `resource_defaults`;
 * `source`: beside `resources`; `client`; `paginator` and `incremental`: added by these; `auto`: decided by the first answer; `default`: nobody
 * decided, so it is as documented.
 */
export type Origin =
  | 'endpoint'
  | 'resource'
  | 'defaults'
  | 'source'
  | 'client'
  | 'paginator'
  | 'incremental'
  | 'auto'
  | 'default';

/** A decision, and where it was made. */
export interface Decided<T> {
  readonly value: T;
  readonly from: Origin;
}

type ClientKey = keyof CheckedConfig['client'];

/** Tells where the settings of one resource come from. */
export interface Origins {
  readonly ofSetting: (key: keyof CheckedResource) => Origin | undefined;
  /** `undefined` where nobody gives it. */
  readonly ofEndpoint: (key: keyof CheckedEndpoint) => Origin | undefined;
  /** For one entry of `params`, `json` or `headers`. */
  readonly ofEntry: (key: 'params' | 'json' | 'headers', name: string) => Origin | undefined;
}

export function originsOf(resource: CheckedResource, { resource_defaults, client, ...source }: CheckedConfig): Origins {
  const own: CheckedEndpoint = resource.endpoint ?? {};
  // An endpoint that is null takes those of the defaults away.
  const given: CheckedEndpoint = (resource.endpoint === null ? undefined : resource_defaults?.endpoint) ?? {};
  const shared = (key: string) => (client[key as ClientKey] == null ? undefined : 'client');
  return {
    ofSetting: (key) => {
      const given = resource_defaults?.[key as keyof typeof resource_defaults];
      const ofSource = key === 'schema_contract' && given === undefined && resource[key] === undefined;
      return pick(resource[key], 'resource', given) ?? (ofSource && source[key] != null ? 'source' : undefined);
    },
    ofEndpoint: (key) => pick(own[key], 'endpoint', given[key]) ?? shared(key),
    ofEntry: (key, name) => {
      const entry = pick(own[key]?.[name], 'endpoint', own[key] === null ? undefined : given[key]?.[name]);
      return entry ?? (key === 'headers' && client.headers?.[name] !== undefined ? 'client' : undefined);
    },
  };
}

/** A null of the resource's own takes a default away. */
function pick(own: unknown, place: 'endpoint' | 'resource', given: unknown): Origin | undefined {
  if (own != null) return place;
  return own === undefined && given != null ? 'defaults' : undefined;
}
