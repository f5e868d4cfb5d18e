import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { SinkError } from '../../lib/core/errors.ts';
import { ParentLog, type ParentMarks } from '../../lib/progress/parent-log.ts';
import { failsWith } from '../helpers/journal.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('ParentLog', () => {
  const folder = temporaryFolder();

  const open = (marks: ParentMarks, parentStartsOver = false, begun: readonly string[] = []) =>
    ParentLog.open(folder(), JSON.parse(JSON.stringify(marks)) as ParentMarks, {
      begun: new Set(begun),
      parentStartsOver,
    });

  /** Three parents, of which the second is done and the third one is given after the marks. */
  async function interrupted(): Promise<ParentMarks> {
    const log = await open({});
    assert.deepEqual([[...log.finished], log.pending], [[], []]);
    log.give({ key: 'a', row: { id: 1n << 60n, text: 'line\n\u2028' }, ancestors: { sites: { id: 7 } } });
    log.give({ key: 'b', row: { id: 2 } });
    log.give({ key: 'b', row: { id: 'twice' } });
    log.finish('b');
    const { marks } = log;
    log.give({ key: 'c', row: { id: 3 } });
    log.finish('a');
    await log.sync();
    await log.close();
    return marks;
  }

  it('knows again what it was given, row for row, and what was done', async () => {
    const log = await open(await interrupted());
    assert.deepEqual([...log.finished], ['b']);
    assert.deepEqual(log.pending, [
      { key: 'a', row: { id: 1n << 60n, text: 'line\n\u2028' }, ancestors: { sites: { id: 7 } } },
    ]);
    // What its parent gives again is not written again.
    log.give({ key: 'a', row: {} });
    log.give({ key: 'c', row: { id: 3 } });
    log.finish('a');
    const { marks } = log;
    assert.equal(marks.given.lines, 3);
    await log.sync();
    await log.close();
    const again = await open(marks);
    assert.deepEqual([...again.finished], ['b', 'a']);
    assert.deepEqual(
      again.pending.map(({ key }) => key),
      ['c'],
    );
    await again.close();
  });

  it('leaves out what a parent that starts over gives again, but for what was begun', async () => {
    const before = await interrupted();
    const log = await open(before, true, ['a']);
    assert.deepEqual(
      log.pending.map(({ key }) => key),
      ['a'],
    );
    log.give({ key: 'c', row: { id: 3 } });
    const { marks } = log;
    await log.sync();
    await log.close();
    const again = await open(marks);
    assert.deepEqual(
      again.pending.map(({ key }) => key),
      ['a', 'c'],
    );
    await again.close();
    // Until there is a new checkpoint, the old one has to be good.
    const old = await open(before);
    assert.lengthOf(old.pending, 1);
    await old.close();
  });

  it('forgets what was not begun', async () => {
    const log = await open(await interrupted(), true);
    assert.deepEqual(log.pending, []);
    assert.deepEqual([...log.finished], ['b']);
    await log.close();
  });

  it('is refused where it is damaged', async () => {
    const marks = await interrupted();
    const [file] = await readdir(folder());
    await writeFile(join(folder(), file!), 'x');
    const error = await failsWith(SinkError, () => open(marks));
    assert.include(error.message, 'is damaged');
    assert.include(error.fix, '--fresh');
  });
});
