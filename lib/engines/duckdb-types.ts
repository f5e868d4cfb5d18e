import type { Column, ColumnType } from '../rows/column-type.ts';

/** The column type for a type name of DuckDB's, as `DESCRIBE` gives it. Types that are not ours are read as text. */
export function columnTypeOf(name: string): ColumnType {
  const text = name.trim();
  if (text.endsWith('[]')) return { kind: 'list', element: columnTypeOf(text.slice(0, -2)) };
  if (text.startsWith('STRUCT(')) return { kind: 'struct', fields: fieldsOf(text.slice('STRUCT('.length, -1)) };
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
    case 'DECIMAL(38,0)':
    case 'UBIGINT':
    case 'HUGEINT':
      return { kind: 'decimal' };
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
