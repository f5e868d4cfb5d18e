import { execFile } from 'node:child_process';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { assert } from 'chai';
import { startSampleApi, type SampleApi } from '../lib/sample/server.ts';
import { blocksOf } from './helpers/code-blocks.ts';
import { ROOT, runCommand } from './helpers/command.ts';
import { assertShown } from './helpers/shown-output.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

const ADDRESS = 'http://127.0.0.1:8080';

/** From the first import on: above it is a comment, which has the address and is broken accordingly. */
function code(module: string): string {
  return module.slice(module.indexOf('import '));
}

describe('docs/tutorial.md', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  let api: SampleApi;
  before(async () => {
    api = await startSampleApi();
  });
  after(() => api.close());

  /** What a command of the page prints; `npx millrace` is this one, all else is the shell's. */
  async function printed(command: string): Promise<string> {
    const [, own] = /^npx millrace (.*)/.exec(command) ?? [];
    if (own !== undefined) {
      const { status, stdout, stderr } = await runCommand(own.replaceAll(ADDRESS, api.url).split(' '), {
        cwd: folder(),
      });
      assert.equal(status, 0, stderr);
      return stderr + stdout;
    }
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', command], { cwd: folder() });
    return stderr + stdout;
  }

  it('works as it is written, and shows what its commands print', async () => {
    const page = await readFile(join(ROOT, 'docs/tutorial.md'), 'utf8');
    // As in a clone, packages are found from the folder in which the commands are typed.
    await symlink(join(ROOT, 'node_modules'), join(folder(), 'node_modules'));
    const [ask] = blocksOf(page, 'js');
    await writeFile(join(folder(), 'ask.mjs'), ask!.code);
    const shown = blocksOf(page, 'console');
    assert.isAbove(shown.length, 6);
    for (const block of shown) {
      const [, command, output] = /^\$ (.*)\n([^]*)$/.exec(block.code)!;
      assertShown(await printed(command!), output!, command!);
    }
    const [pipeline] = blocksOf(page, 'ts');
    const written = await readFile(join(folder(), 'jobs/web-scraper.ts'), 'utf8');
    assert.equal(code(written).replace(api.url, ADDRESS), pipeline!.code);
  });
});
