import { existsSync } from 'node:fs';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { SinkError } from '../../lib/core/errors.ts';
import { Journal, type JournalMark, type JournalPart } from '../../lib/journal/journal.ts';
import { failsWith } from '../helpers/journal.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('Journal', () => {
  const folder = temporaryFolder();
  const path = () => join(folder(), 'jobs');
  let journal: Journal;

  beforeEach(async () => {
    journal = await Journal.create(path());
  });
  afterEach(() => journal.close().catch(() => undefined));

  async function lines(part: JournalPart): Promise<string[]> {
    await journal.flush();
    const texts = await Promise.all(journal.rowFiles(part).paths.map((file) => readFile(file, 'utf8')));
    return texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
  }

  it('keeps the rows of each part apart, in order', async () => {
    await journal.append('rows', [{ id: 1 }, { id: 2n ** 60n }]);
    await journal.append('keyless', [{ name: 'x' }]);
    await journal.append('rows', [{ id: 3 }]);
    await journal.append('parents', []);
    assert.deepEqual(await lines('rows'), ['{"id":1}', `{"id":${2n ** 60n}}`, '{"id":3}']);
    assert.deepEqual(await lines('keyless'), ['{"name":"x"}']);
    assert.deepEqual(
      (['rows', 'keyless', 'rejected', 'parents'] as const).map((part) => journal.count(part)),
      [3, 1, 0, 0],
    );
    assert.deepEqual(journal.rowFiles('parents').paths, []);
  });

  it('knows the columns of a part and how long its rows may be', async () => {
    await journal.append('rows', [{ id: 1, name: 'ä'.repeat(50) }, { id: 2.5 }]);
    const { columns, largestRow } = journal.rowFiles('rows');
    assert.deepEqual(columns, [
      { name: 'id', type: { kind: 'double' } },
      { name: 'name', type: { kind: 'string' } },
    ]);
    assert.isAtLeast(largestRow, 100);
  });

  it('writes rows with the names of the file', async () => {
    await journal.append('rows', [{ id: 1 }]);
    await journal.append('rows', [{ ID: 2, id: 3 }]);
    assert.deepEqual(await lines('rows'), ['{"id":1}', '{"ID_2":2,"id":3}']);
  });

  it('keeps rejected rows as text, with the reason', async () => {
    await journal.reject([{ row: { big: 2n ** 60n }, reason: 'too big' }]);
    assert.deepEqual(
      (await lines('rejected')).map((line) => JSON.parse(line) as unknown),
      [{ reason: 'too big', row: `{"big":${2n ** 60n}}` }],
    );
  });

  it('sets rows without a key aside, each as it is', async () => {
    const keyless = [{ text: 'a\u2028b\u2029c\u0085d\r\ne' }, { text: 'f' }];
    await journal.append('keyless', keyless);
    await journal.rejectKeyless('no key');
    assert.equal(journal.count('rejected'), 2);
    const rows = (await lines('rejected')).map(
      (line) => JSON.parse((JSON.parse(line) as { row: string }).row) as unknown,
    );
    assert.deepEqual(rows, keyless);
    await (await Journal.create(join(folder(), 'empty'))).rejectKeyless('there is none');
  });

  it('keeps the order over as many files as it takes', async () => {
    const pad = 'x'.repeat(1 << 20);
    for (let id = 0; id < 36; id++) await journal.append('rows', [{ id, pad }]);
    assert.equal(journal.count('rows'), 36);
    const ids = (await lines('rows')).map((line) => (JSON.parse(line) as { id: number }).id);
    assert.deepEqual(
      ids,
      Array.from({ length: 36 }, (_, id) => id),
    );
  });

  it('starts empty, whatever was there', async () => {
    await journal.append('rows', [{ id: 1 }]);
    await journal.flush();
    await journal.close();
    await writeFile(join(path(), 'other'), '');
    journal = await Journal.create(path());
    assert.equal(journal.count('rows'), 0);
    assert.deepEqual(await readdir(path()), []);
  });

  it('leaves nothing behind when it is discarded', async () => {
    await journal.append('rows', [{ id: 1 }]);
    await journal.discard();
    assert.deepEqual(await readdir(folder()), []);
  });

  it('fails on a full disk', async function () {
    if (!existsSync('/dev/full')) this.skip();
    await journal.append('rows', [{ id: 1 }]);
    const [file] = journal.rowFiles('rows').paths;
    await journal.discard();
    journal = await Journal.create(path());
    await symlink('/dev/full', file!);
    await journal.append('rows', [{ id: 1 }]);
    const error = await failsWith(SinkError, () => journal.flush());
    assert.include(error.message, `cannot write ${file}: the disk is full`);
  });

  describe('opened again at a mark', () => {
    const reopened = async (mark: JournalMark) => {
      await journal.sync();
      await journal.close();
      journal = await Journal.reopen(path(), JSON.parse(JSON.stringify(mark)) as JournalMark);
    };

    it('has the pages up to the last whole one, their columns and their counts', async () => {
      await journal.append('parents', [{ _jobs_id: 1 }]);
      await journal.append('rows', [{ id: 1 }, { id: 2, ID: 2 ** 60 }]);
      await journal.reject([{ row: 'x', reason: 'too short' }]);
      journal.endPage();
      // A page that is not whole.
      await journal.append('rows', [{ id: 3 }]);
      await journal.append('keyless', [{ name: 'y' }]);
      await reopened(journal.mark);
      assert.deepEqual(await lines('rows'), ['{"id":1}', '{"id":2,"ID_2":1152921504606847000}']);
      assert.deepEqual(
        (['rows', 'keyless', 'rejected', 'parents'] as const).map((part) => journal.count(part)),
        [2, 0, 1, 1],
      );
      assert.equal(journal.firstReason, 'too short');
      assert.deepEqual(await readdir(path()), [
        'parents-000001.ndjson',
        'rejected-000001.ndjson',
        'rows-000001.ndjson',
      ]);
      await journal.append('rows', [{ ID: 'a', id: 4 }]);
      assert.equal((await lines('rows')).at(-1), '{"ID_2":"a","id":4}');
      assert.deepEqual(
        journal.rowFiles('rows').columns.map(({ name, type }) => `${name} ${type.kind}`),
        ['id int64', 'ID_2 json'],
      );
    });

    it('goes on in its last file, over as many files as it took', async () => {
      const pad = 'x'.repeat(1 << 20);
      const page = async (id: number) => {
        await journal.append('rows', [{ id, pad }]);
        journal.endPage();
      };
      for (let id = 0; id < 10; id++) await page(id);
      const { mark } = journal;
      for (let id = 10; id < 30; id++) await journal.append('rows', [{ id: -1, pad }]);
      await reopened(mark);
      for (let id = 10; id < 20; id++) await page(id);
      await reopened(journal.mark);
      const ids = (await lines('rows')).map((line) => (JSON.parse(line) as { id: number }).id);
      assert.deepEqual(
        ids,
        Array.from({ length: 20 }, (_, id) => id),
      );
    });

    it('is empty where no page was whole', async () => {
      const { mark } = journal;
      await journal.append('rows', [{ id: 1 }]);
      await reopened(mark);
      assert.equal(journal.count('rows'), 0);
      assert.deepEqual(await readdir(path()), []);
    });
  });
});
