/** Asks readers of Parquet files that are not ours, all of them in one Python process: Spark takes long to start. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { assert } from 'chai';
import type { ReadRow } from '../helpers/read-parquet.ts';
import { extraPython } from './extra-python.ts';

export const READERS = ['pyarrow', 'pandas', 'polars', 'duckdb', 'spark'] as const;

export interface Filter {
  readonly name: string;
  readonly column: string;
  readonly op: '==' | '>=';
  readonly text?: string;
  readonly time?: string;
}

export interface Question {
  readonly path: string;
  readonly key: readonly string[];
  readonly filters: readonly Filter[];
  /**
   * A column of integers: of the rows that a filter finds, only how many of them there are (`n`), their `sum`, `min` and
   * `max` are told.
   */
  readonly digest?: string;
}

export interface Found {
  /** By column, in the order of the file. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly rows: readonly ReadRow[];
  readonly keys: number | null;
  readonly filtered: Readonly<Record<string, readonly ReadRow[]>>;
}

/** By reader, then by path. */
export type Answer = Readonly<Record<string, Readonly<Record<string, Found>>>>;

let python: { readonly child: ChildProcess; readonly lines: Interface } | undefined;

/** What each reader finds, with integers as `bigint` and moments of whole milliseconds as `Date`. */
export async function askReaders(files: readonly Question[]): Promise<Answer> {
  const { child, lines } = (python ??= startReaders());
  child.stdin!.write(`${JSON.stringify({ files })}\n`);
  const answer = await Promise.race([once(lines, 'line'), once(child, 'close')]);
  assert.isString(answer[0], 'readers.py has ended');
  return JSON.parse(answer[0] as string, revive) as Answer;
}

after(async () => {
  if (python === undefined || python.child.exitCode !== null) return;
  const closed = once(python.child, 'close');
  python.child.stdin!.end();
  await closed;
});

function startReaders() {
  const script = fileURLToPath(new URL('readers.py', import.meta.url));
  const env = { ...process.env, TZ: 'UTC', PYSPARK_PYTHON: extraPython() };
  const child = spawn(extraPython(), [script], { stdio: ['pipe', 'pipe', 'inherit'], env });
  return { child, lines: createInterface(child.stdout) };
}

function revive(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$int' in value) return BigInt(String(value.$int));
  if (!('$time' in value)) return value;
  const text = String(value.$time);
  // A Date has no microseconds.
  return /\.\d{3}[1-9]|\.\d{4,5}[1-9]/.test(text) ? value : new Date(text);
}
