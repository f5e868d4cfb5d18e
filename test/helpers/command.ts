import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { firstValueFrom, filter, map, ReplaySubject, throwIfEmpty } from 'rxjs';
import { builtCommand } from './built-command.ts';

export { ROOT } from './root.ts';

/** How a child process ended, and all that it wrote. */
export interface Ended {
  /** The exit status; `null` where a signal ended it. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd: string;
  /** All of the environment, but for what every process needs: nothing of this process is handed on. */
  readonly env?: Readonly<Record<string, string>>;
  /** The program and its first arguments. By default the command line of this project, built. */
  readonly program?: readonly [string, ...string[]];
}

/** A command that is still running. */
export interface Running {
  readonly child: ChildProcess;
  /** Resolves when stdout and stderr are closed and the process is gone. */
  readonly ended: Promise<Ended>;
  /** Resolves when what was written to a stream so far fits; rejects where the stream ends without it. */
  saw(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<string>;
}

/** Starts `millrace` with these arguments in a process of its own. */
export function startCommand(
  args: readonly string[],
  { cwd, env = {}, program = [process.execPath, builtCommand()] }: CommandOptions,
): Running {
  const [file, ...first] = program;
  const child = spawn(file, [...first, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...passedOn('PATH', 'NODE_V8_COVERAGE'), HOME: cwd, ...env },
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const ended = once(child, 'close').then(([status, signal]) => ({
    status: status as number | null,
    signal: signal as NodeJS.Signals | null,
    stdout: stdout.text(),
    stderr: stderr.text(),
  }));
  return {
    child,
    ended,
    saw: (stream, pattern) => (stream === 'stdout' ? stdout : stderr).saw(pattern),
  };
}

/** Runs `millrace` with these arguments to its end. */
export function runCommand(args: readonly string[], options: CommandOptions): Promise<Ended> {
  return startCommand(args, options).ended;
}

/** What every message to a user has in common: it is there, and it is no stack trace. */
export function assertNoStack({ stdout, stderr }: Ended): void {
  assert.notMatch(stdout + stderr, /^\s+at \S.*:\d+|^Node\.js v|unexpected \w*Error/m);
}

/** No output, and no file that a run leaves behind, has the secret in it. */
export async function assertNoSecret(secret: string, ended: Ended, folder: string): Promise<void> {
  assert.notInclude(ended.stdout, secret, 'stdout');
  assert.notInclude(ended.stderr, secret, 'stderr');
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === '.env') continue;
    const path = join(entry.parentPath, entry.name);
    assert.isFalse((await readFile(path)).includes(secret), path);
  }
}

export function passedOn(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

function collect(stream: NodeJS.ReadableStream) {
  const texts = new ReplaySubject<string>(1);
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => texts.next((text += chunk)));
  stream.on('close', () => texts.complete());
  return {
    text: () => text,
    saw: (pattern: RegExp): Promise<string> =>
      firstValueFrom(
        texts.pipe(
          map((all) => pattern.exec(all)?.[0]),
          filter((found) => found !== undefined),
          throwIfEmpty(() => new Error(`${pattern} was not written; this was:\n${text}`)),
        ),
      ),
  };
}
