import type { MergedResource } from '../config/merge-defaults.ts';
import type { ConfigIssue } from '../core/errors.ts';
import type { ResourceInfo, SortColumn } from '../core/types.ts';

type Disposition = Pick<
  ResourceInfo,
  'writeDisposition' | 'mergeStrategy' | 'mergeKey' | 'validity' | 'dedupSort' | 'hardDelete'
>;

/** How a table is spread over files; `undefined` where it is one file. */
export function partitioningOf({ partition_by: given }: MergedResource): ResourceInfo['partitionBy'] {
  if (given === undefined) return undefined;
  return typeof given === 'object' && 'buckets' in given ? given : { columns: [given].flat() };
}

/** What becomes of the rows published before. As in dlt, rows are added unless the configuration says otherwise. */
export function dispositionOf(settings: MergedResource): Disposition {
  const [dedupSort] = sortHints(settings);
  const [hardDelete] = deleteHints(settings);
  return { ...strategyOf(settings), ...(dedupSort && { dedupSort }), ...(hardDelete && { hardDelete }) };
}

function strategyOf({ write_disposition: given, merge_key: key }: MergedResource): Disposition {
  const writeDisposition = given?.disposition ?? 'append';
  const mergeKey = key === undefined ? undefined : [key].flat();
  if (writeDisposition !== 'merge') return { writeDisposition };
  const [from, to] = given?.validity_column_names ?? ['_valid_from', '_valid_to'];
  switch (given?.strategy) {
    case 'scd2':
      return {
        writeDisposition,
        mergeStrategy: 'scd2',
        mergeKey,
        validity: { from, to, at: given.boundary_timestamp ?? undefined },
      };
    case 'insert-only':
      return { writeDisposition, mergeStrategy: 'insert-only' };
    default:
      return { writeDisposition, mergeKey };
  }
}

function sortHints({ columns = {} }: MergedResource): SortColumn[] {
  return Object.entries(columns).flatMap(([column, hint]) =>
    hint?.dedup_sort == null ? [] : [{ column, order: hint.dedup_sort }],
  );
}

function deleteHints({ columns = {} }: MergedResource): string[] {
  return Object.entries(columns).flatMap(([column, hint]) => (hint?.hard_delete === true ? [column] : []));
}

/** Of these hints a resource can have one each, and some only where rows are merged. */
function hintIssues(settings: MergedResource): ConfigIssue[] {
  const path = `resources.${settings.name}.columns`;
  const disposition = settings.write_disposition?.disposition ?? 'append';
  const sorts = sortHints(settings).map(({ column }) => column);
  return (
    [
      ['dedup_sort', sorts, disposition === 'append' ? 'write_disposition merge or replace' : undefined],
      ['hard_delete', deleteHints(settings), disposition === 'merge' ? undefined : 'write_disposition merge'],
    ] as const
  ).flatMap(([hint, [first, second], wants]) => {
    if (first === undefined) return [];
    const here = `${path}.${second ?? first}.${hint}`;
    if (second !== undefined) {
      return [{ path: here, message: `${first} has this hint already`, fix: 'one column can have it' }];
    }
    return wants === undefined
      ? []
      : [{ path: here, message: `it has no meaning without ${wants}`, fix: 'take it away' }];
  });
}

/** Where the settings of a disposition contradict each other, or need one more. */
export function dispositionIssues(settings: MergedResource, isChild: boolean): ConfigIssue[] {
  const { name, write_disposition: given, merge_key: mergeKey, primary_key: key } = settings;
  const { disposition, strategy, ...scd2 } = given ?? { disposition: 'append' as const };
  const path = `resources.${name}`;
  const issues: ConfigIssue[] = hintIssues(settings);
  const misplaced = (setting: string, wants: string) =>
    issues.push({ path: `${path}.${setting}`, message: `it has no meaning without ${wants}`, fix: 'take it away' });
  if (disposition !== 'merge' && strategy != null) misplaced('write_disposition.strategy', 'disposition merge');
  if (strategy !== 'scd2') {
    for (const setting of Object.keys(scd2)) misplaced(`write_disposition.${setting}`, 'strategy scd2');
  }
  if (strategy === 'scd2' && settings.partition_by !== undefined) {
    issues.push({
      path: `${path}.partition_by`,
      message: 'a table that keeps history (strategy scd2) is one file',
      fix: 'take partition_by away',
    });
  }
  if (disposition !== 'merge' || key.length > 0 || isChild) return issues;
  if (strategy === 'scd2' || (mergeKey !== undefined && strategy !== 'insert-only')) return issues;
  issues.push({
    path: `${path}.primary_key`,
    message: 'write_disposition merge needs a key to tell rows apart by',
    fix: 'name the column(s) in primary_key, or set write_disposition to replace or append',
  });
  return issues;
}
