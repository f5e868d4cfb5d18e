import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { SinkError } from '../../lib/core/errors.ts';
import { Credentials } from '../../lib/files/credentials.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('Credentials', () => {
  const folder = temporaryFolder();
  const path = () => join(folder(), 'credentials.json');

  it('has nothing at first, and makes no file for that', async () => {
    assert.isUndefined(await new Credentials(path()).get('a'));
    assert.isUndefined(await stat(path()).catch(() => undefined));
  });

  it('keeps what was set for the next run, several at once', async () => {
    const credentials = new Credentials(path());
    await Promise.all([credentials.set('a', '1'), credentials.set('b', '2'), credentials.set('a', '3')]);
    const next = new Credentials(path());
    assert.deepEqual([await next.get('a'), await next.get('b'), await next.get('c')], ['3', '2', undefined]);
  });

  it('can be read by its owner only, also where a crash left an open file behind', async () => {
    await writeFile(`${path()}.new`, 'left behind', { mode: 0o644 });
    await new Credentials(path()).set('a', '1');
    assert.equal((await stat(path())).mode & 0o777, 0o600);
  });

  for (const text of [
    's3cret',
    '',
    '{"version":1,"checksum":"0","values":{"a":"s3cret"}',
    '{"version":1,"values":{"a":"s3cret"}}',
  ]) {
    it(`refuses ${text === '' ? 'an empty file' : text}, without showing what is in it`, async () => {
      await writeFile(path(), text);
      const credentials = new Credentials(path());
      for (const access of [() => credentials.get('a'), () => credentials.set('a', '2')]) {
        const error: unknown = await access().catch((thrown: unknown) => thrown);
        assert.instanceOf(error, SinkError);
        assert.include(error.message, path());
        assert.notInclude(error.message, 's3cret');
      }
      assert.equal(await readFile(path(), 'utf8'), text);
    });
  }

  it('tells when it cannot be written, and goes on to be saved', async () => {
    const credentials = new Credentials(join(folder(), 'missing', 'credentials.json'));
    const error: unknown = await credentials.set('a', '1').catch((thrown: unknown) => thrown);
    assert.instanceOf(error, SinkError);
    await credentials.saved();
  });
});
