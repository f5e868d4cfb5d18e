/** A server of somebody else's, in Python, for the time of a suite. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { lastValueFrom, toArray } from 'rxjs';
import { restApiSource, type RestApiConfig, type Row, type RunEvent } from '../../../lib/index.ts';
import { extraPython } from '../extra-python.ts';

export interface ForeignServer {
  readonly url: string;
  /** Credentials, if it wants some. */
  readonly token?: string;
}

/** Runs a script of this folder, which prints a `ForeignServer`, during the suite that calls this. */
export function foreignServer(script: string): () => ForeignServer {
  let child: ChildProcess;
  let started: ForeignServer;
  before(async () => {
    const path = fileURLToPath(new URL(script, import.meta.url));
    child = spawn(extraPython(), [path], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${script} ended with ${code}`)));
    const [line] = (await Promise.race([once(createInterface({ input: child.stdout! }), 'line'), ended])) as [string];
    ended.catch(() => undefined);
    started = JSON.parse(line) as ForeignServer;
  });
  after(async () => {
    if (child?.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.stdin!.end();
    await ended;
  });
  return () => started;
}

export interface Fetched {
  readonly rows: readonly Row[];
  readonly warnings: readonly string[];
}

/** The rows of the last resource. */
export async function fetchLast(config: object): Promise<Fetched> {
  const warnings: string[] = [];
  const source = restApiSource(config as RestApiConfig);
  const last = source.config.resources.at(-1)!;
  const onEvent = (event: RunEvent) => {
    if (event.type === 'warning') warnings.push(event.message);
  };
  const pages = await lastValueFrom(
    source.resource(typeof last === 'string' ? last : last.name, { onEvent }).pipe(toArray()),
  );
  return { rows: pages.flatMap((page) => page.rows), warnings };
}
