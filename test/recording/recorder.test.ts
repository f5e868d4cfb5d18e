import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { prepare } from '../../lib/api/prepare.ts';
import { replaySecrets } from '../../lib/api/replay-secrets.ts';
import type { RunEvent } from '../../lib/core/events.ts';
import { redactor } from '../../lib/core/redact.ts';
import { ConfigError, type ReplayError, restApiSource, secret } from '../../lib/index.ts';
import type { Exchange, Head } from '../../lib/recording/format.ts';
import { plainAssignment, plainUrl } from '../../lib/recording/plain-request.ts';
import { run, type RunOptions } from '../../lib/run/run.ts';
import { answer, testServers } from '../http/test-servers.ts';
import { api, inPages } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { configOf, incrementalJobs, published } from '../run/scenario.ts';

const rows = [{ id: 1 }, { id: 2 }, { id: 3 }];

describe('recording: the folder', () => {
  const servers = testServers();
  const folder = temporaryFolder();
  const tape = () => join(folder(), 'tape');
  const events: RunEvent[] = [];
  beforeEach(() => void events.splice(0));

  const go = (config: object, options: RunOptions, set: readonly string[] = []) =>
    run(prepare(config, { set, secrets: options.replay === undefined ? { env: {}, file: {} } : replaySecrets }), {
      out: join(folder(), 'out'),
      onEvent: (event) => events.push(event),
      ...options,
    });
  const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => assert.fail('it did not fail'),
      (error: unknown) => error,
    );
  const head = async () => JSON.parse(await readFile(join(tape(), 'recording.json'), 'utf8')) as Head;
  const exchanges = async () =>
    (await readFile(join(tape(), 'exchanges.jsonl'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Exchange);

  it('says how the run was made, and a replay takes that up unless told otherwise', async () => {
    const server = await api(servers, { '/jobs': inPages(rows, 1), '/users': rows });
    const config = configOf('http://127.0.0.1:1', [{ name: 'jobs', endpoint: { paginator: 'page_number' } }, 'users']);
    const set = [`client.base_url=${server.origin}`];
    await go(config, { record: tape(), select: ['jobs'], limit: 2, concurrency: 3 }, set);
    const { options, complete, exchanges: count, source, cursors } = await head();
    assert.deepEqual(
      { options, complete, count, source, cursors },
      {
        options: { set, select: ['jobs'], limit: 2, concurrency: 3 },
        complete: true,
        count: 2,
        source: 'shop',
        cursors: [],
      },
    );
    const { resources } = await go(config, { replay: tape(), out: join(folder(), 'replayed') }, set);
    assert.deepEqual(
      resources.map(({ resource, rowsPublished }) => [resource, rowsPublished]),
      [['jobs', 2]],
    );
  });

  it('takes the place of the recording before, but not of what is expected, or of other folders', async () => {
    const big = rows.map((row) => ({ ...row, text: 'x'.repeat(2000) }));
    const server = await api(servers, { '/jobs': big, '/users': rows });
    await go(configOf(server.origin, ['jobs']), { record: tape() });
    assert.isTrue(existsSync(join(tape(), 'bodies', '000001-jobs.json.gz')));
    await mkdir(join(tape(), 'expected'));
    await go(configOf(server.origin, ['users']), { record: tape() });
    assert.deepEqual(
      (await exchanges()).map(({ request }) => request.resource),
      ['users'],
    );
    assert.isFalse(existsSync(join(tape(), 'bodies', '000001-jobs.json.gz')));
    assert.isTrue(existsSync(join(tape(), 'expected')));

    const other = join(folder(), 'other');
    await mkdir(join(other, 'bodies'), { recursive: true });
    const error = await failureOf(go(configOf(server.origin, ['users']), { record: other }));
    assert.instanceOf(error, ConfigError);
    assert.match(error.message, /other is not empty, and no recording/);
  });

  it('stays as it was where there was no run after all', async () => {
    const server = await api(servers, { '/jobs': rows });
    await go(configOf(server.origin, ['jobs']), { record: tape() });
    const before = await head();
    const file = join(folder(), 'file');
    await writeFile(file, '');
    await failureOf(go(configOf(server.origin, ['jobs']), { record: tape(), out: file }));
    assert.deepEqual(await head(), before);
    assert.isFalse(existsSync(join(tape(), 'exchanges.new.jsonl')));
  });

  it('keeps what there was of a run that was interrupted, and says so', async () => {
    const stop = new AbortController();
    const server = await api(servers, {
      '/jobs': ({ query }) => {
        if (query.get('page') === '0') return rows;
        stop.abort();
        return undefined;
      },
    });
    const config = configOf(server.origin, [{ name: 'jobs', endpoint: { paginator: 'page_number' } }]);
    await go(config, { record: tape(), signal: stop.signal });
    assert.isFalse((await head()).complete);
    const [first, second] = await exchanges();
    assert.equal(first!.answer!.status, 200);
    assert.isTrue(second!.abandoned);
    await go(config, { replay: tape(), out: join(folder(), 'replayed') });
    assert.match(JSON.stringify(events), /has recorded did not come to its end/);
  });

  it('warns of a recording that begins at cursors, and refuses to replay over other ones', async () => {
    const server = await api(servers, {
      '/jobs': ({ query }) => rows.filter(({ id }) => id > Number(query.get('since') ?? 0)),
    });
    const config = configOf(server.origin, [
      { ...incrementalJobs, endpoint: { ...incrementalJobs.endpoint, paginator: 'single_page' } },
    ]);
    await go(config, { record: tape() });
    const error = await failureOf(go(config, { replay: tape() }));
    assert.instanceOf(error, ConfigError);
    assert.match(error.message, /out has cursors of jobs, so that other requests would be sent/);
    assert.deepEqual((await go(config, { replay: tape(), fullRefresh: true })).resources[0]!.status, 'published');

    await go(config, { record: tape() });
    assert.deepEqual((await head()).cursors, ['jobs']);
    assert.match(JSON.stringify(events), /the recording begins at the cursors/);
    const { resources } = await go(config, { replay: tape(), out: join(folder(), 'empty') });
    assert.include((resources[0]!.error as ReplayError).fix, 'went on from the cursors of jobs');
  });

  it('is refused where it is damaged, of another version or not there', async () => {
    const server = await api(servers, { '/jobs': rows });
    const config = configOf(server.origin, ['jobs']);
    const refusal = async () =>
      String(await failureOf(go(config, { replay: tape(), out: join(folder(), 'replayed') })));
    assert.match(await refusal(), /there is no recording in .*tape/);
    await go(config, { record: tape() });
    const good = await readFile(join(tape(), 'recording.json'), 'utf8');
    await writeFile(join(tape(), 'recording.json'), good.replace('"millrace_recording": 1', '"millrace_recording": 2'));
    assert.match(await refusal(), /is of another version/);
    await writeFile(join(tape(), 'recording.json'), '{');
    assert.match(await refusal(), /is damaged/);
    await writeFile(join(tape(), 'recording.json'), good);
    await writeFile(join(tape(), 'exchanges.jsonl'), 'x\n');
    assert.match(await refusal(), /line 1 of its exchanges is no exchange/);
    assert.match(
      String(await failureOf(go(config, { replay: tape(), record: tape() }))),
      /a replay cannot be recorded/,
    );
  });

  it('is what a source in TypeScript records and replays too, whose auth function is not called then', async () => {
    const server = await api(servers, {
      '/jobs': ({ request, response }) =>
        request.headers['x-key'] === 'k3y-of-code' ? rows : answer(response, {}, 403),
    });
    let calls = 0;
    const source = restApiSource({
      client: {
        base_url: server.origin,
        headers: { 'x-other': secret('not_set_in_tests') },
        auth: (request) => {
          calls += 1;
          return { ...request, headers: { ...request.headers, 'x-key': 'k3y-of-code' } };
        },
      },
      resources: ['jobs'],
    });
    process.env['NOT_SET_IN_TESTS'] = 'oth3r';
    await source.run({ out: join(folder(), 'recorded'), record: tape() });
    delete process.env['NOT_SET_IN_TESTS'];
    await source.run({ out: join(folder(), 'replayed'), replay: tape() });
    assert.equal(calls, 1);
    assert.lengthOf(await published(join(folder(), 'replayed'), 'jobs', 'id'), 3);
    assert.notMatch(await readFile(join(tape(), 'exchanges.jsonl'), 'utf8'), /k3y-of-code|oth3r/);
  });

  it('keeps the credentials of the output folder as they are in a replay', async () => {
    const server = await api(servers, {
      '/token': { access_token: 't0ken', refresh_token: 'n3xt', expires_in: 60 },
      '/jobs': rows,
    });
    const auth = {
      type: 'oauth2_refresh_token',
      access_token_url: `${server.origin}/token`,
      client_id: 'me',
      client_secret: 's3cret',
      refresh_token: 'f1rst',
    };
    const config = configOf(server.origin, ['jobs'], { client: { base_url: server.origin, auth } });
    await go(config, { record: tape() });
    const credentials = join(folder(), 'out/_millrace/credentials.json');
    const before = await readFile(credentials, 'utf8');
    assert.include(before, 'n3xt');
    assert.equal((await go(config, { replay: tape() })).resources[0]!.status, 'published');
    assert.equal(await readFile(credentials, 'utf8'), before);
    assert.notMatch(await readFile(join(tape(), 'exchanges.jsonl'), 'utf8'), /t0ken|n3xt|f1rst|s3cret/);
  });

  it('tells values from each other that may be cursors, and shows none that may be a credential', () => {
    const redact = redactor(['kn0wn']);
    const [one, other] = ['a-cursor', 'b-cursor'].map((token) => plainUrl(`http://x/?token=${token}&page=1`, redact));
    assert.match(one!, /^http:\/\/x\/\?token=\*\*\*[0-9a-f]{8}&page=1$/);
    assert.notEqual(one, other);
    assert.equal(plainUrl(one!, redact), one, 'it stays the same in a replay');
    assert.equal(plainUrl('http://me:pass@x/?token=kn0wn', redact), 'http://***@x/?token=***');
  });

  it('keeps no secret of a --set', () => {
    const redact = redactor(['kn0wn']);
    assert.equal(plainAssignment('client.auth.api_key=kn0wn', redact), 'client.auth.api_key=***');
    assert.match(
      plainAssignment('client.headers.x-token=other', redact),
      /^client\.headers\.x-token=\*\*\*[0-9a-f]{8}$/,
    );
    assert.equal(plainAssignment('client.base_url=http://x?a=kn0wn', redact), 'client.base_url=http://x?a=***');
  });
});
