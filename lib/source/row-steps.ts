/** The steps of a resource's own between its pages and its sink. */
import type { OperatorFunction } from 'rxjs';
import type { ProcessingStep } from '../config/types.ts';
import { isRecord } from '../core/is-record.ts';
import type { Page, Row } from '../core/types.ts';
import { filterRows } from '../operators/filter-rows.ts';
import { flatMapRows } from '../operators/flat-map-rows.ts';
import { mapRows } from '../operators/map-rows.ts';
import type { ResourcePlan } from './plan.ts';

/** Whether anything between the API and the sink may change rows; leaving some out is no change. */
export function changesRows({ parent, settings }: ResourcePlan): boolean {
  return parent !== undefined || settings.schema !== undefined || (settings.processing_steps?.length ?? 0) > 0;
}

/** Whether rows may be left out on the way, which one has to look at them for. */
export function dropsRows({ settings }: ResourcePlan): boolean {
  return settings.endpoint.incremental !== undefined;
}

export function stepsOf(plan: ResourcePlan): OperatorFunction<Page, Page>[] {
  const steps = (plan.settings.processing_steps ?? []) as unknown as readonly ProcessingStep[];
  return steps.flatMap(({ filter, map: project, yield_map: expand, pipe }) => [
    ...(filter ? [filterRows(filter)] : []),
    ...(project ? [mapRows((row: Row) => checkedRow(project(row)))] : []),
    ...(expand ? [flatMapRows((row: Row) => Array.from(expand(row), checkedRow))] : []),
    ...(pipe ? [pipe] : []),
  ]);
}

/** What a user's step returned; a wrong value would only be noticed far from where it came from. */
function checkedRow(value: unknown): Row {
  if (isRecord(value)) return value;
  throw new TypeError(`it returned ${Array.isArray(value) ? 'a list' : String(value)}, not a row`);
}
