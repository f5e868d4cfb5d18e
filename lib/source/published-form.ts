import type { MergedResource } from '../config/merge-defaults.ts';
import type { Page, ResourceInfo } from '../core/types.ts';
import { MOST_DIGITS, type Digits } from '../rows/hinted-text.ts';
import { Observation, type StoredObservation } from '../rows/observation.ts';
import { RowColumns, type StoredColumn } from '../rows/row-columns.ts';
import { declaredColumns } from './declared-columns.ts';
import type { ResourcePlan } from './plan.ts';
import { renaming } from './renaming.ts';
import { snakeCase } from './snake-case.ts';

/** What is published of a resource, where that is not what its children and its TypeScript users see. */
export interface PublishedForm {
  /** The resource with the names of the file. */
  readonly info: ResourceInfo;
  /** The columns that a schema or hints declare. */
  readonly declared: readonly StoredColumn[];
  /** Whether a schema declares them, which has all of them. */
  readonly declaresAll: boolean;
  /** Whether objects and lists become JSON text. */
  readonly nested: 'struct' | 'json';
  /** The page with the names of the file. Throws a `NamingError`. */
  readonly page: (page: Page) => Page;
}

/** For one run of a resource: names are remembered over all of its pages. */
export function publishedForm({ info, settings }: ResourcePlan): PublishedForm {
  const { naming = 'as_is', nested = 'struct' } = settings;
  const declared = declaredBy(settings);
  const declaresAll = declaredColumns(settings.schema).length > 0;
  if (naming === 'as_is') return { info, declared, declaresAll, nested, page: (page) => page };
  const rename = renaming(snakeCase, info.name, nested === 'struct');
  return {
    info: renamedInfo(info),
    declared: declared.map((column) => ({
      ...(nested === 'struct' ? renamedFields(column) : column),
      key: snakeCase(column.key),
      column: snakeCase(column.key),
    })),
    declaresAll,
    nested,
    page: (page) => ({
      ...page,
      packed: undefined,
      rows: page.rows.map(rename),
      ...(page.parent && { parent: rename(page.parent) }),
    }),
  };
}

/** What a hint says goes over what the schema says. */
function declaredBy({ schema, columns: hints = {} }: MergedResource): readonly StoredColumn[] {
  const hinted = new RowColumns();
  for (const [name, hint] of Object.entries(hints)) {
    if (hint?.data_type === 'decimal') hinted.at(name).declareDecimal(decimalOf(hint));
    else if (hint?.data_type != null) hinted.at(name).declare(KINDS[hint.data_type]);
  }
  const ofSchema = declaredColumns(schema).filter(({ key }) => !hinted.has(key));
  return [...ofSchema, ...hinted.toJSON()];
}

type Kind = Parameters<Observation['declare']>[0];

type Hint = NonNullable<NonNullable<MergedResource['columns']>[string]>;

/** As in dlt, nine digits after the point unless it is told otherwise. */
function decimalOf({ precision, scale }: Hint): Digits {
  const whole = precision ?? MOST_DIGITS;
  const after = scale ?? Math.min(9, whole);
  return { integer: whole - after, scale: after };
}

const KINDS: Readonly<Record<Exclude<NonNullable<Hint['data_type']>, 'decimal'>, Kind>> = {
  text: 'string',
  double: 'double',
  bool: 'bool',
  timestamp: 'timestamp',
  date: 'date',
  time: 'time',
  binary: 'binary',
  bigint: 'int',
  json: 'json',
};

function renamedInfo(info: ResourceInfo): ResourceInfo {
  const { primaryKey, parentColumns, mergeKey, dedupSort, hardDelete, partitionBy } = info;
  return {
    ...info,
    primaryKey: primaryKey.map(snakeCase),
    parentColumns: parentColumns.map(snakeCase),
    mergeKey: mergeKey?.map(snakeCase),
    dedupSort: dedupSort && { ...dedupSort, column: snakeCase(dedupSort.column) },
    hardDelete: hardDelete && snakeCase(hardDelete),
    partitionBy:
      partitionBy && 'columns' in partitionBy ? { columns: partitionBy.columns.map(snakeCase) } : partitionBy,
  };
}

function renamedFields({ kinds, fields, element, digits }: StoredObservation): StoredObservation {
  const renamed = Object.entries(fields ?? {}).map(([name, field]) => [snakeCase(name), renamedFields(field)]);
  return {
    kinds,
    ...(fields && { fields: Object.fromEntries(renamed) as Record<string, StoredObservation> }),
    ...(element && { element: renamedFields(element) }),
    ...(digits && { digits }),
  };
}
