/** Resources that publish into one file. */
import type { ConfigIssue } from '../core/errors.ts';
import { isDeepStrictEqual } from 'node:util';
import type { ResourceInfo } from '../core/types.ts';

/** What has to be the same, with its setting. */
const COMMON: readonly (readonly [setting: string, of: (info: ResourceInfo) => unknown])[] = [
  ['write_disposition', (info) => [info.writeDisposition, info.mergeStrategy]],
  ['primary_key', (info) => (info.writeDisposition === 'append' ? undefined : [...info.primaryKey].sort())],
  ['endpoint', (info) => [...info.parentColumns].sort()],
  ['partition_by', (info) => info.partitionBy],
];

/**
 * Several resources may add to one file, or merge into it by one key. Where one of them would take rows away that are
 * another's, or would not know them, they cannot share it.
 */
export function sharedTableIssues(resources: readonly ResourceInfo[]): ConfigIssue[] {
  return [...byTable(resources)].flatMap(([table, [first, ...others]]) =>
    others.flatMap((info) => {
      const both = `${first!.name} and ${info.name} both publish ${table}.parquet`;
      const own = exclusive(info) ?? exclusive(first!);
      if (own !== undefined) {
        return [{ path: `resources.${info.name}.table_name`, message: `${both}, ${own}`, fix: FIX }];
      }
      const different = COMMON.find(([, of]) => !isDeepStrictEqual(of(info), of(first!)));
      if (different === undefined) return [];
      const [setting] = different;
      const what = setting === 'endpoint' ? 'but their rows come from different parents' : `but differ in ${setting}`;
      return [{ path: `resources.${info.name}.${setting}`, message: `${both}, ${what}`, fix: FIX }];
    }),
  );
}

const FIX =
  'give them different table names, or the same write_disposition, append or merge, with the same primary_key';

/** Why the file of a resource has to be its own. */
function exclusive({ writeDisposition, mergeStrategy, mergeKey, primaryKey }: ResourceInfo): string | undefined {
  if (writeDisposition === 'replace') return 'and replace would take away what the other has published';
  if (writeDisposition !== 'merge') return undefined;
  if (mergeStrategy === 'scd2') return 'and scd2 would end the rows of the other';
  if (mergeKey !== undefined) return 'and merge_key would take rows of the other away';
  return primaryKey.length === 0 ? 'and merge needs a primary_key to know whose rows are whose' : undefined;
}

/** Those that share their file with another one. */
export function sharing(resources: readonly ResourceInfo[]): ReadonlySet<string> {
  const groups = [...byTable(resources).values()].filter((group) => group.length > 1);
  return new Set(groups.flat().map(({ name }) => name));
}

function byTable(resources: readonly ResourceInfo[]): ReadonlyMap<string, readonly ResourceInfo[]> {
  const groups = new Map<string, ResourceInfo[]>();
  for (const info of resources) {
    if (info.writeDisposition !== 'skip') groups.set(info.table, [...(groups.get(info.table) ?? []), info]);
  }
  return groups;
}
