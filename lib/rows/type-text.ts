import type { ColumnType } from './column-type.ts';

/** A column type in a word: `int64`, `struct`, `list<string>`. */
export function typeText(type: ColumnType): string {
  return type.kind === 'list' ? `list<${typeText(type.element)}>` : type.kind;
}
