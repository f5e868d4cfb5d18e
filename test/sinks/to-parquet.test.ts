import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import {
  concat,
  concatMap,
  firstValueFrom,
  filter,
  from,
  lastValueFrom,
  map,
  NEVER,
  of,
  Subject,
  throwError,
  type Observable,
} from 'rxjs';
import { SinkError } from '../../lib/core/errors.ts';
import type { Page, Row } from '../../lib/core/types.ts';
import type { Published } from '../../lib/publish/publish.ts';
import { toParquet } from '../../lib/sinks/to-parquet.ts';
import { failsWith, publishPages, suiteEngine } from '../helpers/journal.ts';
import { page } from '../helpers/marbles.ts';
import { exactRows, sortedBy } from '../helpers/parquet.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('toParquet', () => {
  const folder = temporaryFolder();
  const engine = suiteEngine();
  const file = () => join(folder(), 'jobs.parquet');
  const options = () => ({ out: folder(), engine: engine() });

  const pagesOf = (...pages: readonly (readonly Row[])[]) => pages.map((rows, index) => page(rows, { index }));
  const accepted = ({ receipt }: Page) => lastValueFrom(receipt.accepted, { defaultValue: 'accepted' });

  /** The pages as a paginator gives them: each only after the one before was accepted. */
  const inTurn = (pages: readonly Page[]): Observable<Page> =>
    from(pages).pipe(concatMap((one) => concat(of(one), one.receipt.accepted)));

  /** Something else is published completely meanwhile, so what would have been done by now is done. */
  const meanwhile = () => publishPages({ ...options(), out: join(folder(), 'meanwhile') }, [[{ id: 1 }]]);

  it('emits what it published, once, when the last page has come', async () => {
    const emitted: Published[] = [];
    const pages = inTurn(
      pagesOf(
        [
          { id: 1, v: 'a' },
          { id: 2, v: 'b' },
        ],
        [],
        [{ id: 1, v: 'c' }],
      ),
    );
    await pages.pipe(toParquet(options())).forEach((published) => emitted.push(published));
    assert.lengthOf(emitted, 1);
    assert.include(emitted[0], { file: file(), rows: 2, duplicates: 1, rejected: 0 });
    assert.deepEqual(sortedBy(await exactRows(file())), [
      { id: 1n, v: 'c' },
      { id: 2n, v: 'b' },
    ]);
    assert.isFalse(existsSync(join(folder(), '_millrace', 'journal', 'jobs')));
  });

  it('subscribes anew for each run', async () => {
    const run = inTurn(pagesOf([{ id: 1 }])).pipe(toParquet(options()));
    assert.equal((await firstValueFrom(run)).rows, 1);
    assert.equal((await firstValueFrom(run)).rows, 1);
  });

  it('publishes rejected rows with their reasons', async () => {
    const rejected = [{ row: { id: 1, age: 'x' }, reason: 'age: expected number' }];
    const published = await firstValueFrom(of(page([{ id: 2 }], { rejected })).pipe(toParquet(options())));
    assert.include(published, { rows: 1, rejected: 1 });
    assert.deepEqual(await exactRows(join(folder(), '_millrace', 'rejected', 'jobs.parquet')), [
      { reason: 'age: expected number', row: '{"id":1,"age":"x"}' },
    ]);
  });

  it('holds each page from the moment it comes until it was taken, in order', async () => {
    const source = new Subject<Page>();
    const published = firstValueFrom(source.pipe(toParquet(options())));
    const pages = pagesOf([{ id: 1 }], [{ id: 2 }], [{ id: 3 }]);
    const order: number[] = [];
    for (const one of pages) {
      source.next(one);
      one.receipt.accepted.subscribe({ complete: () => order.push(one.index) });
    }
    assert.deepEqual(order, [], 'nothing is accepted before it was written');
    await Promise.all(pages.map(accepted));
    assert.deepEqual(order, [0, 1, 2]);
    source.complete();
    assert.equal((await published).rows, 3);
  });

  it('asks for no page more where the journal cannot be written', async () => {
    const journal = join(folder(), '_millrace', 'journal');
    await publishPages(options(), [[{ id: 1 }]]);
    await writeFile(join(journal, 'blocked'), '');
    let asked = 0;
    const endless = from(pagesOf(...Array.from({ length: 50 }, (_, id) => [{ id }]))).pipe(
      concatMap((one) => {
        asked += 1;
        return concat(of(one), one.receipt.accepted);
      }),
    );
    // A file is in the place of the folder that the journal needs.
    const resource = { name: 'blocked/rows', table: 'jobs' };
    await failsWith(Error, () => lastValueFrom(endless.pipe(toParquet({ ...options(), resource }))));
    assert.isAtMost(asked, 2);
  });

  it('publishes nothing where the pages fail, and leaves the published file as it was', async () => {
    await publishPages(options(), [[{ id: 1 }]]);
    const before = await readFile(file());
    const failing = concat(
      inTurn(pagesOf([{ id: 2 }])),
      throwError(() => new Error('the API is gone')),
    );
    const error = await failsWith(Error, () => lastValueFrom(failing.pipe(toParquet(options()))));
    assert.equal(error.message, 'the API is gone');
    await meanwhile();
    assert.deepEqual(await readFile(file()), before);
  });

  it('publishes nothing after it was unsubscribed from', async () => {
    const source = new Subject<Page>();
    const [first] = pagesOf([{ id: 1 }]);
    const subscription = source.pipe(toParquet(options())).subscribe();
    source.next(first!);
    await accepted(first!);
    subscription.unsubscribe();
    assert.isFalse(source.observed);
    source.complete();
    await meanwhile();
    assert.isFalse(existsSync(file()));
  });

  describe('after', () => {
    it('delays the publishing until it ends', async () => {
      const after = new Subject<never>();
      const one = page([{ id: 1 }]);
      const published = firstValueFrom(of(one).pipe(toParquet({ ...options(), after })));
      await accepted(one);
      await meanwhile();
      assert.isFalse(existsSync(file()));
      after.complete();
      assert.equal((await published).rows, 1);
    });

    it('delays it for ever where it never ends', async () => {
      const one = page([{ id: 1 }]);
      const emitted: Published[] = [];
      const subscription = of(one)
        .pipe(toParquet({ ...options(), after: NEVER }))
        .subscribe((published) => emitted.push(published));
      await accepted(one);
      await meanwhile();
      assert.deepEqual(emitted, []);
      assert.isFalse(existsSync(file()));
      subscription.unsubscribe();
    });

    it('prevents it where it fails', async () => {
      const after = throwError(() => new Error('the parent failed'));
      const error = await failsWith(Error, () =>
        lastValueFrom(inTurn(pagesOf([{ id: 1 }])).pipe(toParquet({ ...options(), after }))),
      );
      assert.equal(error.message, 'the parent failed');
      assert.isFalse(existsSync(file()));
    });
  });

  it('publishes under another name and by another key where it is told to', async () => {
    const resource = { table: 'work', primaryKey: ['code'] };
    const pages = inTurn(
      pagesOf([
        { id: 1, code: 'a' },
        { id: 2, code: 'a' },
      ]),
    );
    const published = await firstValueFrom(pages.pipe(toParquet({ ...options(), resource })));
    assert.equal(published.file, join(folder(), 'work.parquet'));
    assert.deepEqual(await exactRows(published.file!), [{ id: 2n, code: 'a' }]);
  });

  it('opens an engine of its own where none is given', async () => {
    const published = await firstValueFrom(
      inTurn(pagesOf([{ id: 1 }], [{ id: 2 }])).pipe(toParquet({ out: folder() })),
    );
    assert.equal(published.rows, 2);
  });

  it('goes on where an operator before it drops pages', async () => {
    const pages = inTurn(pagesOf(...Array.from({ length: 10 }, (_, id) => [{ id }])));
    const odd = pages.pipe(filter((one) => one.index % 2 === 1));
    assert.equal((await firstValueFrom(odd.pipe(toParquet(options())))).rows, 5);
  });

  it('goes on where an operator before it copies pages', async () => {
    const copied = inTurn(pagesOf([{ id: 1 }], [{ id: 2 }])).pipe(
      map((one) => ({ ...one, rows: one.rows.map((row) => ({ ...row, seen: true })) })),
    );
    assert.equal((await firstValueFrom(copied.pipe(toParquet(options())))).rows, 2);
  });

  describe('without any page', () => {
    it('publishes the columns of the key of what it was told of', async () => {
      const resource = { name: 'jobs', primaryKey: ['id'] };
      const published = await firstValueFrom(from<Page[]>([]).pipe(toParquet({ ...options(), resource })));
      assert.include(published, { rows: 0, file: file() });
    });

    it('says that it does not know what to publish where it was told nothing', async () => {
      const error = await failsWith(SinkError, () => lastValueFrom(from<Page[]>([]).pipe(toParquet(options()))));
      assert.include(error.fix, 'resource: { name }');
    });
  });

  it('fails where the output folder cannot be made', async () => {
    await writeFile(join(folder(), 'file'), '');
    const run = of(page([{ id: 1 }])).pipe(toParquet({ ...options(), out: join(folder(), 'file') }));
    const error = await failsWith(SinkError, () => lastValueFrom(run));
    assert.include(error.message, 'cannot make the output folder');
  });
});
