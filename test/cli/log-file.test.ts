import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { openLogFile } from '../../lib/cli/log-file.ts';
import type { ResourceOutcome } from '../../lib/core/events.ts';
import { ConfigError, HttpError } from '../../lib/index.ts';
import { answer, testServers } from '../http/test-servers.ts';
import { assertNoSecret, runCommand } from '../helpers/command.ts';
import { api } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const KEY = 'k3y-of-the-tests';

describe('cli: the log', () => {
  const servers = testServers();
  const folder = temporaryFolder();
  const lines = async (path: string): Promise<Record<string, unknown>[]> =>
    (await readFile(path, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('is appended to, one line of JSON an event, from its level on', async () => {
    const path = join(folder(), 'logs', 'run.log');
    for (const level of ['info', 'debug', 'error'] as const) {
      const log = await openLogFile(path, level, 'shop');
      log.onEvent({ type: 'request', resource: 'jobs', method: 'GET', url: 'http://x/jobs' });
      log.onEvent({ type: 'publishing', resource: 'jobs' });
      const error = new HttpError('GET http://x/jobs answered 500', { status: 500, fix: 'wait' });
      const outcome = { resource: 'jobs', status: 'failed', error } as unknown as ResourceOutcome;
      log.onEvent({ type: 'failed', resource: 'jobs', outcome });
      await log.close();
    }
    const all = await lines(path);
    assert.deepEqual(
      all.map(({ level, event }) => [level, event]),
      [
        [30, 'publishing'],
        [50, 'failed'],
        [20, 'request'],
        [30, 'publishing'],
        [50, 'failed'],
        [50, 'failed'],
      ],
    );
    assert.deepInclude(all[1], {
      source: 'shop',
      resource: 'jobs',
      msg: 'jobs: failed: GET http://x/jobs answered 500',
    });
    assert.deepInclude(all[1]!['error'] as object, { code: 'http', fix: 'wait' });
    assert.closeTo(Date.parse(all[0]!['time'] as string), Date.now(), 60_000);
  });

  it('hides what has the name of a secret', async () => {
    const path = join(folder(), 'run.log');
    const log = await openLogFile(path, 'info', 'shop');
    const paginator = { type: 'own', token: KEY };
    log.onEvent({ type: 'decision', resource: 'jobs', message: 'x', paginator });
    await log.close();
    assert.deepInclude((await lines(path))[0], { paginator: { type: 'own', token: '***' } });
  });

  it('is refused where it cannot be written', async () => {
    await mkdir(join(folder(), 'taken'));
    const failure = await openLogFile(join(folder(), 'taken'), 'info', 'shop').catch((error: unknown) => error);
    assert.instanceOf(failure, ConfigError);
    assert.match(failure.message, /^cannot write the log .*taken: EISDIR/);
  });

  it('has a whole run of the command, without its secret, beside the display or in its place', async () => {
    const server = await api(servers, {
      '/jobs': ({ request, response }) => answer(response, { seen: request.url }, 500),
      '/users': [{ id: 1 }],
    });
    const auth = { type: 'api_key', name: 'k', api_key: '${secret:api_key}', location: 'query' };
    const client = { base_url: server.origin, auth, error_handler: { max_retries: 1, backoff_factor: 0 } };
    const resources = ['jobs', 'users'].map((name) => ({ name, endpoint: { paginator: 'single_page' } }));
    await writeFile(join(folder(), 'shop.json'), JSON.stringify({ name: 'shop', client, resources }));
    const run = (...args: string[]) =>
      runCommand(['run', 'shop.json', ...args], { cwd: folder(), env: { API_KEY: KEY } });
    const ended = await run('--log', 'run.log', '--log-level', 'debug', '--progress', 'plain');
    assert.equal(ended.status, 1);
    const events = (await lines(join(folder(), 'run.log'))).map(({ event }) => event);
    assert.includeMembers(events, ['resource-started', 'request', 'response', 'retry', 'page', 'published', 'failed']);
    assert.equal(events.at(-1), 'summary');
    await assertNoSecret(KEY, ended, folder());

    const { stderr, stdout } = await run('--log', '-');
    for (const line of stderr.trimEnd().split('\n')) assert.property(JSON.parse(line), 'event');
    assert.include(stdout, 'Published 1 of 2');
  });
});
