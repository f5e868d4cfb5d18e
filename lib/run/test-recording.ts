import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../core/errors.ts';
import type { OnEvent, ResourceOutcome } from '../core/events.ts';
import type { EngineName } from '../engines/open-engine.ts';
import { compareRows, type RowDifferences } from '../recording/compare-rows.ts';
import { readExpected, writeExpected, type LinesByTable } from '../recording/expected-rows.ts';
import { readHead } from '../recording/recording.ts';
import { rowLines } from '../recording/row-lines.ts';
import { publishedRows } from './published-rows.ts';
import { run, type PreparedSource } from './run.ts';

export interface TestOptions {
  readonly recording: string;
  /** Takes what is published for what is expected. */
  readonly update: boolean;
  /** Whether rows are taken for the expected ones where there are none yet. */
  readonly acceptFirst: boolean;
  readonly engine?: EngineName;
  readonly onEvent?: OnEvent;
}

export interface TestedTable {
  readonly table: string;
  /** Rows that were published. */
  readonly rows: number;
  /** `undefined` where there is nothing to compare with. */
  readonly differences?: RowDifferences;
  /** The columns by which rows were compared. */
  readonly key: readonly string[];
}

export interface Tested {
  readonly source: string;
  readonly recording: string;
  readonly tables: readonly TestedTable[];
  /** The resources that the replay could not publish. */
  readonly failed: readonly ResourceOutcome[];
  /** `compared` with what was expected, `accepted` as what is expected from now on, or there is `nothing` to compare with. */
  readonly how: 'compared' | 'accepted' | 'nothing';
}

/**
 * Replays a recording into a folder that is removed afterwards, and compares what it publishes with what is expected.
 * Throws a `ConfigError` where there is no recording, or none that begins at the beginning.
 */
export async function testRecording(source: PreparedSource, options: TestOptions): Promise<Tested> {
  const { recording, update, acceptFirst, engine, onEvent } = options;
  const { cursors } = await readHead(recording);
  if (cursors.length > 0) {
    throw new ConfigError(`the recording ${recording} begins at the cursors of ${cursors.join(', ')}`, {
      fix: 'record a run from the beginning: into a folder of its own, with --out',
    });
  }
  const out = await mkdtemp(join(tmpdir(), 'millrace-replay-'));
  try {
    const summary = await run(source, {
      out,
      replay: recording,
      ...(engine && { engine }),
      ...(onEvent && { onEvent }),
    });
    const failed = summary.resources.filter(({ status }) => status !== 'published');
    const tables = await publishedRows(source.plans, out);
    const found = new Map(tables.map(({ table, key, rows }) => [table, rowLines(rows, key)]));
    const keys = new Map(tables.map(({ table, key }) => [table, key]));
    const tested = { source: source.name, recording, failed };
    const expected = await readExpected(recording);
    if (update || (expected === undefined && acceptFirst)) {
      await writeExpected(recording, found, tablesOf(source, failed));
      return { ...tested, how: 'accepted', tables: counted(found, keys) };
    }
    if (expected === undefined) return { ...tested, how: 'nothing', tables: counted(found, keys) };
    return { ...tested, how: 'compared', tables: compared(expected, found, keys, tablesOf(source, failed)) };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

type Keys = ReadonlyMap<string, readonly string[]>;

/** What is missing there is told as a failure. */
function tablesOf({ plans }: PreparedSource, failed: readonly ResourceOutcome[]): ReadonlySet<string> {
  const names = new Set(failed.map(({ resource }) => resource));
  return new Set(
    plans.filter(({ info }) => names.has(info.name)).flatMap(({ info }) => [info.table, `${info.name}.rejected`]),
  );
}

function counted(found: LinesByTable, keys: Keys): TestedTable[] {
  return [...found].map(([table, lines]) => ({ table, rows: lines.length, key: keys.get(table) ?? [] }));
}

function compared(
  expected: LinesByTable,
  found: LinesByTable,
  keys: Keys,
  skipped: ReadonlySet<string>,
): TestedTable[] {
  const names = [...new Set([...found.keys(), ...expected.keys()])].filter((table) => !skipped.has(table));
  return names.map((table) => {
    const key = keys.get(table) ?? [];
    const lines = found.get(table) ?? [];
    return { table, rows: lines.length, key, differences: compareRows(expected.get(table) ?? [], lines, key) };
  });
}

/** Whether all is as expected. */
export function passed({ tables, failed, how }: Tested): boolean {
  const differs = tables.some(({ differences: found }) => found && found.changed + found.missing + found.added > 0);
  return how !== 'nothing' && failed.length === 0 && !differs;
}
