import { isUtf8 } from 'node:buffer';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { RecordedAnswer, RecordedRequest } from './format.ts';

type Body = Pick<RecordedAnswer, 'body' | 'file' | 'size'>;

/** A text of so many bytes stands in the line of its exchange. */
const SHORT = 1000;

/** Keeps a body; resolves to what its line says of it. */
export async function keepBody(folder: string, n: number, { resource }: RecordedRequest, body: Buffer): Promise<Body> {
  const size = body.length;
  if (size === 0) return { size };
  if (size <= SHORT && isUtf8(body)) return { size, body: body.toString() };
  const name = resource.replace(/[^\w.-]+/g, '_').slice(0, 60);
  const file = `${String(n).padStart(6, '0')}-${name}${endingOf(body)}.gz`;
  await writeFile(join(folder, file), await promisify(gzip)(body));
  return { size, file };
}

/** Rejects where its file cannot be read. */
export async function readBody(folder: string, { body = '', file }: Body): Promise<Buffer> {
  return file === undefined ? Buffer.from(body) : promisify(gunzip)(await readFile(join(folder, file)));
}

/** For whoever opens the file; nothing depends on it. */
function endingOf(body: Buffer): string {
  const start = body.toString('latin1', 0, 100).trimStart();
  if (/^[[{]/.test(start)) return '.json';
  if (start.startsWith('<')) return '.xml';
  return isUtf8(body) ? '.txt' : '.bin';
}
