import { readdir } from 'node:fs/promises';
import { assert } from 'chai';
import type { ResourceCheck } from '../../lib/run/resource-check.ts';
import { send, sendText } from '../flows/test-api.ts';
import { writeSource } from '../flows/test-source.ts';
import { userFlow } from '../flows/user-flow.ts';

const JOBS = { data: [1, 2].map((id) => ({ id, name: `job ${id}`, file: null })), next: null };

describe('cli: check', () => {
  const flow = userFlow();
  const check = async (answers: Parameters<typeof flow.api>[0], args: readonly string[] = []) => {
    const api = await flow.api(answers);
    const ended = await flow.millrace(['check', 'source.ts', `--set=client.base_url=${api.url}`, ...args]);
    return { ...ended, asked: api.asked.map(({ path }) => path) };
  };
  /** The findings by resource and setting, as the JSON has them. */
  const findingsOf = (stdout: string) => {
    const { resources } = JSON.parse(stdout) as { resources: ResourceCheck[] };
    return new Map<string, Readonly<Record<string, string>>>(
      resources.map(({ resource, verdict, findings }) => [
        resource,
        { verdict, ...Object.fromEntries(findings.map(({ what, level, message }) => [what, `${level}: ${message}`])) },
      ]),
    );
  };

  it('says of each root resource what its first request shows; it writes nothing', async () => {
    await writeSource(flow.folder(), {
      head: "import { z } from 'zod';",
      resources: [
        `name: 'jobs', endpoint: { data_selector: 'data' }, schema: z.looseObject({ id: z.int() })`,
        `name: 'logs', endpoint: '/jobs/{resources.jobs.id}/logs'`,
        `name: 'users'`,
      ],
    });
    const { status, stdout, stderr, asked } = await check({ '/jobs': JOBS, '/users': [] });
    assert.deepEqual([status, stderr], [0, '']);
    assert.sameMembers(asked, ['/jobs', '/users']);
    assert.equal(
      stdout.replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'http://api').replaceAll(/in \d+ ms/g, 'in 1 ms'),
      `✓ jobs
  ✓ reachable      GET http://api/jobs answered in 1 ms
  ✓ authorised     200 OK
  ✓ rows           2 at "data"
  ✓ paginator      single_page; this page is the last
  ✓ primary_key    "id" is in every row
  ✓ schema         fits every row
    columns        id int64, name string, file null

○ logs (child of jobs)
  ○ parent         it needs a row of jobs
                   fix: --children checks it with the first one

! users
  ✓ reachable      GET http://api/users answered in 1 ms
  ✓ authorised     200 OK
  ! rows           there are none in the answer, so nothing about rows could be checked
  ✓ paginator      single_page; this page is the last

3 resources: 1 fine, 1 to look at, 1 not checked.
`,
    );
    assert.deepEqual(await readdir(flow.folder()), ['source.ts']);
  });

  it('checks children with the first parent that has any, and theirs', async () => {
    await flow.source(
      `name: 'jobs', endpoint: { data_selector: 'data' }`,
      `name: 'logs', endpoint: '/jobs/{resources.jobs.id}/logs'`,
      `name: 'lines', endpoint: '/logs/{resources.logs.id}'`,
      `name: 'files', endpoint: '/jobs/{resources.jobs.file}/file'`,
    );
    const answers = { '/jobs': JOBS, '/jobs/1/logs': [], '/jobs/2/logs': [{ id: 7 }], '/logs/7': [{ id: 8 }] };
    const { status, stdout, asked } = await check(answers, ['--children', '--format', 'json']);
    assert.equal(status, 0);
    assert.deepEqual(asked, ['/jobs', '/jobs/1/logs', '/jobs/2/logs', '/logs/7']);
    const found = findingsOf(stdout);
    assert.deepInclude(found.get('lines'), { verdict: 'ok', rows: 'ok: 1 in the answer' });
    assert.deepInclude(found.get('files'), {
      verdict: 'not checked',
      parent: 'warning: no row of jobs has what the request needs',
    });
  });

  it('checks rows that are given without any request', async () => {
    await flow.source(
      `name: 'teams', rows: [{ id: 1 }, { id: 2 }]`,
      `name: 'jobs', endpoint: '/{resources.teams.id}/jobs'`,
    );
    const { status, stdout, asked } = await check({ '/1/jobs': [{ id: 1 }] }, ['--children', '--format', 'json']);
    assert.deepEqual([status, asked], [0, ['/1/jobs']]);
    assert.deepEqual(findingsOf(stdout).get('teams'), { verdict: 'ok', rows: 'ok: 2 given' });
  });

  it('checks the children of rows that are given: nothing has to be fetched for that', async () => {
    await flow.source(
      `name: 'ids', rows: [{ id: 1 }, { id: 2 }]`,
      `name: 'jobs', endpoint: '/jobs/{resources.ids.id}'`,
      `name: 'logs', endpoint: '/logs/{resources.jobs.id}'`,
    );
    const { asked, stdout } = await check({ '/jobs/1': { id: 1 } }, ['--format', 'json']);
    assert.deepEqual(asked, ['/jobs/1']);
    const found = findingsOf(stdout);
    assert.deepInclude(found.get('ids'), { verdict: 'ok', rows: 'ok: 2 given' });
    assert.notProperty(found.get('ids'), 'paginator');
    assert.equal(found.get('jobs')?.['verdict'], 'ok');
    assert.equal(found.get('logs')?.['verdict'], 'not checked');
  });

  it('checks a child that is named', async () => {
    await flow.source(
      `name: 'jobs', endpoint: { data_selector: 'data' }`,
      `name: 'logs', endpoint: '/jobs/{resources.jobs.id}/logs'`,
      `name: 'users'`,
    );
    const { asked } = await check({ '/jobs': JOBS, '/jobs/1/logs': [{ id: 1 }] }, ['--select', 'logs']);
    assert.deepEqual(asked, ['/jobs', '/jobs/1/logs']);
  });

  it('finds what is wrong with each resource, and goes on with the others', async () => {
    await flow.source(
      `name: 'gone'`,
      `name: 'locked'`,
      `name: 'broken'`,
      `name: 'misread', endpoint: { data_selector: 'items' }`,
      `name: 'paged'`,
      `name: 'keyless', primary_key: 'uid'`,
      `name: 'cut'`,
      `name: 'fine'`,
      `name: 'below', endpoint: '/locked/{resources.locked.id}'`,
    );
    const { status, stdout, stderr } = await check(
      {
        '/locked': (response) => send(response, { error: 'no' }, 403),
        '/broken': (response) => sendText(response, '<!doctype html><title>Log in</title>', 'text/html'),
        '/misread': JOBS,
        '/paged': { ...JOBS, next: '/paged?page=2' },
        '/keyless': [{ uuid: 1 }],
        '/cut': (response) => response.destroy(),
        '/fine': [{ id: 1 }],
      },
      ['--format', 'json', '--children'],
    );
    assert.equal(status, 1);
    const found = findingsOf(stdout);
    const says = (resource: string, what: string, pattern: RegExp) =>
      assert.match(found.get(resource)?.[what] ?? '', pattern, resource);
    says('gone', 'reachable', /^ok: GET .*\/gone answered/);
    says('gone', 'status', /^problem: .*404 Not Found/);
    says('locked', 'authorised', /^problem: .*403 Forbidden/);
    says('broken', 'authorised', /^ok: 200 OK/);
    says('broken', 'path', /^problem: .*HTML page/);
    says('misread', 'data_selector', /^problem: "items" matches nothing/);
    says('paged', 'paginator', /^problem: single_page ends .*"next" is a link to the next page/);
    says('keyless', 'primary_key', /^problem: no row has "uid"; they have uuid/);
    says('cut', 'reachable', /^problem: /);
    says('below', 'parent', /^warning: locked gave no row/);
    assert.deepInclude(found.get('fine'), { verdict: 'ok' });
    assert.match(stderr, /^cut: retry 2 of 2 in 0 ms: /m);
  });

  it('finds a cursor that no row has, and what was probably meant', async () => {
    await writeSource(flow.folder(), {
      resources: [`name: 'jobs', endpoint: { data_selector: 'data', incremental: { cursor_path: 'nam' } }`],
    });
    const { status, stdout } = await check({ '/jobs': JOBS });
    assert.equal(status, 1);
    assert.match(stdout, /no row has "nam"; they have id, name, file/);
    assert.match(stdout, /did you mean name\?/);
  });

  it('tries again twice at most, whatever is configured', async () => {
    await flow.source(`name: 'jobs', endpoint: { error_handler: { max_retries: 50, backoff_factor: 0 } }`);
    const busy = await check({ '/jobs': (response) => send(response, {}, 500) });
    assert.deepEqual([busy.status, busy.asked.length], [1, 3]);
    assert.match(busy.stdout, /✗ status .*500 Internal Server Error/);
    await flow.source(`name: 'jobs', endpoint: { error_handler: { max_retries: 0 } }`);
    assert.lengthOf((await check({ '/jobs': (response) => send(response, {}, 500) })).asked, 1);
  });

  it('asks for nothing where the configuration or a secret is wrong', async () => {
    const api = await flow.api({ '/jobs': JOBS });
    await flow.source(`name: 'jobs'`);
    const args = ['check', 'source.ts', `--set=client.base_url=${api.url}`];
    const missing = await flow.millrace(args, { env: {} });
    assert.deepEqual([missing.status, missing.stdout], [2, '']);
    assert.include(missing.stderr, 'the secret api_key is missing');
    const wrong = await flow.millrace([...args, '--select', 'job']);
    assert.deepEqual([wrong.status, wrong.stdout], [2, '']);
    assert.include(wrong.stderr, 'did you mean jobs?');
    assert.isEmpty(api.asked);
  });
});
