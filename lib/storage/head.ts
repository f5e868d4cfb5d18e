import { SinkError } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import { seal, unseal } from '../files/sealed.ts';

/** Who writes to an output folder in a bucket. */
export interface Holder {
  /** Of this taking of the lock. */
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  /** Tells machines apart that have the same name; `undefined` where that cannot be known. */
  readonly machine?: string;
  /** When the process started, in the kernel's clock. */
  readonly started?: string;
  /** ISO 8601. */
  readonly since: string;
  /** Milliseconds without a sign of life after which the lock may be taken over. */
  readonly lease: number;
}

/** A piece of a file, as an object that is never written again. */
export interface StoredPart {
  readonly key: string;
  readonly bytes: number;
}

/** A file of the output folder that is not at its own name in the bucket: it consists of these objects, in this order. */
export interface StoredFile {
  readonly parts: readonly StoredPart[];
  /** CRC-32 of the whole. */
  readonly checksum: number;
}

/**
 * What an output folder in a bucket is at a moment, in one object that is only ever replaced by whoever read it last.
 * Replacing it is what a commit is.
 */
export interface Head {
  /** Raised with each taking of the lock. Objects carry it in their names, so that nobody removes those of a later one. */
  readonly epoch: number;
  /** Another one with each writing, by which a writer whose answer was lost knows its own again. */
  readonly write: string;
  readonly holder?: Holder;
  /** State, checkpoint and journal, by their paths in the output folder. */
  readonly files: Readonly<Record<string, StoredFile>>;
  /** What is published, by path, and still has to be copied there from these objects. */
  readonly moving: Readonly<Record<string, StoredPart>>;
  /** Whether it says what there is. Otherwise that may be in files which were copied there from a folder. */
  readonly knowsFiles?: boolean;
  /** The names of the histories of runs that are kept, oldest first. */
  readonly histories?: readonly string[];
}

export const HEAD_KEY = '_millrace/head.json';
const VERSION = 1;

export const EMPTY_HEAD: Head = { epoch: 0, write: '', files: {}, moving: {} };

export function headText(head: Head): string {
  return seal(head, VERSION);
}

/** Throws a `SinkError` where it is damaged, or written by another version. */
export function headIn(text: string, url: string): Head {
  let head: Readonly<Record<string, unknown>>;
  try {
    head = unseal(text);
  } catch (cause) {
    throw new SinkError(`${url}/${HEAD_KEY} is damaged: ${(cause as Error).message}`, {
      fix: 'restore an earlier version of it; or remove it to load everything anew: the published files are untouched',
      cause,
    });
  }
  const { version, ...rest } = head;
  if (version === VERSION && isRecord(rest['files']) && isRecord(rest['moving'])) return rest as unknown as Head;
  throw new SinkError(`${url}/${HEAD_KEY} has version ${String(version)}; this millrace reads ${VERSION}`, {
    fix: 'use the version of millrace that wrote it, or another place with --out',
  });
}

/** The objects that a head speaks of. */
export function keysIn({ files, moving }: Head): ReadonlySet<string> {
  const parts = [...Object.values(files).flatMap((file) => file.parts), ...Object.values(moving)];
  return new Set(parts.map(({ key }) => key));
}
