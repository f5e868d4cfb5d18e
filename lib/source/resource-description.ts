import type { QueryValue, WriteDisposition } from '../core/types.ts';
import type { Decided, Origin } from './origin.ts';

export interface RequestDescription {
  readonly method: Decided<string>;
  /** The first request, complete; what is not known yet stands in braces. */
  readonly url: string;
  readonly path: Decided<string>;
  readonly params: readonly (Decided<string> & { readonly name: string })[];
  /** The names only: a value may be a credential. */
  readonly headers: readonly Decided<string>[];
  /** JSON text, `name=value&…` of a form, or the text that is sent. */
  readonly body?: Decided<string>;
}

export interface ParentDescription {
  readonly resource: string;
  /** The fields of the parent's rows that the request uses: it is sent once for each distinct combination. */
  readonly fields: readonly string[];
  /** The columns that a row has from its parent. */
  readonly columns: readonly string[];
  readonly from: 'written' | 'inferred';
  /** The path that names the parent. */
  readonly writtenOut: string;
}

export interface CursorDescription {
  readonly path: string;
  readonly from: Origin;
  /** The query parameter that tells the API where to start. */
  readonly param?: string;
  /** Where the next run starts: where the last one got to, else `initial_value`. */
  readonly start?: { readonly value: QueryValue; readonly from: 'state' | 'initial_value' };
}

export type ResourceDescription = FetchedDescription | GivenDescription;

interface CommonDescription {
  readonly name: string;
  /** `published`; `parent`: fetched for its children only; `left out`: not fetched at all. */
  readonly role: 'published' | 'parent' | 'left out';
  readonly parent?: ParentDescription;
  readonly primaryKey: Decided<readonly string[]>;
  readonly writeDisposition: Decided<WriteDisposition>;
  /** What becomes of a row whose key is published already, where it does not simply take its place. */
  readonly mergeStrategy?: Decided<string>;
  readonly mergeKey?: Decided<readonly string[]>;
  readonly cursor?: CursorDescription;
  /** What the resource's own steps do to its rows, in order. */
  readonly steps: readonly Decided<string>[];
  /** What validates the rows and types the columns, after the steps. */
  readonly schema?: Decided<string>;
  /** Where not every change of the columns is allowed. */
  readonly schemaContract?: Decided<string>;
  /** The hints on its columns: `amount decimal(10, 2)`, `id not null`. */
  readonly columns?: readonly Decided<string>[];
  /** What becomes of objects and lists, where it is said. */
  readonly nested?: Decided<'struct' | 'json'>;
  /** Whose names the columns have, where it is said. */
  readonly naming?: Decided<'as_is' | 'snake_case'>;
  /** The file, within the output folder. */
  readonly file: Decided<string>;
}

export interface FetchedDescription extends CommonDescription {
  readonly request: RequestDescription;
  readonly auth?: Decided<string>;
  readonly paginator: {
    readonly type: string;
    readonly options: Readonly<Record<string, unknown>>;
    readonly from: Origin;
  };
  /** What is done with answers before anything else, one line a rule: `404: ignore`. */
  readonly responseActions?: Decided<readonly string[]>;
  /** `undefined`: the rows are found in the first answer. */
  readonly dataSelector: Decided<string | undefined>;
  readonly decoder: Decided<string>;
}

/** A resource whose rows are not asked for. */
export interface GivenDescription extends CommonDescription {
  /** Where they come from: a path, or what is given. */
  readonly rows: Decided<string>;
}
