/** The short and the older ways to bind an endpoint to its parent, all brought to `{resources.<parent>.<field>}`. */
import type { ConfigIssue } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import { isSecret, mapTexts } from '../core/secret.ts';
import type { MergedResource } from '../config/merge-defaults.ts';
import { inferParent } from './infer-parent.ts';
import { namesInPath } from './references.ts';
import { expressionsIn, onlyExpression } from './template.ts';

export interface BoundPath {
  readonly settings: MergedResource;
  readonly inferred: boolean;
  /** The path with all that comes from a parent written out. */
  readonly writtenOut: string;
}

type Endpoint = MergedResource['endpoint'];

const STREAM_PARTITION = /\{\{\s*stream_partition\.([\w-]+)\s*\}\}/g;

/** What cannot be bound is added to `issues`. */
export function bindPath(given: MergedResource, all: readonly MergedResource[], issues: ConfigIssue[]): BoundPath {
  const resolved = withResolveParams(given, issues);
  const inference = withInferredParents(resolved, all, issues);
  const { endpoint } = inference.settings;
  const path = endpoint.path ?? given.name;
  const ofPath = namesInPath(path, endpoint.params);
  const writtenOut = path.replace(/\{([^{}]+)\}/g, (token, name: string) => {
    const value = ofPath.has(name.trim()) ? endpoint.params?.[name.trim()] : undefined;
    return typeof value === 'string' && onlyExpression(value) !== undefined ? value : token;
  });
  return { ...inference, writtenOut };
}

/** dlt's `params: { id: { type: resolve, resource: jobs, field: id } }`, which fills `{id}` in the path. */
function withResolveParams(settings: MergedResource, issues: ConfigIssue[]): MergedResource {
  const { endpoint, name } = settings;
  const inPath = new Set(expressionsIn(endpoint.path ?? ''));
  const params = Object.entries(endpoint.params ?? {}).map(([param, value]) => {
    if (!isRecord(value) || isSecret(value) || value['type'] !== 'resolve') return [param, value];
    const reference = `{resources.${value['resource']}.${value['field']}}`;
    if (!inPath.has(param)) {
      issues.push({
        path: `resources.${name}.endpoint.params.${param}`,
        message: `it binds nothing: the path has no {${param}}`,
        fix: `write ${reference} as its value to send it in the query`,
      });
    }
    return [param, reference];
  });
  return withEndpoint(settings, endpoint.params === undefined ? {} : { params: Object.fromEntries(params) as never });
}

/** `{{ stream_partition.NAME }}` anywhere, and `{name}` in the path where no parameter has that name. */
function withInferredParents(
  settings: MergedResource,
  all: readonly MergedResource[],
  issues: ConfigIssue[],
): { settings: MergedResource; inferred: boolean } {
  const { endpoint } = settings;
  let inferred = false;
  const infer = (token: string, name: string, before: string, at: string): string => {
    const found = inferParent(name, before, settings, all);
    inferred = true;
    if ('resource' in found) return `{resources.${found.resource}.${found.field}}`;
    issues.push({ path: `resources.${settings.name}.endpoint.${at}`, ...found });
    // What it stands for is told once; here it is to be no placeholder any more.
    return `{{${token.replace(/[{}]/g, '')}}}`;
  };
  const inText = (text: string, at: string): string =>
    text.replace(STREAM_PARTITION, (token: string, name: string, offset: number) =>
      infer(token, name, at === 'path' ? text.slice(0, offset) : '', at),
    );
  const inValue = (value: unknown, at: string): unknown => {
    if (typeof value === 'string') return inText(value, at);
    if (Array.isArray(value)) return value.map((item) => inValue(item, at));
    if (isSecret(value)) return mapTexts(value, (text) => inText(text, at));
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [inText(key, at), inValue(item, at)]));
  };

  const changed: Record<string, unknown> = {};
  for (const part of ['params', 'headers', 'json', 'data'] as const) {
    if (endpoint[part] !== undefined) changed[part] = inValue(endpoint[part], part);
  }
  if (endpoint.path !== undefined) {
    const path = inText(endpoint.path, 'path');
    changed['path'] = path.replace(
      /\{\{|\}\}|\{([^{}]*)\}/g,
      (token: string, expression: string | undefined, offset: number) => {
        const name = expression?.trim() ?? '';
        const isBare = /^[\p{L}_][\p{L}\d_-]*$/u.test(name) && !Object.hasOwn(endpoint.params ?? {}, name);
        return isBare ? infer(token, name, path.slice(0, offset), 'path') : token;
      },
    );
  }
  return { settings: withEndpoint(settings, changed), inferred };
}

function withEndpoint(settings: MergedResource, changed: Partial<Endpoint>): MergedResource {
  return { ...settings, endpoint: { ...settings.endpoint, ...changed } };
}
