import { open, readFile, type FileHandle } from 'node:fs/promises';
import { ConfigError } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import { exists } from '../files/exists.ts';
import { readLines } from '../files/read-lines.ts';
import { placesOf, VERSION, type Exchange, type Head } from './format.ts';
import { requestKey } from './plain-request.ts';

/** Where the line of an exchange is in its file. */
export interface Position {
  readonly n: number;
  readonly offset: number;
  readonly length: number;
  readonly isAbandoned: boolean;
  readonly isGood: boolean;
}

/** A recording that is open for reading. Only the places of its exchanges are in memory. */
export interface Recording {
  readonly folder: string;
  readonly head: Head;
  /** By the key of their request, in the order in which they were sent. */
  readonly positions: ReadonlyMap<string, readonly Position[]>;
  readonly read: (position: Position) => Promise<Exchange>;
  /** All of them, in the order of the file. */
  readonly all: () => AsyncIterable<Exchange>;
  readonly close: () => Promise<void>;
}

/** Reads how a recording was made. Throws a `ConfigError` where there is none. */
export async function readHead(folder: string): Promise<Head> {
  const { head: path, exchanges } = placesOf(folder);
  let head: unknown;
  try {
    head = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    if (await exists(path)) throw damaged(folder, `${path}: ${(cause as Error).message}`);
    const begun = (await exists(exchanges)) || (await exists(placesOf(folder, '.new').exchanges));
    throw new ConfigError(begun ? `the recording ${folder} was never finished` : `there is no recording in ${folder}`, {
      fix: `make one: millrace run <source> --record ${folder}`,
    });
  }
  if (!isRecord(head) || typeof head['recorded'] !== 'string' || !isRecord(head['options'])) {
    throw damaged(folder, `${path} is not what a recording begins with`);
  }
  if (head['millrace_recording'] !== VERSION) {
    throw new ConfigError(`the recording ${folder} is of another version of millrace`, {
      fix: 'record it anew, or use the version of millrace that it was made with',
    });
  }
  return head as unknown as Head;
}

/** Throws a `ConfigError` where there is no recording, or a damaged one. */
export async function openRecording(folder: string): Promise<Recording> {
  const head = await readHead(folder);
  const { exchanges } = placesOf(folder);
  let file: FileHandle;
  try {
    file = await open(exchanges, 'r');
  } catch (cause) {
    throw damaged(folder, (cause as Error).message);
  }
  try {
    const positions = await readPositions(folder, exchanges);
    return {
      folder,
      head,
      positions,
      read: async ({ n, offset, length }) => {
        const { buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
        return parse(buffer.toString(), folder, n);
      },
      all: async function* () {
        let line = 0;
        for await (const text of readLines(exchanges)) yield parse(text, folder, (line += 1));
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readPositions(folder: string, exchanges: string): Promise<Map<string, Position[]>> {
  const positions = new Map<string, Position[]>();
  let offset = 0;
  let count = 0;
  for await (const line of readLines(exchanges)) {
    const length = Buffer.byteLength(line);
    const { n, request, answer, abandoned = false } = parse(line, folder, (count += 1));
    const key = requestKey(request);
    const isGood = answer !== undefined && answer.status < 400;
    const list = positions.get(key) ?? [];
    list.push({ n, offset, length, isAbandoned: abandoned, isGood });
    positions.set(key, list);
    offset += length + 1;
  }
  for (const list of positions.values()) list.sort((a, b) => a.n - b.n);
  return positions;
}

function parse(line: string, folder: string, number: number): Exchange {
  try {
    const exchange: unknown = JSON.parse(line);
    if (isRecord(exchange) && isRecord(exchange['request'])) return exchange as unknown as Exchange;
  } catch {
    // Told below.
  }
  throw damaged(folder, `line ${number} of its exchanges is no exchange`);
}

function damaged(folder: string, what: string): ConfigError {
  return new ConfigError(`the recording ${folder} is damaged: ${what}`, {
    fix: `restore it, or make it anew: millrace run <source> --record ${folder}`,
  });
}
