import { randomUUID } from 'node:crypto';

/** `JSON.stringify` that writes a `bigint` as the integer it is. */
export function jsonText(value: unknown): string {
  const mark = randomUUID();
  const text = JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? `${mark}${item}` : item));
  return text.replace(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1');
}
