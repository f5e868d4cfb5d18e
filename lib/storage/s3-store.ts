import { createWriteStream } from 'node:fs';
import type { Readable as NodeReadable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BucketLocation } from './location.ts';
import {
  ConditionFailed,
  type Condition,
  type ObjectStore,
  type Readable,
  type ReadObject,
  type StoredObject,
} from './object-store.ts';
import type { S3Connection } from './s3-client.ts';
import { isMissing, s3Error, statusOf } from './s3-errors.ts';
import { copyInParts, uploadInParts, type PartsOf } from './s3-parts.ts';
import { withLimit } from './with-limit.ts';

/** Sizes in bytes; for tests, which do not write gigabytes. */
export interface S3Sizes {
  /** What is larger is written in parts of this size, or of as many more as there may be at most. */
  readonly part: number;
  /** What is larger cannot be copied in one request. */
  readonly copy: number;
}

const SIZES: S3Sizes = { part: 8 << 20, copy: 5 * 2 ** 30 };
/** A download that breaks off begins again so many times. */
const DOWNLOADS = 4;
const REMOVALS = 8;

/** The objects of a place on Amazon S3, or on a server that speaks its protocol. */
export class S3Store implements ObjectStore {
  readonly url: string;
  readonly #connection: S3Connection;
  readonly #location: BucketLocation;
  readonly #sizes: S3Sizes;

  constructor(connection: S3Connection, location: BucketLocation, sizes: S3Sizes = SIZES) {
    this.#connection = connection;
    this.#location = location;
    this.#sizes = sizes;
    this.url = location.url;
  }

  async read(key: string): Promise<ReadObject | undefined> {
    return this.#try('read', key, async ({ sdk, client }) => {
      const command = new sdk.GetObjectCommand(this.#at(key));
      let date: string | undefined;
      // The answer has the time of the server; the SDK keeps it to itself.
      command.middlewareStack.add(
        (next) => async (args) => {
          const result = await next(args);
          date = (result.response as { headers?: Record<string, string> }).headers?.['date'];
          return result;
        },
        { step: 'deserialize' },
      );
      try {
        const { Body, ETag, LastModified } = await client.send(command);
        const body = Buffer.from(await Body!.transformToByteArray());
        const now = date === undefined ? Date.now() : Date.parse(date);
        return { body, etag: ETag!, age: Math.max(0, now - (LastModified?.getTime() ?? now)) };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    });
  }

  async readEnd(key: string, bytes: number): Promise<Buffer> {
    return this.#try('read', key, async ({ sdk, client }) => {
      const { Body } = await client.send(new sdk.GetObjectCommand({ ...this.#at(key), Range: `bytes=-${bytes}` }));
      return Buffer.from(await Body!.transformToByteArray());
    });
  }

  async download(key: string, path: string): Promise<void> {
    await this.#try('read', key, async ({ sdk, client }) => {
      for (let attempt = 1; ; attempt++) {
        const { Body } = await client.send(new sdk.GetObjectCommand(this.#at(key)));
        try {
          return await pipeline(Body as NodeReadable, createWriteStream(path));
        } catch (error) {
          const isLocal = (error as NodeJS.ErrnoException).syscall === 'write' || attempt === DOWNLOADS;
          if (isLocal) throw error;
        }
      }
    });
  }

  async write(
    key: string,
    body: Uint8Array | string,
    { ifMatch, ifNoneMatch }: Partial<Condition> = {},
  ): Promise<string> {
    return this.#try('write', key, async ({ sdk, client }) => {
      const ContentLength = Buffer.byteLength(body);
      const condition = { ...(ifMatch && { IfMatch: ifMatch }), ...(ifNoneMatch && { IfNoneMatch: ifNoneMatch }) };
      try {
        const command = new sdk.PutObjectCommand({ ...this.#at(key), Body: body, ContentLength, ...condition });
        return (await client.send(command)).ETag!;
      } catch (error) {
        const isConditional = ifMatch !== undefined || ifNoneMatch !== undefined;
        const failed = statusOf(error) === 412 || statusOf(error) === 409 || isMissing(error);
        throw isConditional && failed ? new ConditionFailed(key, { cause: error }) : error;
      }
    });
  }

  async upload(key: string, from: Readable): Promise<void> {
    if (from.bytes <= this.#sizes.part) {
      await this.write(key, await from.read(0, from.bytes));
      return;
    }
    await this.#try('write', key, () => uploadInParts(this.#parts(key), from));
  }

  async copy(from: StoredObject, to: string): Promise<void> {
    await this.#try('write', to, async ({ sdk, client }) => {
      const { Bucket, Key } = this.#at(from.key);
      const CopySource = `${Bucket}/${Key.split('/').map(encodeURIComponent).join('/')}`;
      try {
        if (from.bytes > this.#sizes.copy) await copyInParts(this.#parts(to), CopySource, from.bytes);
        else await client.send(new sdk.CopyObjectCommand({ ...this.#at(to), CopySource }));
      } catch (error) {
        throw isMissing(error) || statusOf(error) === 412 ? new ConditionFailed(from.key, { cause: error }) : error;
      }
    });
  }

  async list(prefix: string): Promise<readonly StoredObject[]> {
    return (await this.#list(prefix)).objects;
  }

  async listTop() {
    return this.#list('', '/');
  }

  #list(prefix: string, Delimiter?: string) {
    return this.#try('list', prefix, async ({ sdk, client }) => {
      const { Bucket, Key: Prefix } = this.#at(prefix);
      const own = this.#at('').Key.length;
      const objects: StoredObject[] = [];
      const folders: string[] = [];
      for (let ContinuationToken: string | undefined; ;) {
        const answer = await client.send(
          new sdk.ListObjectsV2Command({
            Bucket,
            Prefix,
            ...(Delimiter && { Delimiter }),
            ...(ContinuationToken && { ContinuationToken }),
          }),
        );
        for (const { Key, Size = 0 } of answer.Contents ?? []) objects.push({ key: Key!.slice(own), bytes: Size });
        for (const { Prefix } of answer.CommonPrefixes ?? []) folders.push(Prefix!.slice(own, -1));
        ContinuationToken = answer.NextContinuationToken;
        if (ContinuationToken === undefined) return { objects, folders };
      }
    });
  }

  async remove(keys: readonly string[]): Promise<void> {
    await withLimit(REMOVALS, keys, (key) =>
      this.#try('remove', key, async ({ sdk, client }) => {
        try {
          await client.send(new sdk.DeleteObjectCommand(this.#at(key)));
        } catch (error) {
          if (!isMissing(error)) throw error;
        }
      }),
    );
  }

  close(): void {
    this.#connection.client.destroy();
  }

  #parts(key: string): PartsOf {
    const { sdk, client } = this.#connection;
    return { sdk, client, at: this.#at(key), size: this.#sizes.part };
  }

  #at(key: string): { readonly Bucket: string; readonly Key: string } {
    const { bucket, prefix } = this.#location;
    return { Bucket: bucket, Key: prefix === '' ? key : `${prefix}/${key}` };
  }

  async #try<T>(doing: string, key: string, work: (connection: S3Connection) => Promise<T>): Promise<T> {
    try {
      return await work(this.#connection);
    } catch (error) {
      if (error instanceof ConditionFailed) throw error;
      throw s3Error(error, doing, key, this.#location, this.#connection.server);
    }
  }
}
