import { basename, dirname, relative, resolve } from 'node:path';
import { checkConfig } from '../config/check.ts';
import { fillTexts, withoutSecrets } from '../config/fill-texts.ts';
import { isRecord } from '../core/is-record.ts';
import { isSecret } from '../core/secret.ts';
import { sourceModule } from '../documents/source-module.ts';
import { Code } from '../documents/typescript-text.ts';
import { paginatorAliases } from '../paginators/index.ts';
import { planResources, type ResourcePlan } from '../source/plan.ts';

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
  const moved = withFiles(config, (file) => relative(dirname(target), resolve(dirname(source), file)));
  const names = resourceNames(config);
  return sourceModule(writtenOut(config, moved), {
    about: [
      `Made of ${basename(source)} by \`millrace import\`. Publishes ${names.join(', ')}.`,
      'The types of the columns come from the rows. `schema: z.looseObject({ ... })` in a resource, with `z` of zod, validates its rows, and types them here too.',
    ],
  });
}

/** A module for a configuration of our own making; it may have a constant as the `schema` of a resource. */
export interface OwnModule {
  /** Paragraphs on what it is. */
  readonly about: readonly string[];
  /** Constants that it needs, with zod as `z`. */
  readonly constants?: string;
  /** The constants that are the schemas of resources, by the name of the resource. */
  readonly schemas?: ReadonlyMap<string, string>;
}

/** Like `moduleText`, for a configuration that comes from no file. */
export function ownModuleText(config: object, { about, constants, schemas }: OwnModule): string {
  const written = mapResources(writtenOut(config, config), (resource, name) => {
    const constant = schemas?.get(name);
    return constant === undefined ? resource : { ...resource, schema: new Code(constant) };
  });
  return sourceModule(written, { about, constants });
}

/** A configuration that comes from no file, as a text has it: checked, its parents written out. */
export function ownConfig(config: object): { readonly resources: readonly Settings[] } {
  return writtenOut(config, config) as { readonly resources: readonly Settings[] };
}

function resourceNames(config: object): string[] {
  return checkConfig(config).resources.map(({ name }) => name);
}

/** What `shown` says in the form that TypeScript checks; throws where `config`, the same to be run, is wrong. */
function writtenOut(config: object, shown: object): object {
  const checked = checkConfig(config);
  const plans = planResources(fillTexts(checked, { baseUrl: withoutSecrets, path: withoutSecrets }));
  return withoutNulls(withParents(shown, plans), []) as object;
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
