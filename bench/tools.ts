/** What is compared: how each tool is started, and where it leaves its files. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface Input {
  /** The address of the API. */
  url: string;
  /** The folder with the page bodies as files, where a tool reads them. */
  pagesFolder: string;
}

/** One contestant. */
export interface Tool {
  name: string;
  /** The command that reads the API, or the files with its page bodies, and writes to the empty folder `out`. */
  command: (input: Input, out: string) => string[];
  /** The Parquet file or folder of the rows themselves, inside `out`. */
  rows: string;
  /** Everything that the tool has published, inside `out`; the tool's own working files are not part of it. */
  published: string;
  /** Whether it reads the page bodies from files. */
  readsPages?: boolean;
  /** Whether the tool promises one row for each key, the last one. */
  deduplicates: boolean;
}

/** The command that runs `source` against the API at `url`. */
export function millraceCommand(here: string, source: string, url: string, out: string): string[] {
  const cli = join(here, '..', 'dist', 'cli', 'main.js');
  if (!existsSync(cli)) throw new Error('dist/cli/main.js is missing: build the project first (npm run build)');
  return [process.execPath, cli, 'run', source, '--set', `client.base_url=${url}`, '--out', out, '--progress', 'none'];
}

/** The tools that can be asked for with `--tools`, by name; `here` is the folder of the benchmark. */
export function benchTools(here: string, python: string): Map<string, Tool> {
  const dlt = { rows: 'bucket/data/rows', published: 'bucket/data', deduplicates: false };
  const peer = (...flags: string[]): Tool['command'] => {
    return ({ url }, out) => [python, join(here, 'dlt_peer.py'), url, out, ...flags];
  };
  const millrace: Tool['command'] = ({ url }, out) => millraceCommand(here, join(here, 'millrace.ts'), url, out);
  const floor: Tool['command'] = ({ pagesFolder }, out) => {
    return [process.execPath, join(here, 'floor.mjs'), pagesFolder, out];
  };
  const file = { rows: 'rows.parquet', published: 'rows.parquet', deduplicates: true };
  const tools: Tool[] = [
    { name: 'millrace', command: millrace, ...file },
    { name: 'floor', command: floor, readsPages: true, ...file },
    { name: 'dlt', command: peer(), ...dlt },
    { name: 'dlt-tuned', command: peer('--tuned'), ...dlt },
  ];
  return new Map(tools.map((tool) => [tool.name, tool]));
}
