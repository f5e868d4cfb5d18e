import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { of } from 'rxjs';
import { query } from '../../lib/engines/query.ts';
import { answer, testServers } from '../http/test-servers.ts';
import { api } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { configOf, isPublished, published, runConfig } from './scenario.ts';

describe('parents that are not fetched', () => {
  const servers = testServers();
  const folder = temporaryFolder();
  const out = () => join(folder(), 'data');
  const items = { name: 'items', endpoint: '/items/{resources.ids.id}' };

  const load = async (ids: object, over: object = {}, options: object = {}) => {
    const server = await api(servers, { '/items/1': { ok: 1 }, '/items/2': { ok: 2 } });
    const config = configOf(server.origin, [{ name: 'ids', ...ids }, items], over);
    return { server, ...(await runConfig(config, { out: out(), ...options })) };
  };
  const asked = ['GET /items/1', 'GET /items/2'];
  const expected = [
    { ok: 1, _ids_id: 1 },
    { ok: 2, _ids_id: 2 },
  ];

  it('a list of rows is asked for, and not published', async () => {
    const { server, summary } = await load({ rows: [{ id: 1 }, { id: 2 }, { id: 1 }] });
    assert.sameMembers(server.asked, asked);
    assert.deepEqual(await published(out(), 'items', '_ids_id'), expected);
    assert.isFalse(isPublished(out(), 'ids'));
    assert.deepEqual(
      summary.resources.map(({ resource }) => resource),
      ['items'],
    );
  });

  it('it is published where it says so, or is selected', async () => {
    await load({ rows: [{ id: 1, name: 'x' }], selected: true });
    assert.deepEqual(await published(out(), 'ids'), [{ id: 1, name: 'x' }]);
    const { server } = await load({ rows: [{ id: 5 }], table_name: 'five' }, {}, { select: ['ids'] });
    assert.deepEqual(await published(out(), 'five'), [{ id: 5 }]);
    assert.deepEqual(server.asked, []);
  });

  it('an Observable', async () => {
    const { server } = await load({ rows: of({ id: 1 }, { id: 2 }) });
    assert.sameMembers(server.asked, asked);
  });

  it('the rows pass the steps of their resource', async () => {
    const steps = [{ filter: ({ id }: { id: number }) => id > 1 }];
    const { server } = await load({ rows: [{ id: 1 }, { id: 2 }], processing_steps: steps });
    assert.deepEqual(server.asked, ['GET /items/2']);
  });

  describe('files', () => {
    it('NDJSON', async () => {
      const file = join(folder(), 'ids.ndjson');
      await writeFile(file, '{"id":1}\n{"id":2}\n');
      assert.sameMembers((await load({ file })).server.asked, asked);
      assert.deepEqual(await published(out(), 'items', '_ids_id'), expected);
    });
    it('CSV', async () => {
      const file = join(folder(), 'ids.csv');
      await writeFile(file, 'id\n1\n2\n');
      assert.sameMembers((await load({ file })).server.asked, asked);
      assert.deepEqual(await published(out(), 'items', '_ids_id'), [
        { ok: 1, _ids_id: '1' },
        { ok: 2, _ids_id: '2' },
      ]);
    });
    it('Parquet, such as one that a run has published', async () => {
      await load({ rows: [{ id: 1 }, { id: 2 }], selected: true });
      const { server } = await load({ file: join(out(), 'ids.parquet') });
      assert.sameMembers(server.asked, asked);
      assert.deepEqual(
        await published(out(), 'items', '_ids_id'),
        [...expected, ...expected].sort((a, b) => a.ok - b.ok),
      );
    });
    it('many rows, a batch at a time', async () => {
      const file = join(folder(), 'many.parquet');
      await query(`COPY (SELECT 1 + range % 2 AS id FROM range(10000)) TO '${file}' (FORMAT parquet)`);
      assert.sameMembers((await load({ file })).server.asked, asked);
    });
    it('one that cannot be read fails what needs it, and the rest is published', async () => {
      const file = join(folder(), 'ids.ndjson');
      await mkdir(out(), { recursive: true });
      await writeFile(file, '{"id":1}\n}');
      const { outcome } = await load({ file });
      assert.equal(outcome('items').status, 'failed');
      assert.match(outcome('items').error?.message ?? '', /its parent ids failed/);
      assert.match(String(outcome('items').error?.cause), /cannot read .*line 2/);
    });
  });

  it('an interrupted run loses no parent, also where the rows come in another order the next time', async () => {
    let list = Array.from({ length: 250 }, (_, id) => ({ id }));
    const interruption = new AbortController();
    const server = await servers.http((request, response) => {
      const id = Number(request.url!.split('/').at(-1));
      // It is not answered.
      if (id === 140 && !interruption.signal.aborted) interruption.abort();
      else answer(response, { ok: id });
    });
    const config = () =>
      configOf(server.origin, [
        { name: 'ids', rows: () => list, selected: true },
        { ...items, write_disposition: 'append' },
      ]);
    const first = await runConfig(config(), { out: out(), signal: interruption.signal });
    assert.isTrue(first.summary.interrupted);
    list = list.toReversed();
    const asked = server.asked.length;
    const { outcome } = await runConfig(config(), { out: out() });
    assert.equal(outcome('items').status, 'published');
    const rows = await published(out(), 'items', '_ids_id');
    assert.deepEqual(
      rows.map((row) => row['_ids_id']),
      Array.from({ length: 250 }, (_, id) => id),
    );
    assert.lengthOf(await published(out(), 'ids'), 250);
    assert.isBelow(server.asked.length - asked, 250, 'what was fetched is not fetched again');
  });
});
