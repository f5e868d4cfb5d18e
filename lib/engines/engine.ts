import type { Partitioning, SortColumn } from '../core/types.ts';
import type { Column } from '../rows/column-type.ts';
import type { RowFiles } from '../rows/row-files.ts';
import type { StoredColumn } from '../rows/row-columns.ts';

/** A published file as an engine finds it. */
export interface PublishedFile {
  readonly path: string;
  readonly rows: number;
  readonly columns: readonly Column[];
  /** What its columns have held so far: from its metadata, or from its types where millrace did not write it. */
  readonly stored: readonly StoredColumn[];
}

/** One file of a table that is spread over several. */
export interface PublishedPart extends PublishedFile {
  readonly layout: Partitioning;
  /** Which of the files it is, see `WrittenPart`. */
  readonly part: string;
}

/** A journal file that the engine has read ahead of the write. */
export interface StagedFile {
  readonly source: string;
  readonly path: string;
  readonly rows: number;
  /** The columns as they were known then; a wider type makes it worthless, a further column does not. */
  readonly columns: readonly Column[];
}

/**
 * How versions of rows are kept, after slowly changing dimensions of type 2. An incoming row that is not among the
 * versions that are valid becomes one that is valid from now; a valid version that did not come again is valid until now.
 */
export interface History {
  /** The timestamp columns of validity; null in `to` is valid. */
  readonly from: string;
  readonly to: string;
  /** Now, as an ISO-8601 instant. */
  readonly at: string;
  /** Only versions with the values of an incoming row in these columns end. */
  readonly within?: readonly string[] | undefined;
}

export interface WriteTask {
  /** The file to make. Its folder is there, the file is not. */
  readonly target: string;
  readonly incoming: RowFiles;
  /** Those of the incoming files that were staged ahead. */
  readonly staged?: readonly StagedFile[];
  /** The columns of the new file: every column of the incoming rows and of the published file, wide enough for both. */
  readonly columns: readonly Column[];
  /** Kept in the metadata of the file. */
  readonly stored: readonly StoredColumn[];
  /**
   * Which of the incoming rows stand: one of each key, the first of equal rows, or all of them. `key` columns are never
   * null. Of a key stands the last row, or with `sort` the last of those with the highest (`desc`) or lowest (`asc`)
   * value, published rows included; null is worst. With `keepsPublished` no row of a key stands that is published.
   */
  readonly unique:
    | {
        readonly by: 'key';
        readonly key: readonly string[];
        readonly sort?: SortColumn | undefined;
        readonly keepsPublished?: boolean;
      }
    | { readonly by: 'row' }
    | { readonly by: 'none' };
  /** Rows with `true`, or a value that is no boolean, in this column are left out, after they have replaced others. */
  readonly deleted?: string | undefined;
  /** Published rows with the values of an incoming row in these columns are left out; null has no equal. */
  readonly mergeKey?: readonly string[] | undefined;
  /** The rows of the file are versions of rows, and none is ever taken away. */
  readonly history?: History | undefined;
  /** The published file whose rows go on, but for those that the incoming ones replace. */
  readonly published?: PublishedFile;
  /** Published rows with these values in these columns are left out, whatever their key. */
  readonly replaced?: RowFiles;
}

/** A column, or a value inside of one, as it is in a file. */
export interface LeafFacts {
  /** The names on the way to it; the elements of a list are named as the file names them. */
  readonly path: readonly string[];
  /** How many values there are, nulls and empty lists included. */
  readonly values: number;
  readonly nulls: number;
}

export interface Written {
  readonly rows: number;
  /** What the file has according to the engine, where it counts that. */
  readonly leaves?: readonly LeafFacts[];
  /** Incoming rows that another incoming row replaced. */
  readonly duplicates: number;
  /** Some of the keys of those rows, as JSON; left out where there are none, or where the engine does not tell. */
  readonly repeated?: readonly string[];
}

/** As `WriteTask`, for a table that is spread over files. */
export interface PartsTask extends Omit<WriteTask, 'published' | 'history'> {
  readonly layout: Partitioning;
  /** The files whose rows go on, but for those that the incoming ones replace. */
  readonly published: readonly PublishedPart[];
  /** Parts of which nothing goes on. */
  readonly stale: readonly string[];
  /** Whether every file is to be written again, since the columns have changed. */
  readonly all: boolean;
}

export interface WrittenPart {
  /** The number of the bucket, or the values of the partition columns as the text of a JSON list of texts and nulls. */
  readonly part: string;
  /** Where it was written: the target of the task with a number. */
  readonly path: string;
  readonly rows: number;
  readonly leaves?: readonly LeafFacts[];
}

/**
 * Turns journals into Parquet files. This is all that millrace asks of an engine; everything about when, where and
 * how safely is the business of `publish`.
 */
export interface Engine {
  readonly name: string;
  /** Gets ready in the background, where that takes time. A failure shows in the first call that needs it. */
  warmUp?(): void;
  /** Reads what a Parquet file holds. Throws `SinkError` where it is not a readable Parquet file. */
  inspect(path: string): Promise<PublishedFile>;
  /** Reads one finished journal file, while others are still being written, into a file beside it. */
  stage(files: RowFiles): Promise<StagedFile>;
  /** Writes the task's target. What it leaves behind after an error is removed by the caller. */
  write(task: WriteTask): Promise<Written>;
  /** As `inspect`, for the files of one table; it throws where one of them is no part of a table. */
  inspectParts(paths: readonly string[]): Promise<readonly PublishedPart[]>;
  /** Writes those files of a table that change. Partition columns are not in them: readers take them from the path. */
  writeParts(task: PartsTask): Promise<Omit<Written, 'rows' | 'leaves'> & { readonly parts: readonly WrittenPart[] }>;
  /** Opens a file again and counts its rows and its distinct keys; without a key the two are equal. */
  verify(path: string, key: readonly string[]): Promise<{ readonly rows: number; readonly keys: number }>;
  close(): Promise<void>;
}
