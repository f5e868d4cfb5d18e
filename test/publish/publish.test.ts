import { existsSync } from 'node:fs';
import { link, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { SinkError } from '../../lib/core/errors.ts';
import type { ResourceInfo, Row } from '../../lib/core/types.ts';
import type { Engine, Written } from '../../lib/engines/engine.ts';
import { fileFacts } from '../../lib/engines/hyparquet-facts.ts';
import type { Published } from '../../lib/publish/publish.ts';
import { RowColumns } from '../../lib/rows/row-columns.ts';
import { failsWith, info, publishPages, suiteEngine } from '../helpers/journal.ts';
import { exactRows, sortedBy } from '../helpers/parquet.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('publish', () => {
  const folder = temporaryFolder();
  const engine = suiteEngine();
  const file = () => join(folder(), 'jobs.parquet');
  const rejectedFile = () => join(folder(), '_millrace', 'rejected', 'jobs.parquet');

  function publishRun(over: Partial<ResourceInfo>, ...pages: readonly (readonly Row[])[]): Promise<Published> {
    return publishPages({ engine: engine(), out: folder(), resource: info(over) }, pages);
  }

  const rows = async () => sortedBy(await exactRows(file()));

  describe('merge', () => {
    it('keeps the row that came last, in a page, over pages and over runs', async () => {
      const first = await publishRun(
        {},
        [
          { id: 1, v: 'a' },
          { id: 1, v: 'b' },
        ],
        [{ id: 2, v: 'c' }],
        [{ id: 2, v: 'd' }],
      );
      assert.include(first, { rows: 2, duplicates: 2, rejected: 0, file: file() });
      const second = await publishRun({}, [{ id: 3, v: 'e' }], [{ id: 1, v: 'f' }]);
      assert.include(second, { rows: 3, duplicates: 0 });
      assert.deepEqual(await rows(), [
        { id: 1n, v: 'f' },
        { id: 2n, v: 'd' },
        { id: 3n, v: 'e' },
      ]);
      assert.equal(second.bytes, (await readFile(file())).length);
      assert.deepEqual(second.warnings, []);
    });

    it('tells rows apart by all columns of a key', async () => {
      const key = { primaryKey: ['a', 'b'] };
      await publishRun(key, [
        { a: 1, b: 'x', v: 1 },
        { a: 1, b: 'y', v: 1 },
        { a: 2, b: 'x', v: 1 },
      ]);
      await publishRun(key, [
        { a: 1, b: 'x', v: 2 },
        { a: 2, b: 'y', v: 2 },
      ]);
      const found = (await exactRows(file())).map((row) => [row['a'], row['b'], row['v']].join(''));
      assert.sameMembers(found, ['1x2', '1y1', '2x1', '2y2']);
    });

    it('takes the number 1 and the text "1" for two keys, in a run and over runs', async () => {
      await publishRun({}, [{ id: 1, v: 'number' }]);
      assert.include(
        await publishRun({}, [
          { id: '1', v: 'text' },
          { id: 1, v: 'again' },
          { id: '1', v: 'last' },
        ]),
        {
          rows: 2,
          duplicates: 1,
        },
      );
      assert.sameDeepMembers(await rows(), [
        { id: '"1"', v: 'last' },
        { id: '1', v: 'again' },
      ]);
    });

    it('takes a row as a whole: a column that its new row lacks becomes null', async () => {
      await publishRun({}, [{ id: 1, a: 'x', b: 'y' }]);
      await publishRun({}, [{ id: 1, b: 'z', c: true }]);
      assert.deepEqual(await rows(), [{ id: 1n, a: null, b: 'z', c: true }]);
    });

    it('changes nothing where nothing came', async () => {
      await publishRun({}, [{ id: 1 }]);
      const before = await readFile(file());
      assert.include(await publishRun({}, []), { rows: 1, bytes: before.length, file: file() });
      assert.deepEqual(await readFile(file()), before);
    });

    it('has the order of the rows right over many files of a journal', async () => {
      const pad = 'x'.repeat(1 << 20);
      // A type that widens and a column that comes up after the first files were read ahead.
      const page = (n: number) => [
        { id: 1, n, pad },
        { id: n + 10, n: n < 20 ? n : n + 0.5, mixed: n < 20 ? 'x' : n, pad, ...(n > 30 && { late: n }) },
      ];
      const { rows: count, duplicates } = await publishRun({}, ...Array.from({ length: 40 }, (_, n) => page(n)));
      assert.deepEqual([count, duplicates], [41, 39]);
      const read = sortedBy(await exactRows(file()));
      assert.deepInclude(read[0], { id: 1n, n: 39, late: null });
      assert.deepInclude(read[1], { id: 10n, n: 0, mixed: '"x"', late: null });
      assert.deepInclude(read[40], { id: 49n, n: 39.5, mixed: '39', late: 39n });
    });

    it('refuses to merge with rows that the key does not tell apart, and says why', async () => {
      await publishRun({ writeDisposition: 'append' }, [{ id: 1 }, { id: 1 }]);
      const before = await readFile(file());
      for (const over of [{}, { primaryKey: ['code'] }]) {
        const error = await failsWith(SinkError, () => publishRun(over, [{ id: 2, code: 1 }]));
        assert.match(error.message, /was not replaced: the key "(id|code)" does not tell its rows apart/);
        assert.include(error.fix, 'table_name');
        assert.deepEqual(await readFile(file()), before);
      }
    });
  });

  describe('append', () => {
    const append = { writeDisposition: 'append' } as const;

    it('adds every row, with a key or without', async () => {
      await publishRun(append, [{ id: 1 }, { id: 1 }]);
      assert.include(await publishRun(append, [{ id: 1 }], [{ id: 2 }]), { rows: 4, duplicates: 0 });
      const other = { ...append, name: 'log', primaryKey: [] };
      await publishRun(other, [{ text: 'a' }]);
      assert.include(await publishRun(other, [{ text: 'a' }]), { rows: 2, duplicates: 0 });
    });

    it('adds rows that lack a key which only the defaults ask for', async () => {
      const log = { ...append, primaryKeyDeclared: false };
      await publishRun(log, [{ text: 'a' }]);
      assert.include(await publishRun(log, [{ text: 'a' }]), { rows: 2, rejected: 0 });
    });

    it('adds nothing where nothing came', async () => {
      await publishRun(append, [{ id: 1 }]);
      assert.include(await publishRun(append, []), { rows: 1 });
    });
  });

  describe('replace', () => {
    it('puts the new rows in the place of all old ones, each key once', async () => {
      await publishRun({}, [{ id: 1 }, { id: 2, old: true }]);
      assert.include(await publishRun({ writeDisposition: 'replace' }, [{ id: 3 }, { id: 3 }]), {
        rows: 1,
        duplicates: 1,
      });
      assert.deepEqual(await rows(), [{ id: 3n, old: null }]);
    });

    it('leaves no row where none came, but the columns', async () => {
      await publishRun({}, [{ id: 1, name: 'x' }]);
      assert.include(await publishRun({ writeDisposition: 'replace' }, []), { rows: 0, file: file() });
      const { columns } = await engine().inspect(file());
      assert.deepEqual(
        columns.map((column) => [column.name, column.type.kind]),
        [
          ['id', 'int64'],
          ['name', 'string'],
        ],
      );
    });
  });

  describe('without a key', () => {
    const byDefault = { primaryKeyDeclared: false };

    it('replaces the file as a whole, repeated rows dropped, with one warning', async () => {
      await publishRun(byDefault, [{ name: 'old' }]);
      const row = { name: 'x', s: { a: [1, null] }, none: null };
      const published = await publishRun(byDefault, [row, { ...row, s: { a: [2] } }], [row]);
      assert.include(published, { rows: 2, duplicates: 1, rejected: 0 });
      assert.lengthOf(published.warnings, 1);
      assert.match(published.warnings[0]!, /no row has the key "id" of the resource defaults/);
      assert.sameDeepMembers(await exactRows(file()), [
        { name: 'x', s: { a: [1n, null] }, none: null },
        { name: 'x', s: { a: [2n] }, none: null },
      ]);
    });

    it('empties the file where the account is gone, and still when it is asked again', async () => {
      await publishRun(byDefault, []);
      await publishRun(byDefault, [{ name: 'x' }]);
      assert.include(await publishRun(byDefault, []), { rows: 0 });
      assert.include(await publishRun(byDefault, []), { rows: 0 });
    });

    it('says so where the resource has no key at all', async () => {
      const { warnings } = await publishRun({ primaryKey: [] }, [{ name: 'x' }]);
      assert.match(warnings[0]!, /^the resource has no primary_key, so the file is replaced/);
    });

    it('says nothing where that is what was asked for', async () => {
      const { warnings } = await publishRun({ ...byDefault, writeDisposition: 'replace' }, [{ name: 'x' }]);
      assert.deepEqual(warnings, []);
    });

    it('never replaces rows that have the key by rows that lack it', async () => {
      await publishRun(byDefault, [{ id: 1 }, { id: 2 }]);
      const published = await publishRun(byDefault, [{ message: 'try again later' }]);
      assert.include(published, { rows: 2, rejected: 1 });
      assert.deepEqual(await rows(), [{ id: 1n }, { id: 2n }]);
    });
  });

  describe('rejected rows', () => {
    const row = (value: unknown) => JSON.stringify(value);

    it('are those that lack a default key which others have', async () => {
      const keyless = { name: 'no id', odd: 'x\u2028y' };
      const published = await publishRun({ primaryKeyDeclared: false }, [keyless, { id: 1 }], [{ id: null }]);
      assert.include(published, { rows: 1, rejected: 2 });
      assert.deepEqual(published.warnings, []);
      assert.sameDeepMembers(await exactRows(rejectedFile()), [
        { reason: 'the key "id" is missing or null', row: row(keyless) },
        { reason: 'the key "id" is missing or null', row: row({ id: null }) },
      ]);
    });

    it('are those that lack a declared key, even if all do', async () => {
      const published = await publishRun({ primaryKey: ['a', 'b'] }, [{ a: 1 }, { b: 2n ** 60n }]);
      assert.include(published, { rows: 0, rejected: 2, file: file() });
      const reason = 'the key "a", "b" is missing or null';
      assert.sameDeepMembers(await exactRows(rejectedFile()), [
        { reason, row: '{"a":1}' },
        { reason, row: `{"b":${2n ** 60n}}` },
      ]);
    });

    it('add up over runs, equal ones once', async () => {
      await publishRun({}, [{ v: 1 }, { v: 1 }, { v: 2 }]);
      assert.include(await publishRun({}, [{ v: 2 }, { v: 3 }]), { rejected: 2 });
      const found = (await exactRows(rejectedFile())).map((rejected) => rejected['row']);
      assert.sameMembers(found, ['{"v":1}', '{"v":2}', '{"v":3}']);
    });
  });

  describe('without rows', () => {
    it('makes a file with the columns of the key', async () => {
      const child = { primaryKey: ['id', 'line'], parentColumns: ['_jobs_id'] };
      assert.include(await publishRun(child, []), { rows: 0, file: file() });
      const { columns } = await engine().inspect(file());
      assert.deepEqual(
        columns.map((column) => column.name),
        ['id', 'line', '_jobs_id'],
      );
      assert.include(await publishRun(child, [{ id: 1, line: 2, _jobs_id: 3 }]), { rows: 1 });
      assert.deepEqual(await exactRows(file()), [{ id: 1n, line: 2n, _jobs_id: 3n }]);
    });

    it('makes no file where nothing is known', async () => {
      const published = await publishRun({ primaryKey: [] }, []);
      assert.include(published, { rows: 0, bytes: 0, file: undefined });
      assert.deepEqual(await readdir(folder()), ['_millrace']);
    });

    it('gives columns that were always null the type that a schema declares', async () => {
      const declared = new RowColumns();
      declared.at('at').declare('timestamp');
      declared.at('price').declare('double');
      const options = { engine: engine(), out: folder(), declared: declared.toJSON() };
      await publishPages(options, [[{ id: 1, at: null, other: null }]]);
      const { columns } = await engine().inspect(file());
      assert.deepEqual(Object.fromEntries(columns.map((column) => [column.name, column.type.kind])), {
        id: 'int64',
        at: 'timestamp',
        price: 'double',
        other: 'null',
      });
      await publishPages(options, [[{ id: 2, price: 5, other: '2024-05-06' }]]);
      assert.deepEqual(await rows(), [
        { id: 1n, at: null, price: null, other: null },
        { id: 2n, at: null, price: 5, other: '2024-05-06' },
      ]);
    });
  });

  describe('a file that does not read back as it was written', () => {
    /** The engine with some answers in the place of its own. */
    function lying(
      lie: (found: { rows: number; keys: number }) => { rows: number; keys: number },
      lieWritten: (written: Written) => Written = (written) => written,
    ): Engine {
      const real = engine();
      return {
        name: 'lying',
        inspect: (path) => real.inspect(path),
        stage: (files) => real.stage(files),
        write: async (task) => lieWritten(await real.write(task)),
        inspectParts: (paths) => real.inspectParts(paths),
        writeParts: (task) => real.writeParts(task),
        close: () => Promise.resolve(),
        verify: async (path, key) => lie(await real.verify(path, key)),
      };
    }

    for (const [what, lie] of [
      ['has fewer rows', (found: { rows: number; keys: number }) => ({ rows: found.rows - 1, keys: found.keys - 1 })],
      ['has a key twice', (found: { rows: number; keys: number }) => ({ rows: found.rows, keys: found.keys - 1 })],
    ] as const) {
      it(`is not published where it ${what}`, async () => {
        await publishRun({}, [{ id: 1 }]);
        const before = await readFile(file());
        const options = { engine: lying(lie), out: folder() };
        const error = await failsWith(SinkError, () => publishPages(options, [[{ id: 2 }]]));
        assert.include(error.message, `${file()} was not replaced`);
        assert.deepEqual(await readFile(file()), before);
        assert.deepEqual(await readdir(join(folder(), '_millrace', 'tmp')), []);
      });
    }

    for (const [what, differs, says] of [
      [
        'has other nulls',
        { nulls: 2 },
        'column a.b "c": 1 values with 2 nulls were written, 1 values with 0 nulls were',
      ],
      [
        'lacks a value',
        { values: 3 },
        'column a.b "c": 3 values with 0 nulls were written, 1 values with 0 nulls were',
      ],
    ] as const) {
      it(`is not published where a column ${what}`, async () => {
        const lieWritten = (written: Written): Written => {
          const leaves = written.leaves!.map((leaf) => (leaf.path.length === 2 ? { ...leaf, ...differs } : leaf));
          return { ...written, leaves };
        };
        const options = { engine: lying((found) => found, lieWritten), out: folder() };
        const error = await failsWith(SinkError, () => publishPages(options, [[{ id: 2, a: { 'b "c"': 1 } }]]));
        assert.include(error.message, `${file()} was not replaced: ${says} read back`);
        assert.isFalse(existsSync(file()));
      });
    }

    it('is compared in every value of structs and lists, whatever the names', async () => {
      const row = {
        id: 1,
        'x.y': [{ list: [1, null], '"': 'a' }, null],
        list: [],
        element: { element: [null] },
        'a\nb': null,
      };
      await publishRun({}, [row, { id: 2 }]);
      const { leaves } = await fileFacts(file());
      assert.deepEqual(
        leaves.map(({ path, values, nulls }) => [path.join('|'), values, nulls]),
        [
          ['id', 2, 0],
          ['x.y|element|list|element', 4, 3],
          // DuckDB counts one null too many where an element is null; what matters here is that both say the same.
          ['x.y|element|"', 3, 3],
          ['list|element', 2, 2],
          ['element|element|element', 2, 2],
          ['a\nb', 2, 2],
        ],
      );
    });

    it('says what was written and what was read', async () => {
      const options = { engine: lying(() => ({ rows: 7, keys: 6 })), out: folder() };
      const error = await failsWith(SinkError, () => publishPages(options, [[{ id: 2 }]]));
      assert.include(error.message, '1 rows were written, 7 rows with 6 keys were read back');
      assert.include(error.fix, '_millrace/journal');
    });
  });

  it('puts a whole new file in the place of the old one, which a reader may still have open', async () => {
    await publishRun({}, [{ id: 1 }]);
    const held = join(folder(), 'held');
    await link(file(), held);
    await publishRun({}, [{ id: 2 }]);
    assert.deepEqual(await exactRows(held), [{ id: 1n }]);
    assert.lengthOf(await rows(), 2);
  });

  it('tells where the file cannot be put in its place', async () => {
    const sink = publishRun({ table: 'a/b' }, [{ id: 1 }]);
    await failsWith(SinkError, () => sink);
  });

  it('clears away what an earlier run left half done', async () => {
    const temporary = join(folder(), '_millrace', 'tmp');
    await mkdir(temporary, { recursive: true });
    await writeFile(join(temporary, 'jobs.new'), 'half');
    assert.include(await publishRun({}, [{ id: 1 }]), { rows: 1 });
    assert.deepEqual(await readdir(temporary), []);
  });
});
