import type { ResourceInfo } from '../core/types.ts';
import type { History, PublishedFile, WriteTask } from '../engines/engine.ts';
import type { Journal } from '../journal/journal.ts';
import { RowColumns } from '../rows/row-columns.ts';

/** How the rows of a journal become a file. */
export interface PublishPlan {
  /** `undefined` where there is nothing to write: the published file is as it should be, or there are no columns. */
  readonly task: Omit<WriteTask, 'target'> | undefined;
  /** Whether rows without a key turn out not to belong into the file. */
  readonly rejectsKeyless: boolean;
  /** What the user should know about how it is published. */
  readonly warnings: readonly string[];
  /** Whether nothing of the file before can go on, since no row has a key. */
  readonly replacesWhole: boolean;
}

/**
 * What makes two rows the same. `key`: their key, which for a child is its parent's key plus its own. `parent`: a
 * child without a key of its own belongs to its parent, whose rows are replaced together. `whole`: nothing ties a
 * row to one published before, so the file is replaced as a whole. `version`: all that is in it, since the file keeps history. `none`: every row is one more; what a merge key
 * replaces is another question.
 */
type Identity = 'key' | 'parent' | 'whole' | 'version' | 'none';

/** Decides what identifies a row, which published rows go on, and what becomes of rows without a key. */
export function planPublish(
  resource: ResourceInfo,
  journal: Journal,
  before: PublishedFile | undefined,
  now: Date = new Date(),
): PublishPlan {
  const identity = identityOf(resource, journal, before);
  // Appended rows need no key; where some have one, those without it are told all the same.
  const appendsKeyless = identity === 'none' && journal.count('rows') === 0 && journal.count('keyless') > 0;
  const usesKeyless =
    identity === 'parent' || identity === 'whole' || resource.primaryKey.length === 0 || appendsKeyless;
  const part = usesKeyless ? 'keyless' : 'rows';
  const goesOn = before !== undefined && identity !== 'whole' && resource.writeDisposition !== 'replace';
  const noRows = journal.count(part) === 0;
  const nothingNew =
    identity === 'parent' ? noRows && journal.count('parents') === 0 : noRows && !keepsHistory(resource);
  const columns = new RowColumns();
  columns.merge(journal.columns[part].toJSON());
  // A parent may have nothing to publish but its key.
  if (identity === 'parent') columns.merge(journal.columns.parents.toJSON());
  const hasColumns = columns.columns.length > 0;
  const key = identity === 'key' ? [...resource.parentColumns, ...resource.primaryKey] : [];
  const keyColumns = key.map((name) => columns.nameOf(name));
  const hints = mergeHints(resource, columns);
  const history = historyOf(resource, columns, hints.mergeKey, now);
  columns.settleJson();
  const replacesWhole = identity === 'whole' && resource.writeDisposition === 'merge' && journal.count('keyless') > 0;
  const plan = {
    replacesWhole,
    rejectsKeyless: !usesKeyless && journal.count('keyless') > 0,
    warnings: [...(replacesWhole ? [wholeWarning(resource)] : []), ...(journal.count(part) > 0 ? hints.warnings : [])],
  };
  if ((nothingNew && goesOn) || !hasColumns) return { ...plan, task: undefined };
  return {
    ...plan,
    task: {
      incoming: journal.rowFiles(part),
      columns: columns.columns,
      stored: columns.toJSON(),
      unique:
        identity === 'key'
          ? { by: 'key', key: keyColumns, sort: hints.sort, keepsPublished: resource.mergeStrategy === 'insert-only' }
          : { by: identity === 'none' ? 'none' : 'row' },
      deleted: hints.deleted,
      ...(history === undefined ? { mergeKey: hints.mergeKey } : { history }),
      ...(goesOn && { published: before }),
      ...(goesOn && identity === 'parent' && { replaced: journal.rowFiles('parents') }),
    },
  };
}

function keepsHistory({ writeDisposition, mergeStrategy }: ResourceInfo): boolean {
  return writeDisposition === 'merge' && mergeStrategy === 'scd2';
}

const VALIDITY = { from: '_valid_from', to: '_valid_to', at: undefined };

function historyOf(
  resource: ResourceInfo,
  columns: RowColumns,
  within: readonly string[] | undefined,
  now: Date,
): History | undefined {
  if (!keepsHistory(resource)) return undefined;
  const { from, to, at = now.toISOString() } = resource.validity ?? VALIDITY;
  for (const name of [from, to]) columns.at(name).declare('timestamp');
  return { from: columns.nameOf(from), to: columns.nameOf(to), at, within };
}

/** What the hints of a resource mean for its columns. A column that no row has had yet can decide nothing. */
function mergeHints({ writeDisposition, dedupSort, hardDelete, mergeKey }: ResourceInfo, columns: RowColumns) {
  const merges = writeDisposition === 'merge';
  const missing = [dedupSort?.column, ...(mergeKey ?? [])].filter((name) => name !== undefined && !columns.has(name));
  return {
    sort:
      dedupSort && columns.has(dedupSort.column)
        ? { ...dedupSort, column: columns.nameOf(dedupSort.column) }
        : undefined,
    deleted: merges && hardDelete !== undefined && columns.has(hardDelete) ? columns.nameOf(hardDelete) : undefined,
    mergeKey:
      merges && mergeKey?.every((name) => columns.has(name)) ? mergeKey.map((name) => columns.nameOf(name)) : undefined,
    warnings: missing.map((name) => `no row has the column "${name}", which dedup_sort or merge_key names`),
  };
}

function identityOf(resource: ResourceInfo, journal: Journal, before: PublishedFile | undefined): Identity {
  const { primaryKey, writeDisposition, mergeKey } = resource;
  if (writeDisposition === 'append') return 'none';
  if (keepsHistory(resource)) return 'version';
  const isChild = resource.parentColumns.length > 0;
  const hasKey = primaryKey.length > 0 && (resource.primaryKeyDeclared || keySeen(primaryKey, journal, before));
  if (hasKey) return 'key';
  if (writeDisposition === 'merge' && mergeKey !== undefined) return 'none';
  return isChild ? 'parent' : 'whole';
}

/**
 * Whether a key that only comes from the defaults is on rows of this resource, those published before included;
 * without any row, it is assumed.
 */
function keySeen(key: readonly string[], journal: Journal, before: PublishedFile | undefined): boolean {
  if (journal.count('rows') > 0) return true;
  if (before === undefined || before.rows === 0) return journal.count('keyless') === 0;
  return key.every((name) => before.stored.some((column) => column.key === name && column.kinds.length > 0));
}

function wholeWarning(resource: ResourceInfo): string {
  const why =
    resource.primaryKey.length === 0
      ? 'the resource has no primary_key'
      : `no row has the key ${keyText(resource)} of the resource defaults`;
  return (
    `${why}, so the file is replaced as a whole on each run; ` +
    `write primary_key or write_disposition: replace on the resource to settle it`
  );
}

export function missingKey(resource: ResourceInfo): string {
  return `the key ${keyText(resource)} is missing or null`;
}

function keyText(resource: ResourceInfo): string {
  return resource.primaryKey.map((name) => `"${name}"`).join(', ');
}
