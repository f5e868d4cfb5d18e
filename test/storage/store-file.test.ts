import { crc32 } from 'node:zlib';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { SinkError } from '../../lib/core/errors.ts';
import { fetchOwnFiles } from '../../lib/storage/fetch-folder.ts';
import { EMPTY_HEAD, type StoredFile } from '../../lib/storage/head.ts';
import type { OwnFile } from '../../lib/storage/own-files.ts';
import { storeFile } from '../../lib/storage/store-file.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { failure, stores } from './stores.ts';

describe('a file in a bucket', () => {
  const folder = temporaryFolder();
  const { server, open } = stores();
  let keys = 0;
  const newKey = () => `object-${(keys += 1)}`;
  const file = (text: string): OwnFile => ({
    path: 'a/file',
    bytes: Buffer.byteLength(text),
    checksum: crc32(text),
    read: async (start, length) => Buffer.from(text).subarray(start, start + length),
  });
  const put = async (text: string, before?: StoredFile) => storeFile(await open(), file(text), before, newKey);
  const fetched = async (stored: StoredFile) => {
    await fetchOwnFiles(await open(), { ...EMPTY_HEAD, knowsFiles: true, files: { 'a/file': stored } }, folder());
    return readFile(join(folder(), 'a/file'), 'utf8');
  };

  it('that has grown is stored by what is new, and fetched as a whole', async () => {
    const first = await put('one\n');
    const second = await put('one\ntwo\n', first);
    assert.lengthOf(second.parts, 2);
    assert.equal(server().objects.get(`lake/out/${second.parts[1]!.key}`)!.body.toString(), 'two\n');
    assert.equal(await fetched(second), 'one\ntwo\n');
  });

  it('that is the same is not stored again', async () => {
    const first = await put('one\n');
    assert.equal(await put('one\n', first), first);
  });

  it('that begins otherwise, or is shorter, is stored as a whole', async () => {
    const first = await put('one\ntwo\n');
    for (const text of ['uno\ntwo\nthree\n', 'one\n', 'uno\ntwo\n']) {
      const stored = await put(text, first);
      assert.lengthOf(stored.parts, 1, text);
      assert.equal(await fetched(stored), text);
    }
  });

  it('in very many pieces is stored as a whole', async () => {
    let stored: StoredFile | undefined;
    let text = '';
    for (let i = 0; i < 101; i++) stored = await put((text += `${i}\n`), stored);
    assert.lengthOf(stored!.parts, 1);
    assert.equal(await fetched(stored!), text);
  });

  it('that is empty needs no object', async () => {
    const stored = await put('');
    assert.deepEqual(stored, { parts: [], checksum: 0 });
    assert.equal(await fetched(stored), '');
  });

  it('that is not as it was stored is refused', async () => {
    const stored = await put('one\n');
    const [{ key } = assert.fail()] = stored.parts;
    await (await open()).write(key, 'uno\n');
    const changed = await failure(fetched(stored));
    assert.instanceOf(changed, SinkError);
    assert.include(changed.message, 'a/file of s3://lake/out is damaged: its checksum does not fit');
    await (await open()).remove([key]);
    assert.include((await failure(fetched(stored))).message, `${key} is gone`);
  });
});
