/** An object of a bucket. */
export interface StoredObject {
  /** Without the prefix that all objects of an output folder share. */
  readonly key: string;
  readonly bytes: number;
}

/** An object that was read as a whole. */
export interface ReadObject {
  readonly body: Buffer;
  /** Names this content: it changes with every writing. */
  readonly etag: string;
  /** Milliseconds since it was written, by the clock of the server. */
  readonly age: number;
}

/** What has to be so, or nothing is written. */
export type Condition =
  | { readonly ifMatch: string; readonly ifNoneMatch?: undefined }
  | { readonly ifNoneMatch: '*'; readonly ifMatch?: undefined };

/** The condition of a writing did not hold: somebody else wrote the object, or removed it. */
export class ConditionFailed extends Error {}

/** What can be read at a place, whatever changes under its name meanwhile. */
export interface Readable {
  readonly bytes: number;
  readonly read: (start: number, length: number) => Promise<Buffer>;
}

/**
 * The objects under one prefix of a bucket. Each appears whole or not at all, and whoever reads after a writing sees
 * it. Failures are `SinkError`s that name the setting and the fix.
 */
export interface ObjectStore {
  /** For messages, e.g. `s3://bucket/prefix`. */
  readonly url: string;
  /** `undefined` where there is no such object. */
  read(key: string): Promise<ReadObject | undefined>;
  /** The last bytes of an object. */
  readEnd(key: string, bytes: number): Promise<Buffer>;
  /** Writes an object to a new file. */
  download(key: string, path: string): Promise<void>;
  /** Resolves to the `etag`; throws `ConditionFailed`. */
  write(key: string, body: Uint8Array | string, condition?: Condition): Promise<string>;
  /** Writes an object of any size, in several requests where it is large. */
  upload(key: string, from: Readable): Promise<void>;
  /** Copies within the bucket; throws `ConditionFailed` where there is nothing to copy any more. */
  copy(from: StoredObject, to: string): Promise<void>;
  list(prefix: string): Promise<readonly StoredObject[]>;
  /** The objects at the top, and the names of the folders there. */
  listTop(): Promise<{ readonly objects: readonly StoredObject[]; readonly folders: readonly string[] }>;
  /** Those that are not there are no error. */
  remove(keys: readonly string[]): Promise<void>;
  close(): void;
}
