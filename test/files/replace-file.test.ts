import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { SinkError } from '../../lib/core/errors.ts';
import { replaceFile, replaceText } from '../../lib/files/replace-file.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { failsWith } from '../helpers/journal.ts';

describe('replaceFile', () => {
  const folder = temporaryFolder();

  it('shows a reader the old file or the new one, always whole', async () => {
    const path = join(folder(), 'a.txt');
    const texts = Array.from({ length: 60 }, (_, i) => String(i).padStart(4, '0').repeat(20_000));
    await replaceText(path, texts[0]!);
    const seen = new Set<string>();
    const done = new AbortController();
    const reader = (async () => {
      while (!done.signal.aborted) seen.add(await readFile(path, 'utf8'));
    })();
    for (const text of texts) await replaceText(path, text);
    done.abort();
    await reader;
    for (const text of seen) assert.include(texts, text, 'a mixture');
    assert.isAbove(seen.size, 1);
    assert.equal(await readFile(path, 'utf8'), texts.at(-1));
    assert.deepEqual(await readdir(folder()), ['a.txt']);
  });

  it('fails with what to do, and leaves the old file and nothing else', async () => {
    const target = join(folder(), 'a.txt');
    await mkdir(join(target, 'full'), { recursive: true });
    const error = await failsWith(SinkError, () => replaceText(target, 'new'));
    assert.include(error.message, `cannot replace ${target}: `);
    assert.include(error.fix, '--out');
    assert.deepEqual(await readdir(folder()), ['a.txt']);
    await failsWith(SinkError, () => replaceText(join(folder(), 'no', 'a.txt'), 'new'));
  });

  it('fails where there is no finished file, and keeps the old one', async () => {
    const target = join(folder(), 'a.txt');
    await writeFile(target, 'old');
    await failsWith(SinkError, () => replaceFile(join(folder(), 'missing'), target));
    assert.equal(await readFile(target, 'utf8'), 'old');
  });
});
