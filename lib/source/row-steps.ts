/** The steps of a resource's own between its pages and its sink. */
import type { OperatorFunction } from 'rxjs';
import type { ProcessingStep } from '../config/types.ts';
import type { Page, Row } from '../core/types.ts';
import { filterRows } from '../operators/filter-rows.ts';
import { flatMapRows } from '../operators/flat-map-rows.ts';
import { mapRows } from '../operators/map-rows.ts';
import { contractOf } from './contract.ts';
import { pipeStep } from './pipe-step.ts';
import type { ResourcePlan } from './plan.ts';
import { requiredColumns } from './required-columns.ts';
import { checkedRow, checkedRows, isKept } from './step-results.ts';

/** Whether anything between the API and the sink may change rows; leaving some out is no change. */
export function changesRows({ parent, settings }: ResourcePlan): boolean {
  const { schema, processing_steps: steps, naming } = settings;
  return parent !== undefined || schema !== undefined || (steps?.length ?? 0) > 0 || naming === 'snake_case';
}

/** Whether rows may be left out on the way, or are held against a contract or a hint, which one has to look at them for. */
export function looksAtRows({ incremental, settings }: ResourcePlan): boolean {
  const hints = Object.values(settings.columns ?? {});
  const isRead = hints.some((hint) => READ.has(hint?.data_type));
  return (
    incremental !== undefined || requiredColumns(settings).length > 0 || contractOf(settings) !== undefined || isRead
  );
}

/** Types that nothing but a hint tells from text and numbers. */
const READ: ReadonlySet<unknown> = new Set(['time', 'decimal', 'binary']);

/** The steps of a resource as operators, in their order. An error names its step, and the row where there is one. */
export function stepsOf({ info, settings }: ResourcePlan): OperatorFunction<Page, Page>[] {
  const steps = (settings.processing_steps ?? []) as unknown as readonly ProcessingStep[];
  return steps.flatMap(({ filter, map: project, yield_map: expand, pipe }, i) => {
    const at = (key: keyof ProcessingStep) => ({ setting: `resources.${info.name}.processing_steps.${i}.${key}` });
    return [
      ...(filter ? [filterRows((row: Row) => isKept(filter(row)), at('filter'))] : []),
      ...(project ? [mapRows((row: Row) => checkedRow(project(row)), at('map'))] : []),
      ...(expand ? [flatMapRows((row: Row) => checkedRows(expand(row)), at('yield_map'))] : []),
      ...(pipe ? [pipeStep(pipe, info.name, at('pipe').setting)] : []),
    ];
  });
}
