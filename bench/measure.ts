/** One measured run of one tool, and the check of what it wrote. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ServerReady } from './server.ts';
import type { Input, Tool } from './tools.ts';

const run = promisify(execFile);

/** What one run cost and wrote. */
export interface Measurement {
  /** Start to exit of the whole process, seconds. */
  wall_s: number;
  /** User and system time of the process and its children, seconds. */
  cpu_s: number;
  /** MiB; over all processes of the tool. */
  peak_rss_mb: number;
  /** Rows in the files, and how many of them repeat a key that another row has. */
  rows: number;
  duplicates: number;
  /** Size of all Parquet files published. */
  parquet_bytes: number;
}

/** What a command cost; see {@link Measurement}. */
export interface Cost {
  wall_s: number;
  cpu_s: number;
  peak_rss_mb: number;
  exit_code: number;
}

interface Content {
  rows: number;
  distinct_keys: number;
  sequence_sum: number;
}

/** Runs `tool` once against `server` in a new folder; throws when it fails or its files are not what they must be. */
export async function measure(
  tool: Tool,
  server: ServerReady & Input,
  here: string,
  python: string,
): Promise<Measurement> {
  const scratch = mkdtempSync(join(tmpdir(), 'millrace-bench-run-'));
  try {
    const out = join(scratch, 'out');
    mkdirSync(out);
    const command = tool.command(server, out);
    const cost = await runMeasured(command, here, python);
    const checked = await run(python, [join(here, 'check.py'), join(out, tool.rows)]);
    const content = JSON.parse(checked.stdout) as Content;
    verify(tool, server, content);
    return {
      wall_s: cost.wall_s,
      cpu_s: cost.cpu_s,
      peak_rss_mb: cost.peak_rss_mb,
      rows: content.rows,
      duplicates: content.rows - content.distinct_keys,
      parquet_bytes: parquetBytes(join(out, tool.published)),
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Runs a command to its end and measures it; throws when it fails. `env` is added to the environment. */
export async function runMeasured(
  command: readonly string[],
  here: string,
  python: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Cost> {
  const { stdout, stderr } = await run(python, [join(here, 'measure.py'), ...command], {
    maxBuffer: 2 ** 26,
    env: { ...process.env, ...env },
  });
  const cost = JSON.parse(stdout) as Cost;
  if (cost.exit_code !== 0) throw new Error(`exit code ${cost.exit_code}: ${command.join(' ')}\n${stderr}`);
  return cost;
}

function verify(tool: Tool, server: ServerReady, found: Content): void {
  const expected = tool.deduplicates
    ? { rows: server.distinctKeys, distinct_keys: server.distinctKeys, sequence_sum: server.lastSequenceSum }
    : { rows: server.rows, distinct_keys: server.distinctKeys, sequence_sum: (server.rows * (server.rows - 1)) / 2 };
  for (const [name, value] of Object.entries(expected)) {
    const actual = found[name as keyof Content];
    if (actual !== value) throw new Error(`${tool.name} wrote a wrong result: ${name} is ${actual}, not ${value}`);
  }
}

function parquetBytes(path: string): number {
  if (!statSync(path).isDirectory()) return statSync(path).size;
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.parquet'));
  return files.reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
}
