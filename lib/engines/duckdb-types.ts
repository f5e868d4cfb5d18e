import type { Column, ColumnType } from '../rows/column-type.ts';
import { MOST_DIGITS } from '../rows/hinted-text.ts';
import { quoteName } from './duckdb-quote.ts';

/** The type in the published file. JSON is text there, so that every reader knows what to do with it. */
export function fileType(type: ColumnType): string {
  return sqlType(type, 'VARCHAR');
}

/**
 * The type to read newline-delimited JSON with; values of a JSON column keep their quotes and brackets. What only a hint
 * tells from text and numbers is read as JSON too: DuckDB would make doubles of numbers on the way to decimals.
 */
export function readType(type: ColumnType): string {
  return sqlType(type, 'JSON');
}

function sqlType(type: ColumnType, json: 'JSON' | 'VARCHAR'): string {
  if (json === 'JSON' && isRead(type)) return json;
  switch (type.kind) {
    case 'null':
    case 'string':
      return 'VARCHAR';
    case 'bool':
      return 'BOOLEAN';
    case 'int64':
      return 'BIGINT';
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'double':
      return 'DOUBLE';
    case 'timestamp':
      return 'TIMESTAMPTZ';
    case 'date':
      return 'DATE';
    case 'time':
      return 'TIME';
    case 'binary':
      return 'BLOB';
    case 'json':
      return json;
    case 'list':
      return `${sqlType(type.element, json)}[]`;
    case 'struct':
      return `STRUCT(${type.fields.map((field) => `${quoteName(field.name)} ${sqlType(field.type, json)}`).join(', ')})`;
  }
}

function isRead(type: ColumnType): boolean {
  return type.kind === 'time' || type.kind === 'binary' || (type.kind === 'decimal' && !isInteger(type));
}

function isInteger({ precision, scale }: ColumnType & { readonly kind: 'decimal' }): boolean {
  return precision === MOST_DIGITS && scale === 0;
}

/** The value of such a column in the journal as it is in the file; `undefined` for others. */
export function readValue(name: string, type: ColumnType): string | undefined {
  if (!isRead(type)) return undefined;
  const text = `(${quoteName(name)}->>'$')`;
  return type.kind === 'binary' ? bytesSql(text) : `CAST(${text} AS ${fileType(type)})`;
}

/** Base64, or hexadecimal digits after `0x`. */
export function bytesSql(text: string): string {
  return `CASE WHEN starts_with(${text}, '0x') THEN unhex(substr(${text}, 3)) ELSE from_base64(${text}) END`;
}

/** As `columnTypeOf`, for a column, which may have a type that only a hint gives. */
export function wholeColumnType(name: string): ColumnType {
  const [, precision, scale] = /^DECIMAL\((\d+),([1-9]\d*)\)$/.exec(name) ?? [];
  if (precision !== undefined) return { kind: 'decimal', precision: Number(precision), scale: Number(scale) };
  if (name === 'TIME') return { kind: 'time' };
  return name === 'BLOB' ? { kind: 'binary' } : columnTypeOf(name);
}

/** The column type for a type name of DuckDB's, as `DESCRIBE` gives it. Types that are not ours are read as text. */
export function columnTypeOf(name: string): ColumnType {
  const text = name.trim();
  if (text.endsWith('[]')) return { kind: 'list', element: columnTypeOf(text.slice(0, -2)) };
  if (text.startsWith('STRUCT(')) return { kind: 'struct', fields: fieldsOf(text.slice('STRUCT('.length, -1)) };
  // Whole numbers, however many digits they were given.
  if (/^DECIMAL\(\d+,0\)$/.test(text)) return { kind: 'decimal', precision: MOST_DIGITS, scale: 0 };
  switch (text) {
    case 'BOOLEAN':
      return { kind: 'bool' };
    case 'TINYINT':
    case 'SMALLINT':
    case 'INTEGER':
    case 'BIGINT':
    case 'UTINYINT':
    case 'USMALLINT':
    case 'UINTEGER':
      return { kind: 'int64' };
    case 'UBIGINT':
    case 'HUGEINT':
      return { kind: 'decimal', precision: MOST_DIGITS, scale: 0 };
    case 'FLOAT':
    case 'DOUBLE':
      return { kind: 'double' };
    case 'DATE':
      return { kind: 'date' };
    case 'JSON':
      return { kind: 'json' };
    default:
      return text.startsWith('TIMESTAMP') ? { kind: 'timestamp' } : { kind: 'string' };
  }
}

/** The fields of a struct: `a BIGINT, "b c" STRUCT(x VARCHAR)[]`. */
function fieldsOf(text: string): readonly Column[] {
  const fields: Column[] = [];
  let rest = text;
  while (rest !== '') {
    const quoted = /^"((?:[^"]|"")*)" /.exec(rest) ?? /^([^ ]+) /.exec(rest);
    if (quoted === null) break;
    rest = rest.slice(quoted[0].length);
    const end = typeEnd(rest);
    fields.push({ name: quoted[1]!.replaceAll('""', '"'), type: columnTypeOf(rest.slice(0, end)) });
    rest = rest.slice(end + 1).trimStart();
  }
  return fields;
}

/** Where the type at the start of `text` ends: at the next comma outside of brackets and names. */
function typeEnd(text: string): number {
  let depth = 0;
  let inName = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '"') inName = !inName;
    else if (inName) continue;
    else if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    else if (char === ',' && depth === 0) return i;
  }
  return text.length;
}
