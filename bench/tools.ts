/** What is compared: how each tool is started, and where it leaves its files. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** One contestant. */
export interface Tool {
  name: string;
  /** The command that reads the API at `url` and writes to the empty folder `out`. */
  command: (url: string, out: string) => string[];
  /** The Parquet file or folder of the rows themselves, inside `out`. */
  rows: string;
  /** Everything that the tool has published, inside `out`; the tool's own working files are not part of it. */
  published: string;
  /** Whether the tool promises one row for each key, the last one. */
  deduplicates: boolean;
}

/** The tools that can be asked for with `--tools`, by name; `here` is the folder of the benchmark. */
export function benchTools(here: string, python: string): Map<string, Tool> {
  const cli = join(here, '..', 'dist', 'cli', 'main.js');
  const dlt = { rows: 'bucket/data/rows', published: 'bucket/data', deduplicates: false };
  const peer = (...flags: string[]): Tool['command'] => {
    return (url, out) => [python, join(here, 'dlt_peer.py'), url, out, ...flags];
  };
  const millrace: Tool['command'] = (url, out) => {
    if (!existsSync(cli)) throw new Error('dist/cli/main.js is missing: build the project first (npm run build)');
    const source = join(here, 'millrace.ts');
    const set = `client.base_url=${url}`;
    return [process.execPath, cli, 'run', source, '--set', set, '--out', out, '--progress', 'none'];
  };
  const tools: Tool[] = [
    { name: 'millrace', command: millrace, rows: 'rows.parquet', published: 'rows.parquet', deduplicates: true },
    { name: 'dlt', command: peer(), ...dlt },
    { name: 'dlt-tuned', command: peer('--tuned'), ...dlt },
  ];
  return new Map(tools.map((tool) => [tool.name, tool]));
}
