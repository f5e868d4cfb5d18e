import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { SinkError } from '../../lib/core/errors.ts';
import { canFinish, finishMoves, isUntouched, moveAll, moveOf, type Move } from '../../lib/publish/moves.ts';
import { failsWith } from '../helpers/journal.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('moves', () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);

  /** Two finished files, one of which is to replace another. */
  async function twoMoves(): Promise<Move[]> {
    await writeFile(at('a.new'), 'new a');
    await writeFile(at('b.new'), 'new b'.repeat(50_000));
    await writeFile(at('a'), 'old a');
    return [await moveOf(at('a.new'), at('a')), await moveOf(at('b.new'), at('b'))];
  }

  const assertMoved = async () => {
    assert.deepEqual(await readdir(folder()), ['a', 'b']);
    assert.equal(await readFile(at('a'), 'utf8'), 'new a');
    assert.equal(await readFile(at('b'), 'utf8'), 'new b'.repeat(50_000));
  };

  it('puts every file in its place', async () => {
    const moves = await twoMoves();
    assert.isTrue(await isUntouched(moves));
    await moveAll(moves);
    await assertMoved();
    assert.isFalse(await isUntouched(moves));
  });

  it('are finished wherever they were left, as often as it is asked for', async () => {
    const moves = JSON.parse(JSON.stringify(await twoMoves())) as Move[];
    await moveAll(moves.slice(0, 1));
    assert.isFalse(await isUntouched(moves));
    assert.isTrue(await canFinish(moves));
    await finishMoves(moves);
    await assertMoved();
    assert.isTrue(await canFinish(moves));
    await finishMoves(moves);
    await assertMoved();
  });

  it('cannot be finished where a file is neither here nor there', async () => {
    const moves = await twoMoves();
    await rm(at('a.new'));
    assert.isFalse(await canFinish(moves), 'the file in its place is another one');
    await writeFile(at('a.new'), 'new b');
    assert.isFalse(await canFinish(moves), 'the file to be moved is another one');
  });

  it('tell where there is nothing to move', async () => {
    const moves = await twoMoves();
    await rm(at('a.new'));
    const error = await failsWith(SinkError, () => moveAll(moves));
    assert.include(error.message, `cannot replace ${at('a')}`);
    assert.equal(await readFile(at('a'), 'utf8'), 'old a');
    await failsWith(SinkError, () => moveOf(at('missing'), at('a')));
  });
});
