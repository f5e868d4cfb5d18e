import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import {
  concat,
  defer,
  finalize,
  firstValueFrom,
  from,
  lastValueFrom,
  NEVER,
  Subject,
  take,
  throwError,
  toArray,
  type Observable,
} from 'rxjs';
import { checkConfig } from '../../lib/config/check.ts';
import { startAfter } from '../../lib/core/chain-start.ts';
import { ConfigError } from '../../lib/core/errors.ts';
import type { Page } from '../../lib/core/types.ts';
import { localRows } from '../../lib/source/local-rows.ts';
import { planResources } from '../../lib/source/plan.ts';
import { issueOf } from '../helpers/issues.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { planOf } from './planned.ts';

const pagesOf = (over: object): Observable<Page> => localRows(planOf({ name: 'ids', ...over }));
const all = (pages: Observable<Page>) => lastValueFrom(pages.pipe(toArray()));
const rowsOf = async (over: object) => (await all(pagesOf(over))).flatMap(({ rows }) => rows);
const failure = async (over: object): Promise<ConfigError> => {
  try {
    await rowsOf(over);
  } catch (error) {
    assert.instanceOf(error, ConfigError);
    return error;
  }
  return assert.fail('expected an error');
};
const numbers = (count: number) => Array.from({ length: count }, (_, id) => ({ id }));

describe('localRows', () => {
  const folder = temporaryFolder();

  describe('takes its rows from', () => {
    const three = [{ id: 1 }, { id: 2 }, { id: 3 }];
    async function* later() {
      yield* three;
    }
    const cases: [what: string, rows: unknown][] = [
      ['a list', three],
      ['a set', new Set(three)],
      ['a function', () => three],
      ['a function that promises', async () => three],
      [
        'a generator',
        function* () {
          yield* three;
        },
      ],
      ['an async generator', later],
      ['an Observable', from(three)],
      ['a function that makes one', () => from(three)],
    ];
    for (const [what, rows] of cases) it(what, async () => assert.deepEqual(await rowsOf({ rows }), three));

    it('plain values, dates among them', async () => {
      const at = new Date(0);
      assert.deepEqual(await rowsOf({ rows: ['a', 2n, at] }), [{ value: 'a' }, { value: 2n }, { value: at }]);
    });
    it('nothing: one page without rows', async () => {
      const [page, ...others] = await all(pagesOf({ rows: [] }));
      assert.deepEqual([page!.rows, page!.last, others.length], [[], true, 0]);
    });
    it('an NDJSON file, with a line at a time', async () => {
      const file = join(folder(), 'ids.ndjson');
      await writeFile(file, '\uFEFF{"id":12345678901234567890}\r\n\n{"id":2}');
      assert.deepEqual(await rowsOf({ file }), [{ id: 12345678901234567890n }, { id: 2 }]);
    });

    it('does not tear a line of NDJSON at U+2028 or U+2029, which JSON may have in its texts', async () => {
      const file = join(folder(), 'ids.ndjson');
      await writeFile(file, '{"id":"a\u2028b\u2029c"}\n{"id":"d"}\n');
      assert.deepEqual(await rowsOf({ file }), [{ id: 'a\u2028b\u2029c' }, { id: 'd' }]);
    });
    it('a JSON file, be it one row or a list', async () => {
      const file = join(folder(), 'ids.json');
      await writeFile(file, '[{"id":1},2]');
      assert.deepEqual(await rowsOf({ file }), [{ id: 1 }, { value: 2 }]);
      await writeFile(file, '{"id":1}');
      assert.deepEqual(await rowsOf({ file }), [{ id: 1 }]);
    });
    it('a CSV file', async () => {
      const file = join(folder(), 'ids.CSV');
      await writeFile(file, 'id\n01\n');
      assert.deepEqual(await rowsOf({ file }), [{ id: '01' }]);
    });
  });

  it('says which page is the last, and of no other how to go on behind it', async () => {
    const rows = numbers(250);
    const pages = await all(pagesOf({ rows }));
    assert.deepEqual(
      pages.map((page) => [page.index, page.rows.length, startAfter(page)]),
      [
        [0, 100, undefined],
        [1, 100, undefined],
        [2, 50, 'end'],
      ],
    );
    assert.deepEqual(
      pages.flatMap((page) => page.rows),
      rows,
    );
  });

  it('ends a generator that is not needed any more', async () => {
    const closed = new Subject<void>();
    function* endless() {
      try {
        for (let id = 0; ; id++) yield id;
      } finally {
        closed.next();
      }
    }
    const ended = firstValueFrom(closed);
    await lastValueFrom(pagesOf({ rows: endless }).pipe(take(2)));
    await ended;
  });

  it('reads no further than its pages are accepted', async () => {
    let read = 0;
    function* counted() {
      for (const row of numbers(1000)) {
        read += 1;
        yield row;
      }
    }
    const releases: (() => void)[] = [];
    const received = new Subject<void>();
    const subscription = pagesOf({ rows: counted }).subscribe(({ receipt }) => {
      releases.push(receipt.hold());
      received.next();
    });
    const next = () => new Promise<void>((resolve) => received.subscribe(() => resolve()));
    await next();
    // The page after it is read to know whether it is the last one.
    assert.equal(read, 200);
    const second = next();
    releases[0]!();
    await second;
    assert.equal(read, 300);
    subscription.unsubscribe();
  });

  it('lets go of an Observable when it is not needed any more', async () => {
    const subscribed = new Subject<void>();
    const unsubscribed = new Subject<void>();
    const rows = defer(() => {
      subscribed.next();
      return concat(from([1]), NEVER);
    }).pipe(finalize(() => unsubscribed.next()));
    const begun = firstValueFrom(subscribed);
    const ended = firstValueFrom(unsubscribed);
    const subscription = pagesOf({ rows }).subscribe();
    await begun;
    subscription.unsubscribe();
    await ended;
  });

  describe('fails with what its source fails with, and says whose it is', () => {
    it('a broken line', async () => {
      const file = join(folder(), 'ids.jsonl');
      await writeFile(file, '{"id":1}\n{"id":');
      const error = await failure({ file });
      assert.match(error.message, /^resources\.ids\.file: cannot read .*ids\.jsonl: line 2: /);
      assert.equal(error.resource, 'ids');
    });
    it('a file that is gone', async () =>
      assert.match((await failure({ file: join(folder(), 'no.csv') })).message, /cannot read .*no\.csv/));
    it('a generator', async () => {
      const rows = function* () {
        yield 1;
        throw new Error('out of order');
      };
      assert.equal((await failure({ rows })).message, 'resources.ids.rows: cannot read its rows: out of order');
    });
    it('an Observable', async () => {
      const rows = concat(
        from([1]),
        throwError(() => new Error('lost')),
      );
      assert.match((await failure({ rows })).message, /lost/);
    });
    it('a function that returns nothing', async () =>
      assert.match((await failure({ rows: () => undefined })).message, /returned nothing to iterate/));
  });

  describe('refuses', () => {
    const cases: [what: string, over: object, path: string, message: RegExp][] = [
      ['an endpoint', { rows: [], endpoint: { path: 'x' } }, 'endpoint', /a resource that has rows has no endpoint/],
      ['both', { rows: [], file: 'a.csv' }, 'rows', /a resource that has file has no rows/],
      ['another file', { file: 'a.xlsx' }, 'file', /a\.xlsx is none of the files that can be read/],
      ['a text as rows', { rows: 'abc' }, 'rows', /expected a list of rows/],
      ['a number as rows', { rows: 5 }, 'rows', /expected a list of rows/],
    ];
    for (const [what, over, path, message] of cases) {
      it(what, () => {
        const issue = issueOf(() => planOf({ name: 'ids', ...over }));
        assert.equal(issue.path, `resources.ids.${path}`);
        assert.match(issue.message, message);
      });
    }
  });

  it('takes no default, and is not published unless it says so', () => {
    const settingsOf = (over: object) => {
      const resource_defaults = { primary_key: 'id', write_disposition: 'merge', endpoint: { params: { a: 1 } } };
      const client = { base_url: 'https://api.example.com' };
      const resources = [{ name: 'ids', rows: [], ...over }];
      return planResources(checkConfig({ client, resource_defaults, resources }))[0]!.settings;
    };
    assert.deepInclude(settingsOf({}), { selected: false, primary_key: [], endpoint: {} });
    assert.notProperty(settingsOf({}), 'write_disposition');
    assert.isTrue(settingsOf({ selected: true }).selected);
  });
});
