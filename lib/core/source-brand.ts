/** What marks a source, also one that was made by another copy of this library. */
export const SOURCE: unique symbol = Symbol.for('millrace.source') as never;

/** Whether a value is a source: it has a `config`. */
export function isSource(value: unknown): value is { readonly config: object } {
  return typeof value === 'object' && value !== null && SOURCE in value;
}
