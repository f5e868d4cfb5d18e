import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { SinkError } from '../../lib/core/errors.ts';
import { makeFolders } from '../../lib/files/folders.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { failsWith } from '../helpers/journal.ts';

describe('makeFolders', () => {
  const folder = temporaryFolder();

  it('makes the output folder with everything of its own under _millrace', async () => {
    const out = join(folder(), 'a', 'b');
    await makeFolders(out);
    assert.deepEqual(await makeFolders(out), await makeFolders(out));
    assert.deepEqual(await readdir(out), ['_millrace']);
    assert.deepEqual((await readdir(join(out, '_millrace'))).sort(), ['journal', 'parents', 'rejected', 'runs', 'tmp']);
  });

  it('says what is in the way', async () => {
    const out = join(folder(), 'file');
    await writeFile(out, '');
    const error = await failsWith(SinkError, () => makeFolders(out));
    assert.include(error.message, `cannot make the output folder ${out}`);
    assert.include(error.fix, '--out');
  });
});
