import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { runCommand } from '../helpers/command.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const isInstalled = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

describe('cli: completion', () => {
  const folder = temporaryFolder();
  const scripts = new Map<string, string>();
  before(async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { status, stdout, stderr } = await runCommand(['completion', shell], { cwd: process.cwd() });
      assert.deepEqual([status, stderr], [0, '']);
      scripts.set(shell, stdout);
    }
  });

  /** What bash offers for a line that ends at the cursor; bash breaks words at = and colons. */
  const offered = (line: string): string[] => {
    const words = line.split(/ +|([=:])/).filter((word) => word !== undefined && (word !== '' || line.endsWith(' ')));
    const list = words.map((word) => `'${word}'`).join(' ');
    const script = `${scripts.get('bash')}
      # Outside of a real completion there is nothing to set.
      compopt() { :; }
      COMP_WORDS=(${list}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _millrace; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { status, stdout, stderr } = spawnSync('bash', ['-uc', script], { cwd: folder(), encoding: 'utf8' });
    assert.deepEqual([status, stderr], [0, ''], line);
    return stdout.split('\n').filter((word) => word !== '');
  };

  describe('in bash', () => {
    before(function () {
      if (!isInstalled('bash')) this.skip();
    });

    it('offers commands', () => {
      assert.includeMembers(offered('millrace '), ['run', 'check', 'plan', 'preview', 'completion', 'help']);
      assert.deepEqual(offered('millrace p'), ['plan', 'preview']);
      assert.includeMembers(offered('millrace help '), ['run', 'plan']);
    });

    it('offers the options of a command, and of the program before one', () => {
      assert.deepEqual(offered('millrace run --s'), ['--select', '--set']);
      assert.deepEqual(offered('millrace preview my.ts jobs --f'), ['--format']);
      assert.deepEqual(offered('millrace --v'), ['--version']);
      assert.isEmpty(offered('millrace demo --select'));
    });

    it('offers the values of an option, in both ways to write it', () => {
      assert.deepEqual(offered('millrace plan --format '), ['tree', 'json', 'mermaid']);
      assert.deepEqual(offered('millrace plan --format=m'), ['mermaid']);
      assert.deepEqual(offered('millrace preview --format c'), ['csv']);
      assert.isEmpty(offered('millrace run --limit '));
    });

    it('offers files for a source and folders for an output folder', async () => {
      await writeFile(join(folder(), 'my api.ts'), '');
      await writeFile(join(folder(), 'other.ts'), '');
      await mkdir(join(folder(), 'out'));
      assert.sameMembers(offered('millrace run '), ['my api.ts', 'other.ts', 'out']);
      assert.deepEqual(offered('millrace run my'), ['my api.ts']);
      assert.deepEqual(offered('millrace run --out '), ['out']);
      assert.deepEqual(offered('millrace run -o '), ['out']);
    });

    it('does not take the value of an option for an argument', async () => {
      await writeFile(join(folder(), 'source.ts'), '');
      assert.deepEqual(offered('millrace run --set client.base_url=http://127.0.0.1:9000 '), ['source.ts']);
      assert.deepEqual(offered('millrace run --set=client.base_url=http://127.0.0.1:9000 '), ['source.ts']);
      assert.deepEqual(offered('millrace run -o out '), ['source.ts']);
      assert.isEmpty(offered('millrace run source.ts '), 'it takes one source');
      assert.isEmpty(offered('millrace preview source.ts '), 'nobody knows its resources');
    });
  });

  for (const shell of ['zsh', 'fish']) {
    it(`is a script that ${shell} reads`, async function () {
      if (!isInstalled(shell)) this.skip();
      // fish does not take a script from a socket.
      const path = join(folder(), `script.${shell}`);
      await writeFile(path, scripts.get(shell)!);
      const { status, stderr } = spawnSync(shell, ['-n', path], { encoding: 'utf8' });
      assert.deepEqual([status, stderr], [0, '']);
    });

    it(`knows every command and option in ${shell}`, () => {
      const script = scripts.get(shell)!;
      for (const word of ['run', 'check', 'plan', 'preview', 'sample-api', 'demo', 'completion']) {
        assert.match(script, new RegExp(`\\b${word}\\b`));
      }
      assert.match(
        script,
        shell === 'zsh' ? /'\*--format\[.*\]:value:\(tree json mermaid\)'/ : /-l format .* -x -a 'tree json mermaid'/,
      );
      assert.match(script, shell === 'zsh' ? /'1:source:_files'/ : /__fish_seen_subcommand_from run' -F/);
    });
  }

  it('does not ask fish for files and for no files at once, which made an error of each new shell', () => {
    const lines = scripts.get('fish')!.split('\n');
    assert.isEmpty(lines.filter((line) => / -x\b.* -F\b/.test(line)));
    assert.isNotEmpty(lines.filter((line) => / -l output .* -r -F$/.test(line)));
  });

  it('names the shells that it knows', async () => {
    const { status, stdout, stderr } = await runCommand(['completion', 'tcsh'], { cwd: folder() });
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /bash, zsh, fish/);
  });
});
