/** What one configuration gives, in dlt and in millrace, each with a server of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastValueFrom, toArray } from 'rxjs';
import { restoreBigIntegers } from '../../../lib/decoders/big-integers.ts';
import { restApiSource, type RestApiConfig } from '../../../lib/index.ts';
import { startMockServer, type MockRequest, type MockServer } from '../../dlt/mock-server.ts';
import { readParquet } from '../../helpers/read-parquet.ts';
import { nameOf, type PeerCase } from './peer-cases.ts';
import { peerRoutes } from './routes.ts';

export type PeerRow = Record<string, unknown>;

export interface Side {
  readonly rows: readonly PeerRow[];
  readonly requests: readonly MockRequest[];
  readonly error: string | null;
}

type Ended = Omit<Side, 'requests'>;

/** Runs all cases through dlt, in one Python: its import takes longer than they do. */
export async function throughDlt(python: string, cases: readonly PeerCase[]): Promise<readonly Side[]> {
  const servers = await Promise.all(cases.map(() => startMockServer(peerRoutes())));
  try {
    const asked = cases.map((one, index) => ({
      config: configFor(one, servers[index]!),
      resource: one.runs === undefined ? comparedResource(one) : null,
      runs: one.runs ?? 1,
    }));
    const ended = (await askPython(python, 'run_dlt.py', asked)) as Ended[];
    return ended.map((side, index) => ({ ...side, requests: servers[index]!.requests }));
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
}

/** Runs one case through millrace. */
export async function throughMillrace(one: PeerCase): Promise<Side> {
  const server = await startMockServer(peerRoutes());
  try {
    const config = configFor(one, server) as unknown as RestApiConfig;
    // As many attempts as dlt is told to make, without a pause.
    const client = { error_handler: { max_retries: 1, backoff_factor: 0 }, ...config.client };
    const source = restApiSource({ ...config, client });
    const ended =
      one.runs === undefined ? await pagesOf(source, comparedResource(one)) : await runsOf(source, one.runs);
    return { ...ended, requests: server.requests };
  } finally {
    await server.close();
  }
}

type AnySource = ReturnType<typeof restApiSource<RestApiConfig>>;

async function pagesOf(source: AnySource, name: string): Promise<Ended> {
  const rows: PeerRow[] = [];
  try {
    // One request at a time, as dlt does, so that their order can be compared.
    const pages = await lastValueFrom(source.resource(name, { concurrency: 1 }).pipe(toArray()));
    rows.push(...(pages.flatMap((page) => page.rows) as PeerRow[]));
    return { rows, error: null };
  } catch (error) {
    return { rows, error: String(error) };
  }
}

async function runsOf(source: AnySource, runs: number): Promise<Ended> {
  const out = await mkdtemp(join(tmpdir(), 'millrace-peers-'));
  try {
    const errors: string[] = [];
    for (let run = 0; run < runs; run += 1) {
      const { resources } = await source.run({ out, concurrency: 1 });
      errors.push(...resources.flatMap(({ error }) => (error === undefined ? [] : [error.message])));
    }
    const files = (await readdir(out)).filter((file) => file.endsWith('.parquet'));
    const tables = await Promise.all(files.map((file) => readParquet(join(out, file))));
    return { rows: tables.flat(), error: errors.length === 0 ? null : errors.join('\n') };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

function comparedResource({ config, of }: PeerCase): string {
  return of ?? nameOf(config.resources.at(-1)!);
}

function configFor({ config }: PeerCase, { origin }: MockServer): Record<string, unknown> {
  const client = { base_url: origin, ...config.client };
  return JSON.parse(JSON.stringify({ ...config, client }).replaceAll('ORIGIN', origin)) as Record<string, unknown>;
}

async function askPython(python: string, script: string, question: unknown): Promise<unknown> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(python, [path], { stdio: ['pipe', 'pipe', 'inherit'], timeout: 60_000 });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.end(JSON.stringify(question));
  const [status, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (status !== 0) throw new Error(`${python} ${path} ended with ${status ?? signal}`);
  const text = Buffer.concat(chunks).toString();
  return restoreBigIntegers(text, JSON.parse(text));
}
