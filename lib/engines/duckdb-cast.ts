import type { ColumnType } from '../rows/column-type.ts';
import { quoteName, quoteText } from './duckdb-quote.ts';
import { bytesSql, fileType } from './duckdb-types.ts';

/**
 * An expression that widens a published value to the type it has now. Types only widen, so the cases here are all
 * there are. A value reads as it would if it were fetched again: a key that was published as a number or an instant
 * is found again when its column becomes text.
 */
export function castSql(value: string, from: ColumnType, to: ColumnType): string {
  if (from.kind === 'null') return `CAST(NULL AS ${fileType(to)})`;
  // Types with one name in the file may differ all the same: JSON is text there.
  if (sameType(from, to)) return `CAST(${value} AS ${fileType(to)})`;
  if (to.kind === 'json') return `CAST(to_json(${jsonReady(value, from)}) AS VARCHAR)`;
  if (to.kind === 'string' && from.kind === 'timestamp') return isoText(value);
  if (to.kind === 'string' && from.kind === 'double') return numberText(value);
  if (to.kind === 'string' && from.kind === 'binary') return `to_base64(${value})`;
  if (to.kind === 'binary' && from.kind === 'string') return bytesSql(value);
  if (to.kind === 'struct' && from.kind === 'struct') {
    const before = new Map(from.fields.map((field) => [field.name, field.type]));
    const fields = to.fields.map(({ name, type }) => {
      const sql = castSql(fieldOf(value, name), before.get(name) ?? { kind: 'null' }, type);
      return `${quoteName(name)} := ${sql}`;
    });
    return structOf(value, fields);
  }
  if (to.kind === 'list' && from.kind === 'list') {
    return `list_transform(${value}, lambda x: ${castSql('x', from.element, to.element)})`;
  }
  return `CAST(${value} AS ${fileType(to)})`;
}

function sameType(a: ColumnType, b: ColumnType): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function fieldOf(value: string, name: string): string {
  return `struct_extract(${value}, ${quoteText(name)})`;
}

function structOf(value: string, fields: readonly string[]): string {
  return `CASE WHEN ${value} IS NULL THEN NULL ELSE struct_pack(${fields.join(', ')}) END`;
}

/** Instants as an API sends them most often: a fraction only where there is one, milliseconds where they are enough. */
function isoText(value: string): string {
  return `regexp_replace(strftime(${value} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ'), '(\\.000000|000)Z$', 'Z')`;
}

/** Whether a double is an integer that JavaScript writes without a fraction. */
function isInteger(value: string): string {
  return `${value} = trunc(${value}) AND abs(${value}) <= ${Number.MAX_SAFE_INTEGER}`;
}

function numberText(value: string): string {
  return `CASE WHEN ${isInteger(value)} THEN CAST(CAST(${value} AS BIGINT) AS VARCHAR) ELSE CAST(${value} AS VARCHAR) END`;
}

/** The value with its JSON texts as JSON, its instants as ISO text and its integers without a fraction, for `to_json`. */
function jsonReady(value: string, type: ColumnType): string {
  switch (type.kind) {
    case 'timestamp':
      return isoText(value);
    case 'json':
      return `CAST(${value} AS JSON)`;
    case 'binary':
      return `to_base64(${value})`;
    case 'decimal':
      // DuckDB's JSON has no more digits after a point than a double.
      return type.scale === 0 ? value : `CAST(${value} AS VARCHAR)`;
    case 'double':
      return `CASE WHEN ${isInteger(value)} THEN to_json(CAST(${value} AS BIGINT)) ELSE to_json(${value}) END`;
    case 'list':
      return `list_transform(${value}, lambda x: ${jsonReady('x', type.element)})`;
    case 'struct':
      return structOf(
        value,
        type.fields.map((field) => `${quoteName(field.name)} := ${jsonReady(fieldOf(value, field.name), field.type)}`),
      );
    default:
      return value;
  }
}
