/** What a document says of the values of a row: the part of it that columns, and types, can hold. */
interface Common {
  /** Whether null is allowed as well. */
  readonly nullable: boolean;
  /** What the document calls it, for the name of a constant. */
  readonly name?: string | undefined;
  /** The schema that it was made of. */
  readonly origin?: unknown;
}

export interface RowField {
  readonly name: string;
  readonly type: RowType;
  readonly required: boolean;
}

export interface ObjectType extends Common {
  readonly kind: 'object';
  readonly fields: readonly RowField[];
}

export type RowType = Common &
  (
    | { readonly kind: 'unknown' | 'null' | 'boolean' | 'number' | 'integer' }
    /** An integer that may be larger than 2^53. */
    | { readonly kind: 'int64' }
    | { readonly kind: 'string'; readonly format?: string | undefined; readonly description?: string | undefined }
    | { readonly kind: 'enum'; readonly values: readonly (string | number | boolean)[] }
    | { readonly kind: 'list'; readonly items: RowType }
    /** An object whose keys are data. */
    | { readonly kind: 'map'; readonly values: RowType }
    | { readonly kind: 'union'; readonly options: readonly RowType[] }
    | ObjectType
  );
