import { basename, dirname, relative, resolve } from 'node:path';
import { checkConfig } from '../config/check.ts';
import { fillTexts, withoutSecrets } from '../config/fill-texts.ts';
import { isRecord } from '../core/is-record.ts';
import { isSecret } from '../core/secret.ts';
import { typescriptText } from '../documents/typescript-text.ts';
import { paginatorAliases } from '../paginators/index.ts';
import { planResources, type ResourcePlan } from '../source/plan.ts';

/** Of a line of the module. */
const WIDTH = 120;

export interface ModuleOptions {
  /** Where the configuration comes from. */
  readonly source: string;
  /** Where the module will be; files that the configuration names are found from there. */
  readonly target: string;
}

/**
 * A configuration as the text of a TypeScript module, its parents written out. Throws a `ConfigError` with everything
 * that is wrong with it. Nothing is requested, and no secret is needed.
 */
export function moduleText(config: object, { source, target }: ModuleOptions): string {
  const checked = checkConfig(config);
  const plans = planResources(fillTexts(checked, { baseUrl: withoutSecrets, path: withoutSecrets }));
  const moved = withFiles(config, (file) => relative(dirname(target), resolve(dirname(source), file)));
  const written = withoutNulls(withParents(moved, plans), []);
  const { text, calls } = typescriptText(written);
  const names = ['restApiSource', ...calls].sort();
  const about = [
    `Made of ${basename(source)} by \`millrace import\`. Publishes ${checked.resources.map(({ name }) => name).join(', ')}.`,
    'The types of the columns come from the rows. `schema: z.looseObject({ ... })` in a resource, with `z` of zod, validates its rows, and types them here too.',
  ];
  return `/**
${about.map(commentLines).join('\n *\n')}
 */
import { ${names.join(', ')} } from 'millrace';

export default restApiSource(${text});
`;
}

/** A paragraph of a comment, broken at spaces; nothing in it ends the comment. */
function commentLines(paragraph: string): string {
  const lines: string[] = [];
  for (const word of paragraph.replaceAll('*/', '* /').split(/\s+/)) {
    const line = `${lines.at(-1) ?? ' *'} ${word}`;
    if (lines.length > 0 && line.length <= WIDTH) lines[lines.length - 1] = line;
    else lines.push(` * ${word}`);
  }
  return lines.join('\n');
}

type Settings = Readonly<Record<string, unknown>>;

/** Applies `change` to every resource that is written as an object. */
function mapResources(config: object, change: (resource: Settings, name: string) => Settings): object {
  const { resources } = config as { resources: readonly unknown[] };
  const changed = resources.map((resource) => {
    const object = isRecord(resource) ? resource : { name: resource };
    const done = change(object, String(object['name']));
    return done === object ? resource : done;
  });
  return { ...config, resources: changed };
}

function withFiles(config: object, move: (file: string) => string): object {
  return mapResources(config, (resource) => {
    const { file } = resource;
    return typeof file === 'string' ? { ...resource, file: move(file) } : resource;
  });
}

/** The parts of an endpoint that may have placeholders. */
const PARTS = ['path', 'params', 'headers', 'json', 'data'] as const;

/** Placeholders that left their parent to be inferred, as what they were taken for. */
function withParents(config: object, plans: readonly ResourcePlan[]): object {
  const inferred = new Map(
    plans.filter(({ parent }) => parent?.origin === 'inferred').map((plan) => [plan.info.name, plan.settings.endpoint]),
  );
  return mapResources(config, (resource, name) => {
    const planned = inferred.get(name);
    if (planned === undefined) return resource;
    const { endpoint } = resource;
    const own: Settings = isRecord(endpoint) && !isSecret(endpoint) ? endpoint : { path: endpoint };
    const parts = PARTS.filter((part) => own[part] != null && !isSecret(own[part])).map((part) => {
      return [part, ownPart(own[part], planned[part])];
    });
    // A path of the defaults is inferred for each resource on its own.
    const path = own['path'] == null ? { path: planned.path } : {};
    return { ...resource, endpoint: { ...own, ...path, ...Object.fromEntries(parts) } };
  });
}

/** What was planned for a part, without what it has from the defaults. */
function ownPart(own: unknown, planned: unknown): unknown {
  if (!isRecord(own) || !isRecord(planned) || Object.keys(own).some((key) => !(key in planned))) return planned;
  return Object.fromEntries(Object.keys(own).map((key) => [key, planned[key]]));
}

/** Where null means something of its own: it takes a default away, is a value to send, or an option of a plug-in. */
const MEANT = /^(?:resources\.\d+\.\w+$|.*\bendpoint\.\w+$|.*\b(?:params|json|data|rows|paginator|auth|decoder)\.)/;

/** The same configuration in the form that TypeScript checks: without nulls that say nothing, and with today's names. */
function withoutNulls(value: unknown, path: readonly (string | number)[]): unknown {
  if (isSecret(value)) return value;
  if (Array.isArray(value)) return value.map((item, index) => withoutNulls(item, [...path, index]));
  if (isRecord(value)) {
    const entries = Object.entries(value).filter(
      ([key, item]) => item !== null || MEANT.test([...path, key].join('.')),
    );
    return Object.fromEntries(entries.map(([key, item]) => [key, withoutNulls(item, [...path, key])]));
  }
  const isType = path.at(-1) === 'paginator' || (path.at(-1) === 'type' && path.at(-2) === 'paginator');
  return isType ? (paginatorAliases[value as string] ?? value) : value;
}
