/**
 * The few column types that are published. How a type follows from the values is in `observation.ts`, how it is
 * written in the engines.
 */
export type ColumnType =
  /** Nothing but null so far. */
  | { readonly kind: 'null' }
  | { readonly kind: 'bool' }
  | { readonly kind: 'int64' }
  /** Integers beyond 64 bits, up to 38 digits. */
  | { readonly kind: 'decimal' }
  | { readonly kind: 'double' }
  | { readonly kind: 'string' }
  /** An instant, in microseconds, UTC. */
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'date' }
  /** JSON text: values of kinds that no other column holds together. */
  | { readonly kind: 'json' }
  | { readonly kind: 'struct'; readonly fields: readonly Column[] }
  | { readonly kind: 'list'; readonly element: ColumnType };

export interface Column {
  /** The name in the file. */
  readonly name: string;
  readonly type: ColumnType;
}
