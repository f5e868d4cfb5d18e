import type { ColumnType } from './column-type.ts';

/** A column type in a word: `int64`, `struct`, `list<string>`, `decimal(18,2)`. */
export function typeText(type: ColumnType): string {
  if (type.kind === 'decimal') return `decimal(${type.precision},${type.scale})`;
  return type.kind === 'list' ? `list<${typeText(type.element)}>` : type.kind;
}

/** The longest text of a type, in characters: a struct may have any number of fields. */
const LONGEST = 4000;

/** The same with the fields of structs: `struct<id int64, tags list<string>>`. */
export function fullTypeText(type: ColumnType): string {
  const text = whole(type);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function whole(type: ColumnType): string {
  if (type.kind === 'list') return `list<${whole(type.element)}>`;
  if (type.kind !== 'struct') return typeText(type);
  return `struct<${type.fields.map((field) => `${field.name} ${whole(field.type)}`).join(', ')}>`;
}
