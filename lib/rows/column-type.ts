/**
 * The few column types that are published. How a type follows from the values is in `observation.ts`, how it is
 * written in the engines.
 */
export type ColumnType =
  /** Nothing but null so far. */
  | { readonly kind: 'null' }
  | { readonly kind: 'bool' }
  | { readonly kind: 'int64' }
  /** Integers beyond 64 bits, with up to 38 digits; where a hint says so, numbers with `scale` digits after their point. */
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'double' }
  | { readonly kind: 'string' }
  /** An instant, in microseconds, UTC. */
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'date' }
  /** A time of day, in microseconds. */
  | { readonly kind: 'time' }
  /** Bytes. */
  | { readonly kind: 'binary' }
  /** JSON text: values of kinds that no other column holds together. */
  | { readonly kind: 'json' }
  | { readonly kind: 'struct'; readonly fields: readonly Column[] }
  | { readonly kind: 'list'; readonly element: ColumnType };

export interface Column {
  /** The name in the file. */
  readonly name: string;
  readonly type: ColumnType;
}
