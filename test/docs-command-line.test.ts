import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { startSampleApi, type SampleApi } from '../lib/sample/server.ts';
import { ROOT, runCommand } from './helpers/command.ts';
import { assertShown } from './helpers/shown-output.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

interface Shown {
  readonly args: readonly string[];
  readonly output: string;
}

/** The commands of a page with what they print, from its console blocks. */
function shownIn(page: string): Shown[] {
  return [...page.matchAll(/^```console\n\$ millrace (.*)\n([\s\S]*?)^```/gm)].map(([, command, output]) => ({
    args: command!.split(' '),
    output: output!,
  }));
}

describe('docs/command-line.md', () => {
  const folder = temporaryFolder();
  let api: SampleApi;
  let page: string;
  before(async () => {
    api = await startSampleApi();
    page = await readFile(join(ROOT, 'docs/command-line.md'), 'utf8');
  });
  after(() => api.close());

  for (const commands of [['init'], ['plan'], ['check'], ['preview'], ['run', 'state', 'report']]) {
    it(`shows what ${commands.join(' and ')} really print`, async () => {
      const [, source] = /^```yaml\n([\s\S]*?)^```/m.exec(page)!;
      await writeFile(join(folder(), 'my-api.yaml'), source!.replace('http://127.0.0.1:8080', api.url));
      const shown = shownIn(page).filter(({ args }) => commands.includes(args[0]!));
      assert.includeMembers(
        shown.map(({ args }) => args[0]),
        commands,
      );
      for (const { args, output } of shown) {
        const { stdout, stderr } = await runCommand(args, { cwd: folder(), env: { API_TOKEN: 'sample-key' } });
        assertShown(`${stderr}${stdout}`, output, args.join(' '));
      }
    });
  }

  it('names every command, and the exit codes', async () => {
    const { stdout } = await runCommand(['--help'], { cwd: folder() });
    const [, list = ''] = /^Commands:\n([\s\S]*?)\n\n/m.exec(stdout)!;
    const names = [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => name!).filter((name) => name !== 'help');
    assert.includeMembers(names, ['run', 'check']);
    for (const name of names) assert.include(page, `millrace ${name}`);
    for (const code of [0, 1, 2, 130]) assert.match(page, new RegExp(`^\\| ${code} \\|`, 'm'));
  });
});
