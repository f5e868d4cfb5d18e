/** Servers that are not ours: each row comes exactly once, however one pages. */
import { assert } from 'chai';
import type { MillraceError, Row } from '../../lib/index.ts';
import { readParquet } from '../helpers/read-parquet.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { testServers } from '../http/test-servers.ts';
import { runConfig } from '../run/scenario.ts';
import { fetchLast, foreignServer } from './servers/foreign-server.ts';

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Each of these values is there once, and nothing else is. */
function assertOnce(rows: readonly Row[], column: string, wanted: readonly unknown[]): void {
  const order = new Intl.Collator('en', { numeric: true });
  const found = rows.map((row) => row[column]).toSorted((a, b) => order.compare(String(a), String(b)));
  assert.deepEqual(found, wanted);
}

describe('extra: Django REST framework', () => {
  testServers();
  const server = foreignServer('rest_framework_app.py');
  const folder = temporaryFolder();
  const NOTES = numbers(1, 95);
  const config = (...resources: object[]) => {
    const { url, token } = server();
    return { client: { base_url: url, auth: { type: 'api_key', api_key: `Token ${token}` } }, resources };
  };
  const at = (path: string, paginator?: unknown, more: object = {}) =>
    config({ name: 'notes', endpoint: { path, ...(paginator !== undefined && { paginator }), ...more } });
  const withNotFound = { response_actions: [{ status_code: 404, action: 'ignore' }] };

  const ways: readonly [name: string, path: string, paginator?: unknown, more?: object][] = [
    ['numbered pages, found out', 'pages/'],
    ['offsets, found out', 'offsets/'],
    ['cursors, found out', 'cursors/'],
    ['numbered pages by their links', 'pages/', { type: 'json_link', next_url_path: 'next' }],
    ['cursors by their links', 'cursors/', { type: 'json_link', next_url_path: 'next' }],
    [
      'numbered pages up to a short one',
      'pages/',
      { type: 'page_number', base_page: 1, limit: 10, stop_on_short_page: true },
    ],
    [
      'numbered pages of a size of ours',
      'pages/',
      { type: 'page_number', base_page: 1, limit: 20, limit_param: 'page_size', stop_on_short_page: true },
    ],
    [
      'numbered pages up to the answer that there is none',
      'pages/',
      { type: 'page_number', base_page: 1 },
      withNotFound,
    ],
    ['offsets up to the count', 'offsets/', { type: 'offset', limit: 20, total_path: 'count' }],
    ['offsets up to an empty page', 'offsets/', { type: 'offset', limit: 19 }],
  ];
  for (const [name, ...how] of ways) {
    it(`gives each row once: ${name}`, async () => {
      assertOnce((await fetchLast(at(...how))).rows, 'id', NOTES);
    });
  }

  it('gives each row of each parent once, for who logs in', async () => {
    const auth = {
      type: 'session',
      path: '/token/',
      json: { username: 'ann', password: 'secret' },
      token_path: 'token',
      prefix: 'Token ',
    };
    const { rows } = await fetchLast({
      client: { base_url: server().url, auth },
      resources: [
        { name: 'users', primary_key: 'id', endpoint: 'users/' },
        { name: 'notes', endpoint: 'users/{resources.users.id}/notes/' },
      ],
    });
    assertOnce(rows, 'id', NOTES);
    for (const row of rows) assert.equal(row['_users_id'], row['author']);
  });

  it('publishes each row once', async () => {
    const { summary } = await runConfig(at('cursors/'), { out: folder() });
    assert.deepInclude(summary.resources[0], { status: 'published' });
    const rows = await readParquet(`${folder()}/notes.parquet`);
    assertOnce(rows, 'id', NOTES.map(BigInt));
    assert.deepEqual(rows.find(({ id }) => id === 26n)?.['day'], new Date('2024-01-02'));
  });

  it('says what to do where the page after the last one is an error', async () => {
    const error = await fetchLast(at('pages/', { type: 'page_number', base_page: 1 })).catch(
      (reason: unknown) => reason,
    );
    assert.match(String(error), /page=11 answered 404 Not Found: .*Invalid page/);
    assert.match((error as MillraceError).fix!, /say where the pages end/);
  });

  it('says that a token is wanted', async () => {
    const error = await fetchLast({ ...at('pages/'), client: { base_url: server().url } }).catch(
      (reason: unknown) => reason,
    );
    assert.match(String(error), /401 Unauthorized.*credentials were not provided/);
  });
});

describe('extra: Datasette', () => {
  testServers();
  const server = foreignServer('datasette_app.py');
  const folder = temporaryFolder();
  const SPECIES = numbers(1, 235);
  const at = (path: string, params: object = {}, more: object = {}) => ({
    client: { base_url: `${server().url}/nature` },
    resources: [{ name: 'it', endpoint: { path, params, ...more } }],
  });
  const objects = { _shape: 'objects' };
  const array = { _shape: 'array' };
  const nextUrl = { data_selector: 'rows', paginator: { type: 'json_link', next_url_path: 'next_url' } };
  const cursor = { data_selector: 'rows', paginator: { type: 'cursor', cursor_path: 'next', cursor_param: '_next' } };

  const ways: readonly [name: string, params: object, more?: object][] = [
    ['links in the answer, found out', objects],
    ['a Link header, found out', array],
    ['a Link header, found out, with pages of a size of ours', { ...array, _size: 100 }],
    ['links in the answer', objects, nextUrl],
    ['cursors', objects, cursor],
    ['cursors in the order of a column that is not unique', { ...objects, _sort: 'seen' }, cursor],
    ['a Link header', array, { paginator: 'header_link' }],
    ['a Link header beside JSON Lines', { ...array, _nl: 'on' }, { paginator: 'header_link', decoder: 'jsonl' }],
  ];
  for (const [name, ...how] of ways) {
    it(`gives each row once: ${name}`, async () => {
      assertOnce((await fetchLast(at('species.json', ...how))).rows, 'id', SPECIES);
    });
  }

  const tables: readonly [name: string, path: string, column: string, wanted: unknown[]][] = [
    ['of a key of two columns, with commas and slashes', 'sightings.json', 'count', numbers(0, 119)],
    ['without a key', 'notes.json', 'rowid', numbers(1, 130)],
  ];
  for (const [name, path, column, wanted] of tables) {
    it(`gives each row once of a table ${name}`, async () => {
      for (const how of [[objects, cursor], [objects, nextUrl], [array]] as const) {
        assertOnce((await fetchLast(at(path, ...how))).rows, column, wanted);
      }
    });
  }

  it('gives each row of a stream of CSV once', async () => {
    const { rows } = await fetchLast(at('species.csv', { _stream: 1 }));
    assertOnce(rows, 'id', SPECIES.map(String));
    assert.equal(rows[0]!['name'], 'Species 1 ž🐎');
  });

  it('takes nothing else for the rows where they are lists of values', async () => {
    const error = await fetchLast(at('species.json')).catch((reason: unknown) => reason);
    assert.match(String(error), /the elements of "rows" are lists, not objects/);
    const { rows } = await fetchLast(at('species.json', {}, { data_selector: 'rows' }));
    assertOnce(
      rows.map((row) => ({ id: (row['value'] as unknown[])[0] })),
      'id',
      SPECIES,
    );
  });

  it('publishes each row once', async () => {
    const { summary } = await runConfig(at('species.json', array), { out: folder() });
    assert.deepInclude(summary.resources[0], { status: 'published' });
    const rows = (await readParquet(`${folder()}/it.parquet`)) as Row[];
    assertOnce(rows, 'id', SPECIES.map(BigInt));
    assert.equal(
      rows.reduce((sum, { weight }) => sum + Number(weight), 0),
      (235 * 236) / 8,
    );
  });
});
