import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { answer, testServers } from '../http/test-servers.ts';
import { api, inPages } from '../helpers/server.ts';
import { assertNoStack, runCommand } from '../helpers/command.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const KEY = 'k3y-of-the-tests';
const rows = [
  { id: 1, state: 'open' },
  { id: 2, state: 'open' },
  { id: 3, state: null },
];

describe('cli: test', () => {
  const servers = testServers();
  const folder = temporaryFolder();
  const millrace = (args: readonly string[], env: Record<string, string> = {}) =>
    runCommand(args, { cwd: folder(), env });

  const shop = async () => {
    const server = await api(servers, {
      '/jobs': inPages(rows, 2),
      '/gone': ({ response }) => answer(response, {}, 410),
    });
    const text = `
name: shop
client: { base_url: "${server.origin}", auth: { type: bearer, token: "\${secret:api_key}" } }
resources:
  - { name: jobs, primary_key: id, endpoint: { paginator: page_number } }
`;
    await writeFile(join(folder(), 'shop.yaml'), text);
    return text;
  };
  const record = () => millrace(['run', 'shop.yaml', '--record', 'recordings/shop'], { API_KEY: KEY });

  it('takes the first rows for the expected ones, and finds what is other afterwards', async () => {
    const text = await shop();
    assert.equal((await record()).status, 0);
    const first = await millrace(['test', 'shop.yaml']);
    assert.equal(first.status, 0, first.stderr);
    assert.include(first.stdout, 'shop: accepted 1 table with 3 rows as expected, in recordings/shop/expected.');
    const expected = join(folder(), 'recordings/shop/expected/jobs.ndjson');
    assert.equal(await readFile(expected, 'utf8'), '{"id":1,"state":"open"}\n{"id":2,"state":"open"}\n{"id":3}\n');

    const again = await millrace(['test']);
    assert.deepEqual(
      [again.status, again.stdout],
      [0, '✓ jobs  3 rows\n\nshop: 1 table with 3 rows, all as expected.\n'],
    );

    await writeFile(expected, '{"id":1,"state":"closed"}\n{"id":2,"state":"open"}\n{"id":4}\n');
    const other = await millrace(['test', 'shop.yaml']);
    assert.deepEqual(
      [other.status, other.stdout],
      [
        1,
        `✗ jobs  1 row differs, 1 missing, 1 new; 1 row as expected
    columns that differ: state (1 row)
    id 1
      state: expected "closed", published "open"
    missing  {"id":4}
    new  {"id":3}

shop: not as expected. If it is right: millrace test shop.yaml --update
`,
      ],
    );
    assert.equal((await millrace(['test', 'shop.yaml', '--update'])).status, 0);
    assert.include(await readFile(expected, 'utf8'), '{"id":3}');

    await writeFile(join(folder(), 'shop.yaml'), text.replace('name: jobs,', 'name: jobs, table_name: work,'));
    const moved = await millrace(['test', 'shop.yaml', '--format', 'json']);
    assert.equal(moved.status, 1);
    const { tables } = JSON.parse(moved.stdout) as { tables: { table: string; differences: { added: number } }[] };
    assert.deepEqual(
      tables.map(({ table, differences: { added } }) => [table, added]),
      [
        ['work', 3],
        ['jobs', 0],
      ],
    );
  });

  it('accepts nothing by itself in a build', async () => {
    await shop();
    await record();
    const { status, stdout } = await millrace(['test', 'shop.yaml'], { CI: 'true' });
    assert.equal(status, 1);
    assert.include(stdout, 'nothing says which rows are expected');
  });

  it('says how to make a recording where there is none', async () => {
    await shop();
    for (const args of [['test', 'shop.yaml'], ['test']]) {
      const ended = await millrace(args);
      assert.equal(ended.status, 2);
      assert.match(ended.stderr, /fix +make one: millrace run \S+ --record recordings\/\S+ -o data\/recorded/);
      assertNoStack(ended);
    }
  });

  it('fails where a request is not in the recording, and accepts nothing of that resource', async () => {
    const text = await shop();
    await record();
    await millrace(['test', 'shop.yaml']);
    await writeFile(join(folder(), 'shop.yaml'), text.replace('endpoint: {', 'endpoint: { params: { state: open },'));
    for (const args of [['test'], ['test', 'shop.yaml', '--update']]) {
      const { status, stdout } = await millrace(args);
      assert.equal(status, 1);
      assert.include(stdout, 'they differ: the parameter state (open) is only in the request');
    }
    const expected = await readFile(join(folder(), 'recordings/shop/expected/jobs.ndjson'), 'utf8');
    assert.lengthOf(expected.trim().split('\n'), 3);
  });
});
