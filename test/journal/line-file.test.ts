import { existsSync } from 'node:fs';
import { appendFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { SinkError } from '../../lib/core/errors.ts';
import { LineFile, type LineMark } from '../../lib/journal/line-file.ts';
import { failsWith } from '../helpers/journal.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** A device that is always full, where the system has one. */
const FULL = '/dev/full';

describe('LineFile', () => {
  const folder = temporaryFolder();

  it('has every line, in order, once it is synced', async () => {
    const path = join(folder(), 'a');
    const file = await LineFile.create(path);
    const lines = Array.from({ length: 3000 }, (_, i) => `${i} ${'ä'.repeat(1000)}`);
    for (let i = 0; i < lines.length; i += 100) await file.append(lines.slice(i, i + 100));
    await file.flush();
    assert.equal(await readFile(path, 'utf8'), `${lines.join('\n')}\n`);
    assert.equal(file.lines, 3000);
    await file.append(['last']);
    await file.flush();
    assert.isTrue((await readFile(path, 'utf8')).endsWith('\nlast\n'));
    await file.close();
  });

  it('says how long its longest line may be, in bytes', async () => {
    const file = await LineFile.create(join(folder(), 'a'));
    await file.append(['x', '日本日本', 'xy']);
    assert.isAtLeast(file.longest, Buffer.byteLength('日本日本'));
    await file.close();
  });

  it('tells where it cannot be made', async () => {
    const gone = await failsWith(SinkError, () => LineFile.create(join(folder(), 'no', 'a')));
    assert.include(gone.message, `cannot write ${join(folder(), 'no', 'a')}: the folder is gone`);
    const taken = await failsWith(SinkError, () => LineFile.create(folder()));
    assert.match(taken.message, /EISDIR/);
    assert.include(taken.fix, '--out');
  });

  describe('on a full disk', () => {
    before(function () {
      if (!existsSync(FULL)) this.skip();
    });

    it('fails when it is synced, and says what to do', async () => {
      const file = await LineFile.create(FULL);
      await file.append(['a line']);
      const error = await failsWith(SinkError, () => file.flush());
      assert.include(error.message, 'the disk is full');
      assert.include(error.fix, 'the published files are untouched');
      await file.close();
    });

    it('fails while lines still come, and goes on failing', async () => {
      const file = await LineFile.create(FULL);
      const block = ['x'.repeat(1 << 20)];
      // The first one is in memory when the disk refuses it.
      await file.append(block);
      for (let i = 0; i < 3; i++) await failsWith(SinkError, () => file.append(block));
      await failsWith(SinkError, () => file.flush());
      await file.close();
    });
  });

  describe('opened again at a mark', () => {
    const path = () => join(folder(), 'a');

    /** A file with a mark after its first two lines, and more lines behind it. */
    async function marked(): Promise<LineMark> {
      const file = await LineFile.create(path());
      await file.append(['one', 'zwö']);
      const { mark } = file;
      await file.append(['three']);
      await file.sync();
      await file.close();
      return mark;
    }

    it('has the lines up to the mark, and goes on from there', async () => {
      const mark = JSON.parse(JSON.stringify(await marked())) as LineMark;
      const file = await LineFile.reopen(path(), mark);
      assert.deepEqual(file.mark, mark);
      assert.equal(await readFile(path(), 'utf8'), 'one\nzwö\n');
      await file.append(['four']);
      const later = file.mark;
      await file.sync();
      await file.close();
      assert.equal(await readFile(path(), 'utf8'), 'one\nzwö\nfour\n');
      await (await LineFile.reopen(path(), later)).close();
    });

    it('cuts a torn line off', async () => {
      const mark = await marked();
      await appendFile(path(), '{"id":');
      await (await LineFile.reopen(path(), mark)).close();
      assert.equal(await readFile(path(), 'utf8'), 'one\nzwö\n');
    });

    const damages: Readonly<Record<string, () => Promise<void>>> = {
      'bytes of 9': () => truncate(path(), 5),
      'it has 0 bytes of 9': () => rm(path()),
      'its checksum does not fit': () => writeFile(path(), 'one\nzwo!\nthree\n'),
    };
    for (const [message, damage] of Object.entries(damages)) {
      it(`is refused and left as it is: ${message}`, async () => {
        const mark = await marked();
        await damage();
        const before = existsSync(path()) ? await readFile(path()) : undefined;
        const error = await failsWith(SinkError, () => LineFile.reopen(path(), mark));
        assert.include(error.message, `the journal ${path()} is damaged: `);
        assert.include(error.message, message);
        assert.include(error.fix, '--fresh');
        assert.deepEqual(existsSync(path()) ? await readFile(path()) : undefined, before);
      });
    }
  });

  it('writes its blocks in order while it is synced again and again', async () => {
    const path = join(folder(), 'a');
    const file = await LineFile.create(path);
    const lines = Array.from({ length: 400 }, (_, i) => `${i} ${'x'.repeat(5000)}`);
    const syncs: Promise<void>[] = [];
    for (const line of lines) {
      await file.append([line]);
      if (syncs.length % 3 === 0) file.push([]);
      syncs.push(file.sync());
    }
    await Promise.all(syncs);
    assert.equal(await readFile(path, 'utf8'), `${lines.join('\n')}\n`);
    await file.close();
  });
});
