/**
 * How near requests that take time come to the best that is possible, 8 of them at once:
 *
 *   node --import tsx bench/concurrency.ts [--runs 3] [--tools millrace,dlt,dlt-parallel]
 *
 * 100 pages whose number is known, and the children of 200 parents, 50 ms each. Fails where millrace takes more than
 * twice the ideal time, or a tool does not publish every row once.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { runMeasured } from './measure.ts';
import { benchPython } from './python.ts';
import { spread, spreadText } from './report.ts';
import { slowApi, type Asked } from './slow-api.ts';
import { millraceCommand } from './tools.ts';

const here = import.meta.dirname;
const CONCURRENCY = 8;
const DELAY = 50;
const PARTS = { pages: 100, children: 200 };
type Part = keyof typeof PARTS;

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '3' }, tools: { type: 'string', default: 'millrace,dlt,dlt-parallel' } },
});
const python = await benchPython(join(here, 'requirements.txt'));
const api = await slowApi(PARTS.pages, PARTS.children, DELAY);
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();

/** The command, and where it leaves the rows. */
const TOOLS: Readonly<Record<string, { command: (config: string, out: string) => string[]; rows: string }>> = {
  millrace: {
    command: (config, out) => [...millraceCommand(here, config, api.url, out), '--concurrency', String(CONCURRENCY)],
    rows: 'rows.parquet',
  },
  dlt: { command: (config, out) => peer(config, out), rows: 'bucket/data/rows/*.parquet' },
  'dlt-parallel': {
    command: (config, out) => [...peer(config, out), '--parallel'],
    rows: 'bucket/data/rows/*.parquet',
  },
};

try {
  console.log('| part | tool | first request to last answer, s | of the ideal | most at once | whole process, s |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const part of Object.keys(PARTS) as Part[]) {
    const ideal = (Math.ceil(PARTS[part] / CONCURRENCY) * DELAY) / 1000;
    console.log(`| ${PARTS[part]} ${part} | ideal | ${ideal.toFixed(2)} | 1.00 | ${CONCURRENCY} | |`);
    for (const name of values.tools.split(',')) await measureTool(part, name, ideal);
  }
} finally {
  instance.closeSync();
  api.close();
}

async function measureTool(part: Part, name: string, ideal: number): Promise<void> {
  const runs: (Asked & { wall: number })[] = [];
  for (let round = 0; round < Number(values.runs); round += 1) runs.push(await once(part, name));
  const seconds = spread(runs.map((run) => run.seconds));
  const wall = spread(runs.map((run) => run.wall));
  const most = Math.max(...runs.map((run) => run.most));
  const cells = [
    `${PARTS[part]} ${part}`,
    name,
    spreadText(seconds, (value) => value.toFixed(2)),
    (seconds.median / ideal).toFixed(2),
    most,
    spreadText(wall, (value) => value.toFixed(2)),
  ];
  console.log(`| ${cells.join(' | ')} |`);
  if (name !== 'millrace' || seconds.median <= 2 * ideal) return;
  console.error(`${part}: ${seconds.median} s are more than twice the ideal ${ideal} s`);
  process.exitCode = 1;
}

async function once(part: Part, name: string): Promise<Asked & { wall: number }> {
  const tool = TOOLS[name];
  if (tool === undefined) throw new Error(`--tools: no "${name}"; there are ${Object.keys(TOOLS).join(', ')}`);
  const out = mkdtempSync(join(tmpdir(), 'millrace-bench-concurrency-'));
  try {
    api.reset();
    const { wall_s: wall } = await runMeasured(tool.command(join(here, `concurrency-${part}.json`), out), here, python);
    const asked = api.asked();
    const read = await connection.runAndReadAll(`SELECT count(*), count(DISTINCT id) FROM '${join(out, tool.rows)}'`);
    const rows = api.rowsOf(PARTS[part]);
    const found = read.getRows()[0]!.map(Number).join(' ');
    if (found !== `${rows} ${rows}`) throw new Error(`${name}: rows and keys are ${found}, not ${rows} ${rows}`);
    if (asked.requests !== PARTS[part]) throw new Error(`${name} sent ${asked.requests} requests`);
    return { ...asked, wall };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function peer(config: string, out: string): string[] {
  return [python, join(here, 'dlt_peer.py'), api.url, out, '--config', config];
}
