import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { assert } from 'chai';
import { builtCommand } from '../helpers/built-command.ts';
import { Terminal } from './tmux.ts';

const exec = promisify(execFile);

/** What is typed, and what has to be offered, among other things or alone. */
const CASES: readonly (readonly [typed: string, offered: readonly string[], others: 'others' | 'alone'])[] = [
  ['millrace ', ['run', 'check', 'report', 'completion', 'help'], 'others'],
  ['millrace run --en', ['--engine'], 'alone'],
  ['millrace run --engine ', ['duckdb', 'parquetjs'], 'alone'],
  ['millrace completion ', ['bash', 'zsh', 'fish'], 'alone'],
  ['millrace run my', ['my-api.yaml'], 'alone'],
  ['millrace report --output my', ['my-api.yaml'], 'alone'],
  ['millrace state --format ', ['text', 'json'], 'alone'],
];

describe('extra: completion in the real shells', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-completion-'));
    await mkdir(join(folder, 'bin'));
    await mkdir(join(folder, 'out'));
    await writeFile(join(folder, 'my-api.yaml'), '');
    const program = join(folder, 'bin', 'millrace');
    await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${builtCommand()}' "$@"\n`);
    await chmod(program, 0o755);
    for (const [shell, file] of [
      ['fish', 'millrace.fish'],
      ['zsh', '_millrace'],
    ] as const) {
      await writeFile(join(folder, file), (await exec(program, ['completion', shell])).stdout);
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const env = () => ({ PATH: `${folder}/bin:${process.env['PATH']}`, HOME: folder });

  for (const [typed, offered, others] of CASES) {
    it(`fish offers ${offered.join(', ')} after ${typed}`, async () => {
      const script = `source millrace.fish; complete -C '${typed}'`;
      const { stdout, stderr } = await exec('fish', ['--no-config', '-c', script], { cwd: folder, env: env() });
      assert.equal(stderr, '');
      const words = stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0]!]));
      if (others === 'alone') assert.sameMembers(words, [...offered]);
      else assert.includeMembers(words, [...offered]);
    });
  }

  describe('zsh', () => {
    let terminal: Terminal;
    before(async () => {
      terminal = await Terminal.start(['zsh', '-f'], { columns: 150, rows: 40, cwd: folder, env: env() });
      const setUp = `PS1='zsh> '; fpath=(${folder} $fpath); autoload -U compinit; compinit -u -D; setopt no_beep; bindkey -e`;
      await terminal.keys('-l', `${setUp}; clear`);
      await terminal.keys('Enter');
      await terminal.shows(/^zsh> $|^zsh>$/m);
    });
    beforeEach(() => void (terminal.joins = false));
    after(() => terminal?.close());

    for (const [typed, offered, others] of CASES) {
      it(`offers ${offered.join(', ')} after ${typed}`, async () => {
        await terminal.keys('-l', typed);
        await terminal.keys('Tab');
        const only = others === 'alone' && offered.length === 1;
        const [start = ''] = /.* /.exec(typed) ?? [];
        await (only
          ? terminal.shows(new RegExp(`^zsh> ${start}${offered[0]}`, 'm'), 5000)
          : terminal.shows(
              new RegExp(offered.map((word) => `(?=[\\s\\S]*^(?:.*\\s)?${word}\\b)`).join(''), 'm'),
              5000,
            ));
        // The line is taken away, and the prompt is on an empty screen.
        await terminal.keys('C-e', 'C-u', 'C-l');
        await terminal.shows(/^\s*zsh>\s*$/, 5000);
      });
    }
  });
});
