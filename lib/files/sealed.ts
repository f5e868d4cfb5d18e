import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { SinkError } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';

/** A kind of small file that millrace keeps for itself. */
export interface SealedKind {
  /** For messages, e.g. `the state`. */
  readonly what: string;
  /** Raised where older versions of millrace would misread the file. */
  readonly version: number;
  /** What the reader can do where the file is damaged. */
  readonly fix: string;
  /** True where no message may say what is in it. */
  readonly secret?: boolean;
}

/** The file is not as it was written. */
class DamagedFile extends SinkError {}

/** As `readSealed`, but a damaged file is taken for none. */
export async function readUndamaged(path: string, kind: SealedKind): ReturnType<typeof readSealed> {
  try {
    return await readSealed(path, kind);
  } catch (error) {
    if (error instanceof DamagedFile) return undefined;
    throw error;
  }
}

/** The JSON text of an object with the version of its form and a checksum, by which damage to it is noticed. */
export function seal(content: object, version: number, layout: 'dense' | 'readable' = 'dense'): string {
  const text = JSON.stringify(content);
  const head = JSON.stringify({ version, checksum: checksumOf(text, version) });
  const whole = text === '{}' ? head : `${head.slice(0, -1)},${text.slice(1)}`;
  return `${layout === 'dense' ? whole : JSON.stringify(JSON.parse(whole), undefined, 2)}\n`;
}

/**
 * What `seal` was given, and its version. Throws an `Error` that says what is wrong with the text, to complete the
 * sentence `the file is damaged: …`.
 */
export function unseal(text: string): Readonly<Record<string, unknown>> {
  const stored: unknown = JSON.parse(text);
  if (!isRecord(stored)) throw new Error('it is not an object');
  const { version, checksum, ...content } = stored;
  // JSON written from what was parsed from JSON is the same text, however it was laid out in between.
  if (checksum !== checksumOf(JSON.stringify(content), version)) throw new Error('its checksum does not fit');
  return { version, ...content };
}

/** Reads a sealed file; `undefined` where there is none. Throws a `SinkError` that says what to do. */
export async function readSealed(
  path: string,
  { what, version, fix, secret = false }: SealedKind,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new SinkError(`cannot read ${what} ${path}: ${(cause as Error).message}`, { cause });
  }
  const content = unsealed(text, (cause) =>
    secret
      ? new DamagedFile(`${what} ${path} are damaged`, { fix })
      : new DamagedFile(`${what} ${path} is damaged: ${cause.message}`, { fix, cause }),
  );
  if (content['version'] === version) return content;
  throw new SinkError(`${what} ${path} has version ${String(content['version'])}; this millrace reads ${version}`, {
    fix: 'use the version of millrace that wrote it, or another folder with --out',
  });
}

function unsealed(text: string, damaged: (cause: Error) => SinkError): Readonly<Record<string, unknown>> {
  try {
    return unseal(text);
  } catch (cause) {
    throw damaged(cause as Error);
  }
}

function checksumOf(text: string, version: unknown): string {
  return crc32(`${String(version)} ${text}`)
    .toString(16)
    .padStart(8, '0');
}
