import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert } from 'chai';
import { loadSource } from '../lib/cli/load-source.ts';
import { prepareSource } from '../lib/cli/prepare-source.ts';

/** The sources on the pages of `docs/`: blocks that are whole configurations. */
describe('the sources in docs/', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'millrace-docs-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  it('can all be run as they are', async function () {
    this.timeout(30_000);
    const pages = (await readdir('docs')).filter((page) => page.endsWith('.md') && page !== 'reference.md');
    let checked = 0;
    for (const page of pages) {
      const text = await readFile(join('docs', page), 'utf8');
      for (const [index, [, language, code]] of [...text.matchAll(/^```(ts|yaml)\n([\s\S]*?)^```/gm)].entries()) {
        if (!/^(?:client:|export default)/m.test(code!)) continue;
        const file = join(folder, `${page}-${index}.${language}`);
        await writeFile(file, code!);
        const secrets = [...code!.matchAll(/\$\{secret:(\w+)\}|secret\('(\w+)'\)/g)].map(([, yaml, ts]) => yaml ?? ts!);
        await writeFile(join(folder, '.env'), secrets.map((name) => `${name.toUpperCase()}=x\n`).join(''));
        try {
          await prepareSource(await loadSource(file));
        } catch (error) {
          assert.fail(`${page}, block ${index + 1}: ${String(error)}`);
        }
        checked += 1;
      }
    }
    assert.isAbove(checked, 5);
  });
});
