/** Values of JSON as they are in a Parquet file, and back. */
import { json } from '../decoders/json.ts';
import { isRecord } from '../core/is-record.ts';
import type { Column, ColumnType } from '../rows/column-type.ts';
import { bytesOf } from '../rows/hinted-text.ts';
import { instantText } from '../rows/instant-text.ts';
import { rowText } from '../rows/row-text.ts';

const DAY = 86_400_000;

/** A row as it is stored: integers as `bigint`, instants as microseconds, dates as days, JSON as text. */
export type StoredRow = Record<string, unknown>;

/** A row of the journal as it is stored. What a column has no value for is null. */
export function storedRow(row: Readonly<Record<string, unknown>>, columns: readonly Column[]): StoredRow {
  // Without a prototype, so that no column is found that the row does not have.
  const stored = Object.create(null) as StoredRow;
  for (const { name, type } of columns) stored[name] = storedValue(Object.hasOwn(row, name) ? row[name] : null, type);
  return stored;
}

function storedValue(value: unknown, type: ColumnType): unknown {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'int64':
      return BigInt(value as number | bigint);
    case 'double':
      return Number(value);
    case 'string':
      return typeof value === 'string' ? value : rowText(value);
    case 'json':
      return value instanceof JsonText ? value.text : rowText(value);
    case 'timestamp':
      return micros(value as string);
    case 'date':
      return Date.parse(value as string) / DAY;
    case 'binary':
      return bytesOf(value as string);
    case 'list':
      return (value as readonly unknown[]).map((item) => storedValue(item, type.element));
    case 'struct':
      return storedRow(value as StoredRow, type.fields);
    default:
      return value;
  }
}

/** JSON text that is not to change, where its column stays one of JSON. */
class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A stored row as it would come again from the API, for a file whose columns have other types. */
export function fetchedRow(row: Readonly<StoredRow>, before: readonly Column[], now: readonly Column[]): StoredRow {
  const fetched = Object.create(null) as StoredRow;
  for (const { name, type } of before) {
    const wanted = now.find((column) => column.name === name)?.type ?? UNKNOWN;
    fetched[name] = fetchedValue(Object.hasOwn(row, name) ? row[name] : null, type, wanted);
  }
  return fetched;
}

/** Inside of what becomes text as a whole. */
const UNKNOWN: ColumnType = { kind: 'null' };

function fetchedValue(value: unknown, type: ColumnType, wanted: ColumnType): unknown {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'timestamp':
      return `${instantText(value as bigint)}Z`;
    case 'date':
      return new Date((value as number) * DAY).toISOString().slice(0, 10);
    case 'time':
      return timeText(value as bigint);
    case 'binary':
      return Buffer.from(value as Uint8Array).toString('base64');
    case 'json':
      return wanted.kind === 'json' ? new JsonText(value as string) : json.decode(value as string);
    case 'int64':
      return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    case 'list': {
      const element = wanted.kind === 'list' ? wanted.element : UNKNOWN;
      return (value as readonly unknown[]).map((item) => fetchedValue(item, type.element, element));
    }
    case 'struct':
      return isRecord(value) ? fetchedRow(value, type.fields, wanted.kind === 'struct' ? wanted.fields : []) : null;
    default:
      return value;
  }
}

/** Microseconds since 1970 of an ISO-8601 instant; without a zone it is UTC. */
function micros(text: string): bigint {
  const [, digits = ''] = /\.(\d+)/.exec(text) ?? [];
  const zoned = /(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`;
  const seconds = BigInt(Date.parse(zoned.replace(/\.\d+/, ''))) * 1000n;
  return seconds + BigInt(digits.padEnd(6, '0').slice(0, 6));
}

/** A time of day as DuckDB writes it: as many digits of the second as it has. */
function timeText(value: bigint): string {
  const seconds = new Date(Number(value / 1000n)).toISOString().slice(11, 19);
  const rest = String(value % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return rest === '' ? seconds : `${seconds}.${rest}`;
}
