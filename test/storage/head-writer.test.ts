import { assert } from 'chai';
import { firstValueFrom } from 'rxjs';
import { SinkError } from '../../lib/core/errors.ts';
import { HEAD_KEY } from '../../lib/storage/head.ts';
import { HeadWriter, readHead } from '../../lib/storage/head-writer.ts';
import { failure, stores } from './stores.ts';

describe('HeadWriter', () => {
  const { server, open } = stores();
  const holder = { id: '1', pid: 4711, host: 'worker-3', since: '2026-01-31T10:11:12.345Z', lease: 60_000 };
  const epoch = async () => (await readHead(await open())).head.epoch;

  it('writes one change after the other, each of what the one before wrote', async () => {
    const store = await open();
    const writer = new HeadWriter(store, await readHead(store));
    await Promise.all([1, 2, 3].map(() => writer.update((head) => ({ ...head, epoch: head.epoch + 1 }))));
    assert.equal(await epoch(), 3);
  });

  it('knows its own writing again where the answer was lost', async () => {
    process.env['AWS_MAX_ATTEMPTS'] = '3';
    const store = await open();
    const writer = new HeadWriter(store, await readHead(store));
    for (const wanted of [1, 2]) {
      let drops = 1;
      server().intercept = ({ method }) => (method === 'PUT' && drops-- > 0 ? 'drop' : undefined);
      await writer.update((head) => ({ ...head, epoch: head.epoch + 1 }));
      assert.equal(await epoch(), wanted);
    }
    assert.lengthOf(
      server().asked.filter((one) => one.startsWith('PUT')),
      4,
    );
  });

  it('writes nothing more where somebody else did, and says who', async () => {
    const store = await open();
    const found = await readHead(store);
    const [one, other] = [new HeadWriter(store, found), new HeadWriter(store, found)];
    await other.update((head) => ({ ...head, epoch: 5, holder }));
    const lost = firstValueFrom(one.lost);
    const error = await failure(one.update((head) => ({ ...head, epoch: 7 })));
    assert.instanceOf(error, SinkError);
    assert.equal(
      error.message,
      'process 4711 on worker-3 has taken over s3://lake/out: nothing more of this run is published there',
    );
    assert.equal(await lost, error);
    assert.equal((await failure(one.update((head) => head))).message, error.message);
    assert.equal(await epoch(), 5);
  });

  it('goes on after a failure of the server', async () => {
    const store = await open();
    const writer = new HeadWriter(store, await readHead(store));
    server().intercept = () => ({ status: 500, code: 'InternalError' });
    await failure(writer.update((head) => ({ ...head, epoch: 1 })));
    server().intercept = () => undefined;
    await writer.update((head) => ({ ...head, epoch: head.epoch + 2 }));
    assert.equal(await epoch(), 2);
  });

  it('refuses a head that is damaged, or of another version', async () => {
    const store = await open();
    const writer = new HeadWriter(store, await readHead(store));
    await writer.update((head) => ({ ...head, epoch: 1 }));
    const text = (await store.read(HEAD_KEY))!.body.toString();
    await store.write(HEAD_KEY, text.replace('"epoch":1', '"epoch":2'));
    const error = await failure(readHead(store));
    assert.include(error.message, 's3://lake/out/_millrace/head.json is damaged: its checksum does not fit');
    assert.match(error.fix!, /the published files are untouched/);
  });
});
