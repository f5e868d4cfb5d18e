/**
 * What a small change of a large table costs, as one file and in buckets:
 *
 *   node --import tsx bench/partitions.ts [--rows 5000000] [--buckets 64] [--runs 3]
 *
 * The table is loaded twice, once with `partition_by: {buckets}`. Then 1 % of its rows come changed, all of them in the
 * smallest number of buckets that has so many, as rows of one customer or one region would where a key leads to them.
 * Each round merges the same changes into both. The table, its keys and the changed rows are checked after every round.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { runMeasured, type Cost } from './measure.ts';
import { benchRow } from './rows.ts';

const here = import.meta.dirname;
const PAGE = 1000;
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '5000000' },
    buckets: { type: 'string', default: '64' },
    runs: { type: 'string', default: '3' },
  },
});
const rows = Number(values.rows);
const LAYOUTS = { 'one file': {}, buckets: { PARTITION_BUCKETS: values.buckets } };
type Layout = keyof typeof LAYOUTS;

/** The keys that the API has at the moment, and the text that all of its rows carry. */
let api: { count: number; idAt: (index: number) => number; note: string };

const server = createServer((request, response) => {
  const page = Number(new URL(request.url ?? '/', 'http://localhost').searchParams.get('page') ?? '1');
  const first = (page - 1) * PAGE;
  const length = Math.max(0, Math.min(PAGE, api.count - first));
  const data = Array.from({ length }, (_, i) => {
    const id = api.idAt(first + i);
    return { ...benchRow(id), id, note: api.note };
  });
  const body = JSON.stringify({ data, total_pages: Math.ceil(api.count / PAGE) });
  response.writeHead(200, { 'content-type': 'application/json' }).end(body);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const scratch = mkdtempSync(join(tmpdir(), 'millrace-bench-partitions-'));
const instance = await DuckDBInstance.create(':memory:', { memory_limit: '1GB' });
const connection = await instance.connect();
const folderOf = (layout: Layout): string => join(scratch, layout.replace(' ', '-'));

try {
  api = { count: rows, idAt: (index) => index, note: 'first' };
  for (const layout of Object.keys(LAYOUTS) as Layout[]) report(layout, 'all rows', await load(layout));
  const changed = await clusteredKeys(Math.round(rows / 100));
  for (let round = 1; round <= Number(values.runs); round += 1) {
    const note = `round ${round}`;
    api = { count: changed.length, idAt: (index) => changed[index]!, note };
    const costs = new Map<Layout, Cost>();
    for (const layout of Object.keys(LAYOUTS) as Layout[]) {
      costs.set(layout, await load(layout));
      report(layout, note, costs.get(layout)!);
      await check(layout, note, changed.length);
    }
    const [whole, some] = [costs.get('one file')!, costs.get('buckets')!];
    console.log(
      `${note}: buckets take ${percent(some.wall_s / whole.wall_s)} of the time, ${percent(some.cpu_s / whole.cpu_s)} of the work`,
    );
  }
} finally {
  instance.closeSync();
  server.close();
  rmSync(scratch, { recursive: true, force: true });
}

function load(layout: Layout): Promise<Cost> {
  const cli = join(here, '..', 'dist', 'cli', 'main.js');
  const source = join(here, 'partitions-source.ts');
  const command = [process.execPath, cli, 'run', source, '--out', folderOf(layout), '--progress', 'none'];
  return runMeasured([...command, '--set', `client.base_url=${url}`], here, 'python3', LAYOUTS[layout]);
}

/** Keys of one bucket, and of the next where it has too few. */
async function clusteredKeys(count: number): Promise<number[]> {
  const keys: number[] = [];
  for (const name of readdirSync(join(folderOf('buckets'), 'rows')).sort()) {
    const file = join(folderOf('buckets'), 'rows', name);
    const read = await connection.runAndReadAll(`SELECT id FROM '${file}' LIMIT ${count - keys.length}`);
    keys.push(...read.getRows().map(([id]) => Number(id)));
    if (keys.length >= count) break;
  }
  return keys;
}

async function check(layout: Layout, note: string, changed: number): Promise<void> {
  const files = join(folderOf(layout), layout === 'buckets' ? 'rows/*.parquet' : 'rows.parquet');
  const read = await connection.runAndReadAll(
    `SELECT count(*), count(DISTINCT id), count(*) FILTER (note = '${note}') FROM '${files}'`,
  );
  const found = read.getRows()[0]!.map(Number).join(' ');
  const expected = `${rows} ${rows} ${changed}`;
  if (found !== expected) throw new Error(`${layout}: rows, keys and changed rows are ${found}, not ${expected}`);
}

function report(layout: Layout, what: string, { wall_s, cpu_s, peak_rss_mb }: Cost): void {
  const bytes = execFileSync('du', ['-sm', folderOf(layout)], { encoding: 'utf8' }).split('\t')[0];
  console.log(
    `${layout}, ${what}: ${wall_s.toFixed(2)} s, cpu ${cpu_s.toFixed(2)} s, ${peak_rss_mb} MiB, ${bytes} MB on disk`,
  );
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
