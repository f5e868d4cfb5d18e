import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { concatMap, filter, firstValueFrom, from, map, tap, throwError, timeout, timer } from 'rxjs';
import { passedOn } from '../helpers/command.ts';

const exec = promisify(execFile);

export interface TerminalOptions {
  readonly columns: number;
  readonly rows: number;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a terminal shows: its lines without the spaces at their ends. */
export type Screen = readonly string[];

/** A program in a real terminal, which tmux plays. */
export class Terminal {
  /** Every screen that was looked at, oldest first. */
  readonly screens: Screen[] = [];
  /** Whether a line that the terminal has broken is shown as one, so that one that was too wide is seen. */
  joins = true;
  readonly #socket: string;
  readonly #raw: string;
  readonly #status: string;

  private constructor(folder: string) {
    this.#socket = join(folder, 'tmux.socket');
    this.#raw = join(folder, 'tmux.raw');
    this.#status = join(folder, 'tmux.status');
  }

  static async start(command: readonly string[], { columns, rows, cwd, env = {} }: TerminalOptions): Promise<Terminal> {
    const terminal = new Terminal(cwd);
    const quoted = command.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
    // It waits until everything that it writes is kept. The status goes into a file: tmux sometimes never learns it.
    const waiting = `stty -echo; read -r _; stty echo; trap : INT; ${quoted}; echo $? > '${terminal.#status}'`;
    await exec(
      'tmux',
      [
        '-S',
        terminal.#socket,
        '-f',
        '/dev/null',
        'new-session',
        '-d',
        '-x',
        `${columns}`,
        '-y',
        `${rows + 1}`,
        waiting,
      ],
      { cwd, env: { ...passedOn('PATH'), HOME: cwd, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...env } },
    );
    await terminal.#tmux('set-option', '-g', 'remain-on-exit', 'on');
    await terminal.#tmux('pipe-pane', '-O', `cat > '${terminal.#raw}'`);
    await terminal.keys('Enter');
    return terminal;
  }

  async screen(): Promise<Screen> {
    const text = await this.#tmux('capture-pane', '-p', ...(this.joins ? ['-J'] : []));
    const screen = text.split('\n').map((line) => line.trimEnd());
    this.screens.push(screen);
    return screen;
  }

  /** Looks at the terminal again and again, until what it shows fits. */
  async shows(pattern: RegExp, within = 60_000): Promise<Screen> {
    return this.#until(
      () => this.screen(),
      (screen) => pattern.test(screen.join('\n')),
      within,
    );
  }

  /** The exit status, when the program has ended. */
  async ended(within = 60_000): Promise<number> {
    const watched = async () => {
      await this.screen();
      return readFile(this.#status, 'utf8').catch(() => '');
    };
    const status = await this.#until(watched, (text) => text.endsWith('\n'), within);
    // What it wrote at the very end.
    await this.screen();
    return Number(status);
  }

  async keys(...keys: readonly string[]): Promise<void> {
    await this.#tmux('send-keys', ...keys);
  }

  async resize(columns: number): Promise<void> {
    await this.#tmux('resize-window', '-x', `${columns}`);
  }

  /** Everything that the program has written, with its control codes. */
  written(): Promise<string> {
    return readFile(this.#raw, 'utf8');
  }

  async close(): Promise<void> {
    await this.#tmux('kill-server').catch(() => undefined);
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    return (await exec('tmux', ['-S', this.#socket, ...args])).stdout;
  }

  #until<T>(look: () => Promise<T>, fits: (seen: T) => boolean, within: number): Promise<T> {
    let last: T | undefined;
    return firstValueFrom(
      timer(0, 50).pipe(
        concatMap(() => from(look())),
        tap((seen) => (last = seen)),
        filter(fits),
        timeout({
          first: within,
          with: () => throwError(() => new Error(`it was not shown; this was:\n${[last].flat().join('\n')}`)),
        }),
        map((seen) => seen),
      ),
    );
  }
}
