import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { writeFolder } from '../../lib/init/write-folder.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const FILES = new Map([
  ['a.ts', 'new a'],
  ['b.txt', 'new b'],
]);
const SECRETS = [{ name: 'api_token', value: 't0p', about: '' }];

describe('init: the folder', () => {
  const folder = temporaryFolder();
  const write = (force = false) => writeFolder(folder(), FILES, SECRETS, { force, shown: 'here' });

  it('is made with all files, secrets for the owner alone', async () => {
    assert.deepEqual(await write(), ['a.ts', 'b.txt', '.env']);
    assert.equal(await readFile(join(folder(), 'a.ts'), 'utf8'), 'new a');
    assert.equal(await readFile(join(folder(), '.env'), 'utf8'), 'API_TOKEN=t0p\n');
    assert.equal((await stat(join(folder(), '.env'))).mode & 0o777, 0o600);
  });

  it('has nothing new where one of the files is there', async () => {
    await writeFile(join(folder(), 'b.txt'), 'old b');
    const error = await write().then(
      () => assert.fail('it was written'),
      (cause: Error) => cause,
    );
    assert.equal(error.message, 'here has b.txt already; nothing was written');
    assert.deepEqual(await readdir(folder()), ['b.txt']);
    assert.equal(await readFile(join(folder(), 'b.txt'), 'utf8'), 'old b');
  });

  it('is written over when that is asked for, but for what a .env has', async () => {
    await writeFile(join(folder(), 'b.txt'), 'old b');
    await writeFile(join(folder(), '.env'), 'OTHER=1\n');
    await chmod(join(folder(), '.env'), 0o644);
    await write(true);
    assert.equal(await readFile(join(folder(), 'b.txt'), 'utf8'), 'new b');
    assert.equal(await readFile(join(folder(), '.env'), 'utf8'), 'OTHER=1\nAPI_TOKEN=t0p\n');
    assert.equal((await stat(join(folder(), '.env'))).mode & 0o777, 0o600);
  });

  it('says so where it cannot be written', async () => {
    await mkdir(join(folder(), 'a.ts'));
    const error = await write(true).then(
      () => assert.fail('it was written'),
      (cause: Error) => cause,
    );
    assert.match(error.message, /^cannot write to here: /);
  });
});
