/** What cannot be meant by an incremental loading, told before anything is requested. */
import type { MergedResource } from '../../config/merge-defaults.ts';
import type { ConfigIssue } from '../../core/errors.ts';
import { rowText } from '../../rows/row-text.ts';
import { expressionsIn, textsIn } from '../template.ts';
import { checkCursorPath } from './cursor-path.ts';
import { cursorValue, type CursorValue } from './cursor-value.ts';
import { orderOf } from './order.ts';
import { PLACEHOLDERS } from './placeholders.ts';
import type { IncrementalSettings } from './settings.ts';
import { DAY, isDateText } from './time-text.ts';

interface Place {
  readonly settings: MergedResource;
  readonly isChild: boolean;
}

type Issue = Omit<ConfigIssue, 'path'> & {
  /** The key that is wrong, where it is one. */
  readonly at?: string;
};

/** @param place the resource that it belongs to */
export function incrementalIssues(incremental: IncrementalSettings, place: Place): readonly ConfigIssue[] {
  const issues = [
    ...pathIssues(incremental),
    ...endIssues(incremental, place.settings.name),
    ...lagIssues(incremental),
    ...stepIssues(incremental, place.settings),
    ...childIssues(incremental, place),
    ...historyIssues(place.settings),
  ];
  return [
    ...issues.map(({ at, ...issue }) => ({
      path: at === undefined ? incremental.setting : `${incremental.setting}.${at}`,
      ...issue,
    })),
    ...placeholderIssues(incremental, place.settings),
  ];
}

function pathIssues({ cursorPath }: IncrementalSettings): readonly Issue[] {
  const wrong = checkCursorPath(cursorPath);
  return wrong === undefined ? [] : [{ at: 'cursor_path', ...wrong }];
}

function endIssues(incremental: IncrementalSettings, resource: string): readonly Issue[] {
  const { initialValue, endValue, lastValueFunc, cursorPath } = incremental;
  if (endValue === undefined) return [];
  if (initialValue === undefined) {
    return [{ at: 'end_value', message: 'it has no beginning', fix: 'add initial_value, or take end_value away' }];
  }
  const order = orderOf(lastValueFunc, { resource, cursorPath });
  try {
    if (order.position(order.mark(endValue), order.mark(initialValue)) >= 0) return [];
  } catch (error) {
    return [{ at: 'end_value', message: (error as Error).message, fix: 'write both as the cursor is in the rows' }];
  }
  return [
    {
      at: 'end_value',
      message: `${rowText(endValue)} comes before initial_value, which is ${rowText(initialValue)}`,
      fix: 'exchange them, or set last_value_func to the direction that is meant',
    },
  ];
}

function lagIssues({ lag, lastValueFunc, initialValue }: IncrementalSettings): readonly Issue[] {
  if (lag === 0) return [];
  if (typeof lastValueFunc === 'function') {
    return [
      { at: 'lag', message: 'no lag is possible with a function as last_value_func', fix: 'take one of them away' },
    ];
  }
  if (kindOf(initialValue) !== 'text') return [];
  return [{ at: 'lag', message: 'only times, dates and numbers can have a lag', fix: 'take it away' }];
}

function stepIssues(incremental: IncrementalSettings, settings: MergedResource): readonly Issue[] {
  const { step, initialValue, endValue, lastValueFunc } = incremental;
  if (step === undefined) return [];
  const issue = (message: string, fix: string): readonly Issue[] => [{ at: 'step', message, fix }];
  if (initialValue === undefined) return issue('the first window has no beginning', 'add initial_value');
  if (lastValueFunc !== 'max') return issue('windows only go up', 'take last_value_func or step away');
  const kind = kindOf(initialValue);
  if (kind === 'text') return issue('only times, dates and numbers have windows', 'take it away');
  if ('ms' in step && kind !== 'time') return issue('the cursor is a number', 'write step as a number');
  if ('units' in step && kind !== 'number') return issue('the cursor is a time', 'write step with its unit: "7 days"');
  if ('units' in step && endValue === undefined) {
    return issue('nothing says where the windows of a number end', 'add end_value');
  }
  if ('ms' in step && typeof initialValue === 'string' && isDateText(initialValue) && step.ms % DAY !== 0) {
    return issue('the cursor is a date', 'write step in days or weeks');
  }
  const told = placeholdersOf(settings).map(({ name }) => name);
  const missing = [
    ...((incremental.startParam ?? told.find((name) => name === 'start_value' || name === 'last_value'))
      ? []
      : ['start']),
    ...((incremental.endParam ?? told.find((name) => name === 'end_value')) ? [] : ['end']),
  ];
  return missing.flatMap((side) =>
    issue(
      `nothing tells the API where a window ${side}s`,
      `add ${side}_param, or use {incremental.${side}_value} in a parameter`,
    ),
  );
}

function childIssues({ perParent }: IncrementalSettings, { settings, isChild }: Place): readonly Issue[] {
  if (!isChild) {
    return perParent
      ? [
          {
            at: 'per_parent',
            message: 'the resource has no parent',
            fix: 'take it away, or bind the resource to a parent',
          },
        ]
      : [];
  }
  if (settings.write_disposition?.disposition !== 'merge' || settings.primary_key.length > 0) return [];
  return [
    {
      message: 'a child that is merged and has no key replaces all rows of a parent by the new ones',
      fix: 'give the resource a primary_key, or set write_disposition to append',
    },
  ];
}

function historyIssues({ write_disposition: given, merge_key: mergeKey }: MergedResource): readonly Issue[] {
  if (given?.strategy !== 'scd2' || mergeKey !== undefined) return [];
  return [
    {
      message: 'scd2 ends the validity of all rows that a run does not bring, which are all that have not changed',
      fix: 'name a merge_key, so that only rows with its new values are ended, or take incremental away',
    },
  ];
}

function placeholderIssues(incremental: IncrementalSettings, settings: MergedResource): readonly ConfigIssue[] {
  return placeholdersOf(settings).flatMap(({ name, part, where }): readonly ConfigIssue[] => {
    const path = `resources.${settings.name}.endpoint.${where}`;
    if (!PLACEHOLDERS.has(name)) {
      const fix = `use one of: ${[...PLACEHOLDERS].join(', ')}`;
      return [{ path, message: `incremental loading has no ${name}`, fix }];
    }
    const missing = part === 'path' ? missingValue(name, incremental) : undefined;
    if (missing === undefined) return [];
    return [{ path, message: `{incremental.${name}} may have no value`, fix: `add ${missing} to incremental` }];
  });
}

function missingValue(name: string, { initialValue, endValue, step }: IncrementalSettings): string | undefined {
  if (name === 'end_value') return endValue === undefined && step === undefined ? 'end_value' : undefined;
  return /^(?:start|initial|last)_value$/.test(name) && initialValue === undefined ? 'initial_value' : undefined;
}

function placeholdersOf({ endpoint }: MergedResource) {
  return (['path', 'params', 'headers', 'json', 'data'] as const).flatMap((part) =>
    textsIn(endpoint[part], part).flatMap(([text, where]) =>
      expressionsIn(text).flatMap((expression) => {
        const [, name] = /^\+?incremental\.(.+)$/.exec(expression) ?? [];
        return name === undefined ? [] : [{ name, part, where }];
      }),
    ),
  );
}

function kindOf(value: unknown): CursorValue['kind'] | undefined {
  return value === undefined ? undefined : cursorValue(value)?.kind;
}
