/**
 * millrace against dlt, over the same API, one run after the other:
 *
 *   node --import tsx bench/compare.ts [--rows 200000] [--runs 3] [--tools millrace,dlt,dlt-tuned,floor]
 *
 * Every round runs each tool once, in turn, so that a slow minute of the machine hits all of them; a first round is
 * not counted. Prints a table and one JSON line to stdout; fails when a tool fails or writes a wrong result.
 */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Measurement } from './measure.ts';
import { measure } from './measure.ts';
import { benchPython } from './python.ts';
import { reportTable, reportTools } from './report.ts';
import type { ServerReady } from './server.ts';
import { benchTools } from './tools.ts';
import type { Input, Tool } from './tools.ts';

const here = import.meta.dirname;
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    runs: { type: 'string', default: '3' },
    tools: { type: 'string', default: 'millrace,dlt,dlt-tuned' },
  },
});
const runs = Number(values.runs);
const python = await benchPython(join(here, 'requirements.txt'));
const tools = chooseTools(values.tools);

const pagesFolder = mkdtempSync(join(tmpdir(), 'millrace-bench-pages-'));
if (tools.some(({ readsPages }) => readsPages))
  execFileSync(process.execPath, [...serverCommand(), '--dump', pagesFolder]);
const serverProcess = spawn(process.execPath, serverCommand(), { stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const server = { ...(await serverReady(serverProcess)), pagesFolder };
  await warmUp(server);
  const results = await rounds(server);
  const reports = reportTools(results, server.rows);
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
  console.log(
    `${server.rows.toLocaleString('en-GB')} rows, ${server.pages} pages, ${server.bytes} bytes, ${runs} rounds`,
  );
  console.log('Cells with three numbers: smallest / median / largest.\n');
  console.log(reportTable(reports));
  console.log(`\n${JSON.stringify({ rows: server.rows, bytes: server.bytes, runs, machine, reports })}`);
} finally {
  serverProcess.kill();
  rmSync(pagesFolder, { recursive: true, force: true });
}

function chooseTools(names: string): Tool[] {
  const known = benchTools(here, python);
  return names.split(',').map((name) => {
    const tool = known.get(name);
    if (tool === undefined) throw new Error(`--tools: no "${name}"; there are ${[...known.keys()].join(', ')}`);
    return tool;
  });
}

function serverCommand(): string[] {
  return ['--import', 'tsx', join(here, 'server.ts'), '--rows', values.rows];
}

async function serverReady(server: ChildProcess): Promise<ServerReady> {
  const lines = createInterface({ input: server.stdout! });
  const ended = once(server, 'exit').then(([code]) => {
    throw new Error(`the server ended with exit code ${String(code)} before it listened`);
  });
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
  ended.catch(() => undefined);
  return JSON.parse(line) as ServerReady;
}

/** Asks for every page once, so that the first tool does not pay for the server's cold code. */
async function warmUp(server: ServerReady): Promise<void> {
  for (let page = 1; page <= server.pages; page += 1) {
    const response = await fetch(`${server.url}/rows?page=${page}`);
    await response.arrayBuffer();
  }
}

async function rounds(server: ServerReady & Input): Promise<Map<string, Measurement[]>> {
  const results = new Map<string, Measurement[]>(tools.map((tool) => [tool.name, []]));
  for (let round = 0; round <= runs; round += 1) {
    for (const tool of tools) {
      const result = await measure(tool, server, here, python);
      const label = round === 0 ? 'not counted' : `round ${round}`;
      console.error(`${label}: ${tool.name} ${result.wall_s} s, ${result.peak_rss_mb} MiB`);
      if (round > 0) results.get(tool.name)!.push(result);
    }
  }
  return results;
}
