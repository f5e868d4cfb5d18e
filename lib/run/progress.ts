/** What a run keeps of incremental loading. A cursor is saved after the rows that it stands for, never before. */
import { join } from 'node:path';
import type { OnEvent, ResourceOutcome } from '../core/events.ts';
import type { ResourceInfo } from '../core/types.ts';
import { exists } from '../files/exists.ts';
import type { Folders } from '../files/folders.ts';
import type { State } from '../files/state.ts';
import type { Published } from '../publish/publish.ts';
import type { SourceContext } from '../source/context.ts';
import { progressOf, stateValue, type Progress, type StateValue } from '../source/incremental/progress.ts';
import type { ResourcePlan } from '../source/plan.ts';
import { withDescendants, type ResourceNode } from './select-resources.ts';

interface Run {
  readonly context: SourceContext;
  readonly state: State;
  readonly out: string;
}

/** Who takes the rows of each resource: its own file, and its children. */
export function consumersIn(nodes: readonly ResourceNode[]): (resource: string) => readonly string[] {
  const consumers = new Map(
    nodes.flatMap(withDescendants).map(({ plan, children, published }) => {
      const names = children.map((child) => child.plan.info.name);
      return [plan.info.name, published ? [plan.info.name, ...names] : names] as const;
    }),
  );
  return (resource) => consumers.get(resource) ?? [];
}

/** What earlier runs kept; nothing for a resource whose file is gone, since its rows are gone as well. */
export async function keptProgress(
  plans: readonly ResourcePlan[],
  state: State,
  folders: Folders,
  onEvent: OnEvent,
): Promise<(resource: string) => StateValue> {
  const values = new Map<string, StateValue>();
  for (const { info, settings } of plans) {
    const value = stateValue(state.cursor(info.name));
    if (Object.keys(value).length === 0) continue;
    // One that is not published itself has no file.
    const hasFile = value.no_file || settings.selected === false || (await isPublished(folders.out, info));
    if (hasFile) values.set(info.name, value);
    else
      onEvent({ type: 'warning', resource: info.name, message: `${info.table}.parquet is gone, so it is loaded anew` });
  }
  return (resource) => values.get(resource) ?? {};
}

async function isPublished(out: string, { table }: ResourceInfo): Promise<boolean> {
  return (await exists(join(out, `${table}.parquet`))) || exists(join(out, table));
}

/**
 * What is kept when a resource is published, from where the next run goes on: in a list of one, or an empty list where
 * that stays as it is. So it does where a limit has cut the run short, which has not seen all rows up to its last
 * cursor, and where the file is replaced as a whole, which needs all rows again.
 */
export function cursorAfter({ plan, children }: ResourceNode, run: Run, published: Published): readonly StateValue[] {
  const { name } = plan.info;
  if (run.context.limit !== undefined) return [];
  const own = published.replacedWhole ? undefined : run.context.incremental(name)?.reached(name);
  // With nothing below it, its parent's rows are dealt with as well.
  return valueAfter(
    plan.info,
    run,
    published.file !== undefined,
    own,
    children.length === 0 ? parentRows(plan, run) : undefined,
  );
}

/**
 * To be called when a child and all below it have ended: where everything is published, the parent's rows need not be
 * asked for theirs again.
 */
export async function saveParentRows(
  node: ResourceNode,
  run: Run,
  outcomes: readonly ResourceOutcome[],
): Promise<void> {
  const { name } = node.plan.info;
  const published = withDescendants(node).filter((one) => one.published);
  const done = outcomes.filter(({ status }) => status === 'published');
  const isSaved = node.published && node.children.length === 0;
  if (run.context.limit !== undefined || isSaved || done.length < published.length) return;
  try {
    const { info } = node.plan;
    const hasFile = await isPublished(run.out, info);
    const values = valueAfter(info, run, hasFile, undefined, parentRows(node.plan, run));
    for (const value of values) await run.state.saveCursor(info.name, value);
  } catch (error) {
    const message = `the rows of its parent are asked for again, since the state cannot be saved: ${(error as Error).message}`;
    run.context.onEvent({ type: 'warning', resource: name, message });
  }
}

function parentRows({ info, parent }: ResourcePlan, { context }: Run): Progress | undefined {
  return parent && context.incremental(parent.resource)?.reached(info.name);
}

function valueAfter(
  info: ResourceInfo,
  { state }: Run,
  hasFile: boolean,
  own?: Progress,
  ofParent?: Progress,
): readonly StateValue[] {
  if (own === undefined && ofParent === undefined) return [];
  const before = stateValue(state.cursor(info.name));
  const parent_rows = ofParent ?? before.parent_rows;
  return [
    {
      ...(own ?? progressOf(before)),
      ...(parent_rows && { parent_rows }),
      ...(!hasFile && { no_file: true as const }),
    },
  ];
}
