import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { SinkError } from '../../lib/core/errors.ts';
import { seal } from '../../lib/files/sealed.ts';
import { State } from '../../lib/files/state.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { failsWith } from '../helpers/journal.ts';

describe('State', () => {
  const folder = temporaryFolder();
  const path = () => join(folder(), 'state.json');

  it('is empty where there is no file', async () => {
    assert.isUndefined((await State.read(path())).cursor('jobs'));
  });

  it('reads what was saved, whatever the resource is called', async () => {
    const state = await State.read(path());
    await state.saveCursor('__proto__', '2024-01-01');
    await state.saveCursor('constructor', 5);
    await state.saveCursor('jobs', 2n ** 60n);
    const again = await State.read(path());
    assert.equal(again.cursor('__proto__'), '2024-01-01');
    assert.equal(again.cursor('constructor'), 5);
    assert.equal(again.cursor('jobs'), String(2n ** 60n));
    assert.isUndefined(again.cursor('toString'));
  });

  it('keeps every cursor that is saved at the same time', async () => {
    const state = await State.read(path());
    const names = Array.from({ length: 30 }, (_, i) => `r${i}`);
    await Promise.all(names.map((name, i) => state.saveCursor(name, i)));
    const again = await State.read(path());
    assert.deepEqual(
      names.map((name) => again.cursor(name)),
      names.map((_, i) => i),
    );
  });

  it('tells a failure, and saves again after it', async () => {
    const state = await State.read(path());
    await mkdir(path());
    const error = await failsWith(SinkError, () => state.saveCursor('jobs', 1));
    assert.include(error.message, path());
    await rm(path(), { recursive: true });
    await state.saveCursor('bills', 2);
    const again = await State.read(path());
    assert.deepEqual([again.cursor('jobs'), again.cursor('bills')], [1, 2]);
  });

  it('forgets a cursor', async () => {
    const state = await State.read(path());
    await state.saveCursor('jobs', 1);
    await state.saveCursor('jobs', undefined);
    assert.isUndefined((await State.read(path())).cursor('jobs'));
  });

  it('is not read where another version wrote it, and says so', async () => {
    const text = seal({ cursors: {} }, 2);
    await writeFile(path(), text);
    const error = await failsWith(SinkError, () => State.read(path()));
    assert.include(error.message, 'has version 2; this millrace reads 1');
    assert.include(error.fix, 'version of millrace');
    assert.equal(await readFile(path(), 'utf8'), text);
  });

  const damaged = [
    '',
    '{',
    'null',
    '[]',
    '{"version": 1}',
    '{"version": 1, "cursors": {}}',
    seal({ cursors: { jobs: 5 } }, 1).replace('"jobs":5', '"jobs":6'),
    seal({ cursors: { jobs: 5 } }, 2).replace('"version":2', '"version":1'),
    seal({ cursors: [] }, 1),
  ];
  for (const text of damaged) {
    it(`takes ${JSON.stringify(text)} for damaged, says what to do and changes nothing`, async () => {
      await writeFile(path(), text);
      const error = await failsWith(SinkError, () => State.read(path()));
      assert.include(error.message, `the state ${path()} is damaged`);
      assert.include(error.fix, 'backup');
      assert.equal(await readFile(path(), 'utf8'), text);
    });
  }

  it('fails where the file cannot be read', async () => {
    await mkdir(path());
    const error = await failsWith(SinkError, () => State.read(path()));
    assert.include(error.message, `cannot read the state ${path()}`);
  });
});
