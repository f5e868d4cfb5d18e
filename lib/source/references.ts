/** What the placeholders of an endpoint refer to. Nothing is looked up here. */
import type { ConfigIssue } from '../core/errors.ts';
import { resourceAdvice } from '../core/nearest.ts';
import type { MergedResource } from '../config/merge-defaults.ts';
import { keepsSlashes, withoutPlus } from './fill-path.ts';
import { expressionsIn, hasLoneBrace, textsIn } from './template.ts';

/** One field of another resource that an endpoint uses. */
export interface Reference {
  readonly resource: string;
  /** A path into the rows of that resource: `id`, `meta.owner[0].id`. */
  readonly field: string;
  /** Part of the path, where an empty value would name another endpoint. */
  readonly inPath: boolean;
  /** Whether its slashes make segments. */
  readonly slashes: boolean;
}

const PARTS = ['params', 'headers', 'json', 'data'] as const;
const LITERAL_BRACES = '{{ and }} for braces that are meant as they are';

/** The fields that an endpoint uses; what nothing gives a value to is added to `issues`. */
export function referencesOf(
  { endpoint, name }: MergedResource,
  names: readonly string[],
  issues: ConfigIssue[],
): readonly Reference[] {
  const references: Reference[] = [];
  const ofPath = namesInPath(endpoint.path, endpoint.params);

  const read = (value: unknown, at: string, inPath: boolean): void => {
    for (const [text, where] of textsIn(value, at)) {
      const path = `resources.${name}.endpoint.${where}`;
      if (hasLoneBrace(text)) {
        issues.push({
          path,
          message: 'a brace in it belongs to no placeholder',
          fix: `write ${LITERAL_BRACES}, as in a GraphQL query`,
        });
        continue;
      }
      for (const expression of expressionsIn(text)) {
        if (at === 'path' && ofPath.has(expression)) continue;
        const found = inPath ? withoutPlus(expression) : expression;
        const issue = isOfIncremental(found)
          ? issueOfIncremental(expression, endpoint.incremental !== undefined)
          : issueOfReference(expression, found, names);
        if (issue !== undefined) issues.push({ path, ...issue });
        else if (!isOfIncremental(found)) {
          references.push({ ...referenceIn(found, names)!, inPath, slashes: inPath && keepsSlashes(expression) });
        }
      }
    }
  };

  read(endpoint.path, 'path', true);
  for (const param of ofPath) read(endpoint.params![param], `params.${param}`, true);
  for (const part of PARTS)
    read(part === 'params' ? withoutKeys(endpoint.params, ofPath) : endpoint[part], part, false);
  return references;
}

/** The parameters that are part of the path: `params: { org: 'acme' }` for `/{org}/jobs`. */
export function namesInPath(path: string | undefined, params: object | undefined): ReadonlySet<string> {
  return new Set(expressionsIn(path ?? '').filter((name) => params !== undefined && Object.hasOwn(params, name)));
}

export function withoutKeys<T>(
  value: Readonly<Record<string, T>> | undefined,
  names: ReadonlySet<string>,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([name]) => !names.has(name)));
}

/** `resources.<parent>.<field>`: a name may have dots of its own, so the longest one that fits is meant. */
export function referenceIn(
  expression: string,
  names: readonly string[],
): { readonly resource: string; readonly field: string } | undefined {
  const [, rest] = /^resources\.(.+)$/.exec(expression) ?? [];
  if (rest === undefined) return undefined;
  const fitting = names
    .filter((name) => rest.startsWith(name) && /^[.[]/.test(rest.slice(name.length)))
    .sort((a, b) => b.length - a.length);
  const [resource = rest.split(/[.[]/, 1)[0]!] = fitting;
  const field = rest.slice(resource.length).replace(/^\./, '');
  return field === '' ? undefined : { resource, field };
}

/** The room of incremental loading gives these their values. */
function isOfIncremental(expression: string): boolean {
  return /^incremental\.\w+$/.test(expression);
}

type Issue = Omit<ConfigIssue, 'path'>;

function issueOfIncremental(expression: string, isIncremental: boolean): Issue | undefined {
  if (isIncremental) return undefined;
  return {
    message: `{${expression}} is used without endpoint.incremental`,
    fix: 'add incremental: { cursor_path } to the endpoint, or take the placeholder away',
  };
}

function issueOfReference(expression: string, found: string, names: readonly string[]): Issue | undefined {
  const reference = referenceIn(found, names);
  if (reference === undefined) {
    return {
      message: `nothing gives {${expression}} a value`,
      fix: `write {resources.<parent>.<field>}, or ${LITERAL_BRACES}`,
    };
  }
  if (names.includes(reference.resource)) return undefined;
  return { message: `there is no resource ${reference.resource}`, fix: resourceAdvice(reference.resource, names) };
}
