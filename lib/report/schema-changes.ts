import type { PublishedColumn } from '../core/events.ts';
import { timeOfRun } from '../history/run-files.ts';
import type { ColumnsBefore } from './kept-runs.ts';

export interface ColumnReport extends PublishedColumn {
  readonly change: 'same' | 'new' | 'changed' | 'gone';
  /** The type before, where it has changed. */
  readonly was?: string;
}

export interface SchemaReport {
  readonly resource: string;
  /** When it was published before; left out where that is not known. */
  readonly since?: string;
  readonly columns: readonly ColumnReport[];
  readonly changes: number;
}

/** The columns of a published file, and what is different from those that it had before. */
export function schemaChanges(
  resource: string,
  columns: readonly PublishedColumn[],
  before: ColumnsBefore | undefined,
): SchemaReport {
  if (before === undefined) {
    return { resource, columns: columns.map((column) => ({ ...column, change: 'same' })), changes: 0 };
  }
  const types = new Map(before.columns.map(({ name, type }) => [name, type]));
  const names = new Set(columns.map(({ name }) => name));
  const now = columns.map((column): ColumnReport => {
    const was = types.get(column.name);
    if (was === undefined) return { ...column, change: 'new' };
    return was === column.type ? { ...column, change: 'same' } : { ...column, change: 'changed', was };
  });
  const gone = before.columns.filter(({ name }) => !names.has(name));
  const all = [...now, ...gone.map((column): ColumnReport => ({ ...column, change: 'gone' }))];
  return {
    resource,
    since: timeOfRun(before.run),
    columns: all,
    changes: all.filter(({ change }) => change !== 'same').length,
  };
}
