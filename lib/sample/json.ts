/** JSON in which a `bigint` is a number with all of its digits. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `\0${part}` : part)).replace(
    /"\\u0000(-?\d+)"/g,
    '$1',
  );
}
