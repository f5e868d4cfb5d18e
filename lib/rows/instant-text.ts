/**
 * An instant in ISO 8601 without its zone, as an API sends it most often: a fraction only where there is one,
 * milliseconds where they are enough.
 *
 * @param micros microseconds since 1970
 */
export function instantText(micros: bigint): string {
  const millis = micros / 1000n - (micros % 1000n < 0n ? 1n : 0n);
  const rest = micros - millis * 1000n;
  const text = new Date(Number(millis)).toISOString().slice(0, -1);
  return rest === 0n ? text.replace(/\.000$/, '') : `${text}${String(rest).padStart(3, '0')}`;
}
