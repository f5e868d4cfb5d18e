/** What a resource would do, decision by decision, before anything is requested. */
import { isLocal, type MergedResource } from '../config/merge-defaults.ts';
import type { CheckedConfig, CheckedResource } from '../config/schema.ts';
import type { Redact } from '../core/redact.ts';
import { isZodSchema } from '../operators/row-check.ts';
import { chosenPaginator, namesPaginator, shownPaginator } from './chosen-paginator.ts';
import { columnsFromParent } from './children.ts';
import { contractOf, contractText } from './contract.ts';
import { actionTexts, describeColumns } from './describe-rows.ts';
import { describeRequest } from './describe-request.ts';
import { describeStart, type NextStart } from './incremental/describe-start.ts';
import { originsOf, type Origin, type Origins } from './origin.ts';
import type { ResourcePlan } from './plan.ts';
import type { CursorDescription, ResourceDescription } from './resource-description.ts';

export interface DescribeOptions {
  readonly role: ResourceDescription['role'];
  /** Where the last published run got to. */
  readonly reached: unknown;
  readonly redact: Redact;
}

/** Describes one resource. Every secret of the configuration has to have a value, be it `***`. Nothing is requested. */
export function describeResource(
  plan: ResourcePlan,
  config: CheckedConfig,
  { role, reached, redact }: DescribeOptions,
): ResourceDescription {
  const { info, settings, parent } = plan;
  const own = config.resources.find(({ name }) => name === info.name)!;
  const origins = originsOf(own, isLocal(settings) ? { ...config, resource_defaults: undefined } : config);
  const setting = (key: keyof CheckedResource): Origin => origins.ofSetting(key) ?? 'default';
  const next = plan.incremental && describeStart(info, plan.incremental, reached);
  const contract = contractOf(settings);
  const cursor = cursorOf(plan, next, origins);
  const columns = describeColumns(settings, own, config);
  return {
    name: info.name,
    role,
    ...(parent && {
      parent: {
        resource: parent.resource,
        fields: parent.fields.map(({ resource, field }) =>
          resource === parent.resource ? field : `${resource}.${field}`,
        ),
        columns: columnsFromParent(plan),
        from: parent.origin,
        writtenOut: parent.writtenOut,
      },
    }),
    ...(isLocal(settings)
      ? { rows: { value: rowsText(settings), from: 'resource' as const } }
      : {
          request: describeRequest(plan, config, origins, next, redact),
          ...describeEndpoint(plan, config, origins, redact),
        }),
    primaryKey: { value: info.primaryKey, from: setting('primary_key') },
    writeDisposition: { value: info.writeDisposition, from: setting('write_disposition') },
    ...(info.mergeStrategy && { mergeStrategy: { value: info.mergeStrategy, from: setting('write_disposition') } }),
    ...(info.mergeKey && { mergeKey: { value: info.mergeKey, from: setting('merge_key') } }),
    ...(cursor && { cursor }),
    steps: (settings.processing_steps ?? []).flatMap((step) =>
      Object.keys(step).map((value) => ({ value, from: setting('processing_steps') })),
    ),
    ...(settings.schema && {
      schema: { value: isZodSchema(settings.schema) ? 'zod' : 'JSON Schema', from: setting('schema') },
    }),
    ...(contract && { schemaContract: { value: contractText(contract), from: setting('schema_contract') } }),
    ...(columns.length > 0 && { columns }),
    ...(settings.nested && { nested: { value: settings.nested, from: setting('nested') } }),
    ...(settings.naming && { naming: { value: settings.naming, from: setting('naming') } }),
    file: { value: info.partitionBy ? `${info.table}/` : `${info.table}.parquet`, from: setting('table_name') },
  };
}

function describeEndpoint(plan: ResourcePlan, config: CheckedConfig, origins: Origins, redact: Redact) {
  const { endpoint } = plan.settings;
  const selector = endpoint.data_selector;
  const actions = endpoint.response_actions ?? [];
  // null takes the authentication of the client away.
  const auth = (endpoint.auth === undefined ? config.client.auth : endpoint.auth) as
    | { readonly type: string; readonly registered?: string }
    | null
    | undefined;
  return {
    ...(auth && {
      auth: { value: auth.registered ?? auth.type, from: origins.ofEndpoint('auth') ?? ('default' as const) },
    }),
    paginator: describePaginator(plan, config, origins),
    ...(actions.length > 0 && {
      responseActions: {
        value: actionTexts(actions, redact),
        from: origins.ofEndpoint('response_actions') ?? ('default' as const),
      },
    }),
    dataSelector: {
      value: typeof selector === 'object' ? selector.join('.') : selector,
      from: origins.ofEndpoint('data_selector') ?? ('auto' as const),
    },
    decoder: {
      value: (endpoint.decoder ?? config.client.decoder ?? { type: 'auto' })['type'] as string,
      from: origins.ofEndpoint('decoder') ?? ('default' as const),
    },
  };
}

function rowsText({ rows, file }: MergedResource): string {
  if (file !== undefined) return file;
  return Array.isArray(rows) ? `${rows.length} given` : 'given by code';
}

function describePaginator({ settings }: ResourcePlan, { client }: CheckedConfig, origins: Origins) {
  const { type, ...options } = shownPaginator(chosenPaginator(settings.endpoint.paginator, client));
  const configured = namesPaginator(settings.endpoint.paginator) ? origins.ofEndpoint('paginator') : 'client';
  const from = type === 'auto' ? 'auto' : (configured ?? 'default');
  const given = Object.entries(options).filter(([, value]) => value != null);
  return { type, options: Object.fromEntries(given), from };
}

function cursorOf(
  { incremental }: ResourcePlan,
  next: NextStart | undefined,
  origins: Origins,
): CursorDescription | undefined {
  if (incremental === undefined) return undefined;
  const { cursorPath, startParam } = incremental;
  return {
    path: cursorPath,
    from:
      origins.ofEndpoint('incremental') ??
      (startParam === undefined ? undefined : origins.ofEntry('params', startParam)) ??
      'default',
    ...(startParam !== undefined && { param: startParam }),
    ...(next?.start && { start: next.start }),
  };
}
