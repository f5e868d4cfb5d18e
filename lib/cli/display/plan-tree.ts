import { join } from 'node:path';
import { isBucket } from '../../files/is-bucket.ts';
import type { PlanDescription } from '../../run/describe-plan.ts';
import type { Decided } from '../../source/origin.ts';
import type {
  CursorDescription,
  FetchedDescription,
  ParentDescription,
  ResourceDescription,
} from '../../source/resource-description.ts';
import { rowText } from '../../rows/row-text.ts';
import { painter, type Paint } from './paint.ts';
import { printable } from './printable.ts';
import { wrapText } from './wrap-text.ts';

export interface TreeOptions {
  /** Lines are broken at this width. */
  readonly width: number;
  readonly colour: boolean;
}

/** One decision: the name of its setting, and what was decided. */
type Fact = readonly [label: string, text: string];

const LABEL_WIDTH = 19;
const NARROWEST = 20;

/** A plan as a tree of its resources, each with its decisions and where they were made (`←`); no newline at the end. */
export function planTree(plan: PlanDescription, { width, colour }: TreeOptions): string {
  const paint = painter(colour);
  const roots = plan.resources.filter(({ parent }) => parent === undefined);
  const lines = [
    paint(`${printable(plan.source)}: ${printable(plan.baseUrl)}`, 'bold'),
    ...headFacts(plan).flatMap((fact) => factLines(fact, '', width, paint)),
    ...roots.flatMap((root) => ['', ...resourceLines(plan, root, { first: '', rest: '' }, width, paint)]),
  ];
  return lines.join('\n');
}

function headFacts({ secrets, resources }: PlanDescription): Fact[] {
  const shared = resources.map((one) => ('auth' in one ? one.auth : undefined)).find((auth) => auth?.from === 'client');
  return [
    ...(shared === undefined ? [] : [['auth', decided(shared)] as const]),
    ...secrets.map(({ name, found, variables }): Fact => {
      if (found === undefined) return ['secret', `${name} is missing: set ${variables.at(-1)}`];
      const where = found.in === 'environment' ? 'the environment' : found.in === 'file' ? '.env' : 'the source';
      return ['secret', `${name} ← ${found.variable} in ${where}`];
    }),
  ];
}

function resourceLines(
  plan: PlanDescription,
  resource: ResourceDescription,
  indent: { readonly first: string; readonly rest: string },
  width: number,
  paint: Paint,
): string[] {
  const children = plan.resources.filter(({ parent }) => parent?.resource === resource.name);
  const bar = `${indent.rest}${children.length > 0 ? '│  ' : '   '}`;
  const [title = '', ...more] = wrapText(
    `${printable(resource.name)}${ending(plan, resource)}`,
    Math.max(1, width - indent.first.length),
  );
  return [
    `${indent.first}${paint(title, 'bold')}`,
    ...more.map((line) => `${bar}${paint(line, 'bold')}`),
    ...facts(resource).flatMap((fact) => factLines(fact, bar, width, paint)),
    ...children.flatMap((child, index) => {
      const last = index === children.length - 1;
      const below = { first: `${indent.rest}${last ? '└─ ' : '├─ '}`, rest: `${indent.rest}${last ? '   ' : '│  '}` };
      return [`${indent.rest}│`, ...resourceLines(plan, child, below, width, paint)];
    }),
  ];
}

function ending({ out }: PlanDescription, { role, file }: ResourceDescription): string {
  switch (role) {
    case 'published':
      return ` → ${printable(isBucket(out) ? `${out.replace(/\/+$/, '')}/${file.value}` : join(out, file.value))}`;
    case 'parent':
      return ' (fetched for its children, not published)';
    default:
      return ' (left out)';
  }
}

function facts(resource: ResourceDescription): Fact[] {
  const { parent, mergeKey, cursor, steps, schema, schemaContract, columns, nested, naming, file } = resource;
  const all: (Fact | false | undefined)[] = [
    parent && ['parent', parentText(parent)],
    ...('rows' in resource ? [['rows', decided(resource.rows)] as const] : requestFacts(resource)),
    ['primary_key', keyText(resource)],
    ['write_disposition', dispositionText(resource)],
    mergeKey && ['merge_key', decided(mergeKey)],
    cursor && ['incremental', cursorText(cursor)],
    steps.length > 0 && ['processing_steps', entries(steps.map(({ value, from }) => [value, from]))],
    schema && ['schema', decided(schema)],
    columns && ['columns', entries(columns.map(({ value, from }) => [value, from]))],
    nested && ['nested', decided(nested)],
    naming && ['naming', decided(naming)],
    schemaContract && ['schema_contract', decided(schemaContract)],
    file.from !== 'default' && ['table_name', `${file.value.replace(/\.parquet$/, '')} ← ${file.from}`],
  ];
  return all.filter((fact) => fact !== false && fact !== undefined);
}

function requestFacts(resource: FetchedDescription): (Fact | false | undefined)[] {
  const { request, auth, paginator, responseActions, dataSelector, decoder } = resource;
  const { params, headers, body } = request;
  return [
    [
      'request',
      `${request.method.value} ${request.url} ← ${request.path.from === 'default' ? 'its name' : request.path.from}`,
    ],
    params.length > 0 && ['params', entries(params.map(({ name, from }) => [name, from]))],
    headers.length > 0 && ['headers', entries(headers.map(({ value, from }) => [value, from]))],
    body && ['body', decided(body)],
    auth && auth.from !== 'client' && ['auth', decided(auth)],
    ['paginator', `${paginator.type}${optionsText(paginator.options)} ← ${paginator.from}`],
    responseActions && ['response_actions', decided(responseActions)],
    ['data_selector', dataSelector.value === undefined ? 'found in the first answer ← auto' : decided(dataSelector)],
    decoder.from !== 'default' && ['decoder', decided(decoder)],
  ];
}

function entries(list: readonly (readonly [name: string, from: string])[]): string {
  return list.map(([name, from]) => `${name} ← ${from}`).join(', ');
}

function decided({ value, from }: Decided<unknown>): string {
  return `${[value].flat().join(', ')} ← ${from}`;
}

function parentText({ resource, fields, from, writtenOut }: ParentDescription): string {
  const text = `${resource}, asked once for each ${fields.join(' and ')} ← ${from}`;
  return from === 'inferred' ? `${text}, which can be written out as ${writtenOut}` : text;
}

function dispositionText({ writeDisposition: { value, from }, mergeStrategy }: ResourceDescription): string {
  return `${value}${mergeStrategy === undefined ? '' : `, ${mergeStrategy.value}`} ← ${from}`;
}

function keyText({ primaryKey, parent }: ResourceDescription): string {
  const own = primaryKey.value.length === 0 ? 'none' : primaryKey.value.join(', ');
  const text = `${own} ← ${primaryKey.from}`;
  return parent === undefined ? text : `${text}, beside ${parent.columns.join(', ')} ← parent`;
}

function cursorText({ path, from, param, start }: CursorDescription): string {
  const sent = param === undefined ? '' : `, sent as ${param}`;
  const begins = start === undefined ? ', from the beginning' : `, from ${String(start.value)} ← ${start.from}`;
  return `${path} ← ${from}${sent}${begins}`;
}

/** ` {limit: 100, limit_param: per_page}` */
function optionsText(options: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(options).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? value : rowText(value)}`,
  );
  return entries.length === 0 ? '' : ` {${entries.join(', ')}}`;
}

function factLines([label, text]: Fact, indent: string, width: number, paint: Paint): string[] {
  // Where there is little room, the text goes below its label.
  const isNarrow = width - indent.length - LABEL_WIDTH < NARROWEST;
  const at = isNarrow ? 2 : LABEL_WIDTH;
  // An arrow stays on the line of what it points from.
  const kept = printable(text).replaceAll('← ', '←\u00a0');
  const lines = wrapText(kept, width - indent.length - at).map((line) =>
    line.replaceAll(/←\u00a0[^,]*/g, (origin) => paint(origin.replace('\u00a0', ' '), 'cyan')),
  );
  const head = paint(label, 'dim');
  const body = isNarrow ? ['', ...lines] : lines;
  return body.map((line, index) => {
    if (index > 0) return `${indent}${' '.repeat(at)}${line}`;
    return isNarrow ? `${indent}${head}` : `${indent}${head}${' '.repeat(LABEL_WIDTH - label.length)}${line}`;
  });
}
