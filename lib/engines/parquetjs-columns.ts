// oxlint-disable-next-line typescript/triple-slash-reference -- the types are found wherever the file is compiled from
/// <reference path="./parquetjs-lite.d.ts" />
import type { Field } from 'parquetjs-lite';
import type { Column, ColumnType } from '../rows/column-type.ts';
import { MOST_DIGITS } from '../rows/hinted-text.ts';

/** Statistics are left out: those of texts are in the wrong order, so that readers would miss rows. */
const LEAF = { optional: true, compression: 'GZIP', statistics: false } as const;

/**
 * The columns of a file in the words of parquetjs-lite. Throws an error for a name that it cannot keep apart from
 * others: it joins names by commas.
 */
export function fieldsOf(columns: readonly Column[], path: readonly string[] = []): Record<string, Field> {
  return Object.fromEntries(
    columns.map(({ name, type }) => {
      const here = [...path, name];
      if (name.includes(',') || name === '__proto__')
        throw new Error(`it cannot write a column that is called "${name}"`);
      return [name, fieldOf(type, here)];
    }),
  );
}

function fieldOf(type: ColumnType, path: readonly string[]): Field {
  switch (type.kind) {
    case 'null':
    case 'string':
    case 'json':
      return { ...LEAF, type: 'UTF8' };
    case 'bool':
      return { ...LEAF, type: 'BOOLEAN' };
    case 'int64':
      return { ...LEAF, type: 'INT64' };
    case 'double':
      return { ...LEAF, type: 'DOUBLE' };
    case 'timestamp':
      return { ...LEAF, type: 'TIMESTAMP_MICROS' };
    case 'date':
      return { ...LEAF, type: 'DATE' };
    case 'binary':
      return { ...LEAF, type: 'BYTE_ARRAY' };
    case 'struct':
      return { optional: true, fields: fieldsOf(type.fields, path) };
    case 'list': {
      const list = { repeated: true, fields: { element: fieldOf(type.element, [...path, 'list', 'element']) } };
      return { type: 'LIST', optional: true, fields: { list } };
    }
    case 'time':
      // It could only write times in UTC, which a time of day is not, and which Spark refuses to read.
      throw new Error(`it cannot write column "${path.join('.')}", whose data_type is time`);
    default:
      throw new Error(
        type.scale === 0 && type.precision === MOST_DIGITS
          ? `it cannot write the integers of column "${path.join('.')}" exactly: they have more than 64 bits`
          : `it cannot write column "${path.join('.')}", whose data_type is decimal`,
      );
  }
}
