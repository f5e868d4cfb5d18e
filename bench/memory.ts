/**
 * Whether memory grows with what is read: the peak of the resident memory of `millrace run`, at two sizes.
 *
 *   node --import tsx bench/memory.ts [--cases rows,parents,large,slow] [--scale 1] [--memory 512MB]
 *
 * The API is in this process and makes each answer when it is asked for; only the other process is measured, and what it
 * publishes is counted. Prints a table. Times are not measured, so the machine may be busy.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { runMeasured } from './measure.ts';
import { benchRow } from './rows.ts';

const here = import.meta.dirname;
const cli = join(here, '..', 'dist', 'cli', 'main.js');
const CHILDREN = 5;

interface Case {
  readonly what: string;
  readonly sizes: readonly [number, number];
  readonly pageSize: number;
  readonly row: (index: number) => object;
  /** The command that reads the API, and what it publishes, with the rows for each of the size. */
  readonly command: (url: string, out: string) => string[];
  readonly published?: readonly (readonly [name: string, rowsEach: number])[];
}

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: 'rows,parents,large,slow' },
    scale: { type: 'string', default: '1' },
    memory: { type: 'string', default: '512MB' },
  },
});

const select = (names: string) => (url: string, out: string) => {
  const source = [join(here, 'memory-source.ts'), '--set', `client.base_url=${url}`, '--select', names];
  return [process.execPath, cli, 'run', ...source, '--memory', values.memory, '--out', out, '--progress', 'none'];
};
const CASES: Readonly<Record<string, Case>> = {
  rows: {
    what: 'rows of 367 bytes',
    sizes: [300_000, 3_000_000],
    pageSize: 1000,
    row: (index) => ({ ...benchRow(index), id: index }),
    command: select('rows'),
    published: [['rows', 1]],
  },
  parents: {
    what: `parents with ${CHILDREN} children each`,
    sizes: [2000, 20_000],
    pageSize: 1000,
    row: (id) => ({ id, name: `parent ${id}` }),
    command: select('parents,children'),
    published: [
      ['parents', 1],
      ['children', CHILDREN],
    ],
  },
  large: {
    what: 'rows of 2 MB',
    sizes: [40, 400],
    pageSize: 2,
    row: (id) => ({ id, text: largeText(id) }),
    command: select('large'),
    published: [['large', 1]],
  },
  slow: {
    what: 'pages of 367 kB, for a sink that takes 5 ms a page',
    sizes: [200_000, 2_000_000],
    pageSize: 1000,
    row: (index) => ({ ...benchRow(index), id: index }),
    command: (url) => [process.execPath, '--import', 'tsx', join(here, 'slow-sink.ts'), url],
  },
};

console.log('| what is read | sizes | peak MiB | ratio |\n| --- | --- | --- | --- |');
for (const name of values.cases.split(',')) {
  const one = CASES[name];
  if (one === undefined) throw new Error(`--cases: no "${name}"; there are ${Object.keys(CASES).join(', ')}`);
  const sizes = one.sizes.map((size) => Math.round(size * Number(values.scale)));
  const peaks: number[] = [];
  for (const size of sizes) peaks.push(await peakOf(one, size));
  const ratio = (peaks[1]! / peaks[0]!).toFixed(2);
  console.log(
    `| ${one.what} | ${sizes.map((size) => size.toLocaleString('en')).join(', ')} | ${peaks.join(', ')} | ${ratio} |`,
  );
}

/** MiB, at this size. */
async function peakOf(one: Case, size: number): Promise<number> {
  const server = serve(one, size).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const out = mkdtempSync(join(tmpdir(), 'millrace-bench-memory-'));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { peak_rss_mb } = await runMeasured(one.command(url, out), here, 'python3');
    for (const [name, rowsEach] of one.published ?? []) await check(join(out, `${name}.parquet`), size * rowsEach);
    return Math.round(peak_rss_mb);
  } finally {
    server.close();
    rmSync(out, { recursive: true, force: true });
  }
}

function serve({ row, pageSize }: Case, size: number): ReturnType<typeof createServer> {
  const pages = Math.ceil(size / pageSize);
  const range = (start: number, count: number, make: (index: number) => object) =>
    Array.from({ length: count }, (_, i) => make(start + i));
  return createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
    const start = (Number(searchParams.get('page')) - 1) * pageSize;
    const [, parent] = /^\/parents\/(\d+)\/children$/.exec(pathname) ?? [];
    const body =
      parent === undefined
        ? { data: range(start, Math.max(0, Math.min(pageSize, size - start)), row), pages }
        : range(0, CHILDREN, (index) => ({ ...benchRow(index), id: index }));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
}

/** 2 MB that differ from row to row and do not shrink much. */
function largeText(id: number): string {
  let text = '';
  for (let i = 0; text.length < 2_000_000; i += 1) text += benchRow(id * 100_000 + i).external_id;
  return text;
}

async function check(file: string, expected: number): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const read = await connection.runAndReadAll(`SELECT count(*) FROM '${file}'`);
  const found = Number(read.getRows()[0]![0]);
  instance.closeSync();
  if (found !== expected) throw new Error(`${file} has ${found} rows, not ${expected}`);
}
