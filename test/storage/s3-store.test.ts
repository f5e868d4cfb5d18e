import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { ConditionFailed } from '../../lib/storage/object-store.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { failure, stores } from './stores.ts';

const SMALL = { part: 10, copy: 25 };

describe('S3Store', () => {
  const folder = temporaryFolder();
  const { server, open } = stores();
  const readable = (text: string) => ({
    bytes: text.length,
    read: async (start: number, length: number) => Buffer.from(text.slice(start, start + length)),
  });
  const textOf = (name: string) => server().objects.get(`lake/out/${name}`)?.body.toString();

  it('reads what it wrote, and nothing where there is nothing', async () => {
    const store = await open();
    const etag = await store.write('a/b', 'text');
    const found = await store.read('a/b');
    assert.equal(found!.body.toString(), 'text');
    assert.equal(found!.etag, etag);
    assert.isUndefined(await store.read('a/c'));
  });

  it('tells how old an object is by the clock of the server', async () => {
    const store = await open();
    await store.write('old', 'text');
    const kept = server().objects.get('lake/out/old')!;
    server().objects.set('lake/out/old', { ...kept, at: Date.now() - 90_000 });
    assert.closeTo((await store.read('old'))!.age, 90_000, 2000);
  });

  it('writes under a condition, or not at all', async () => {
    const store = await open();
    const etag = await store.write('head', '1', { ifNoneMatch: '*' });
    assert.instanceOf(await failure(store.write('head', '2', { ifNoneMatch: '*' })), ConditionFailed);
    await store.write('head', '3', { ifMatch: etag });
    assert.instanceOf(await failure(store.write('head', '4', { ifMatch: etag })), ConditionFailed);
    assert.instanceOf(await failure(store.write('none', '5', { ifMatch: etag })), ConditionFailed);
    assert.equal(textOf('head'), '3');
  });

  it('lists over several answers, with names of any kind, and the top alone', async () => {
    const store = await open();
    const keys = Array.from({ length: 9 }, (_, i) => `t/country=ČR & <${i}>/data.parquet`);
    for (const key of [...keys, 'a.parquet', 'u/x']) await store.write(key, 'text');
    const listed = await store.list('t/');
    assert.sameMembers(
      listed.map(({ key }) => key),
      keys,
    );
    assert.equal(listed[0]!.bytes, 4);
    const top = await store.listTop();
    assert.deepEqual(top, { objects: [{ key: 'a.parquet', bytes: 4 }], folders: ['t', 'u'] });
  });

  it('downloads an object, and its end', async () => {
    const store = await open();
    await store.write('file', '0123456789');
    await store.download('file', join(folder(), 'file'));
    assert.equal(await readFile(join(folder(), 'file'), 'utf8'), '0123456789');
    assert.equal((await store.readEnd('file', 3)).toString(), '789');
  });

  it('writes and copies in parts what is too large for one request', async () => {
    const store = await open('s3://lake/out', SMALL);
    const text = 'abcdefghijklmnopqrstuvwxyz!';
    await store.upload('large', readable(text));
    assert.equal(textOf('large'), text);
    for (let i = 0; i < 2; i++) {
      await store.copy({ key: 'large', bytes: text.length }, 'copy');
      assert.equal(textOf('copy'), text);
    }
    assert.isAbove(server().asked.filter((one) => one === 'PUT out/copy').length, 2);
    assert.equal(server().uploads.size, 0);
  });

  it('leaves no parts of what could not be written', async () => {
    const store = await open('s3://lake/out', SMALL);
    server().intercept = ({ query }) => (query.get('partNumber') === '2' ? { status: 400, code: 'Bad' } : undefined);
    assert.match((await failure(store.upload('large', readable('x'.repeat(25))))).message, /cannot write .*large/);
    assert.equal(server().uploads.size, 0);
    assert.isUndefined(textOf('large'));
  });

  it('does not complete a copy in parts over what somebody else published meanwhile', async () => {
    const store = await open('s3://lake/out', SMALL);
    await store.upload('staged', readable('old'.repeat(10)));
    server().intercept = ({ method, query }) => {
      const isLast = method === 'POST' && query.has('uploadId');
      const kept = server().objects.get('lake/out/staged')!;
      if (isLast) server().objects.set('lake/out/final', { ...kept, body: Buffer.from('new') });
      return undefined;
    };
    assert.instanceOf(await failure(store.copy({ key: 'staged', bytes: 30 }, 'final')), ConditionFailed);
    assert.equal(textOf('final'), 'new');
  });

  it('says of a copy that there is nothing to copy any more', async () => {
    const store = await open();
    assert.instanceOf(await failure(store.copy({ key: 'gone', bytes: 3 }, 'final')), ConditionFailed);
  });

  it('removes, also what is not there', async () => {
    const store = await open();
    await store.write('a', 'text');
    await store.remove(['a', 'b']);
    assert.equal(server().objects.size, 0);
  });
});
