import { readdir } from 'node:fs/promises';
import { assert } from 'chai';
import { userFlow } from '../flows/user-flow.ts';
import { send, sendText } from '../flows/test-api.ts';
import { TEST_KEY, writeSource } from '../flows/test-source.ts';

const rows = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: first + index, name: `job ${first + index}` }));

describe('cli: preview', () => {
  const flow = userFlow();
  const preview = async (args: readonly string[], answers: Parameters<typeof flow.api>[0] = {}) => {
    const api = await flow.api(answers);
    const ended = await flow.millrace(['preview', 'source.ts', `--set=client.base_url=${api.url}`, ...args]);
    return { ...ended, asked: api.asked.map(({ path, query }) => `${path}?${String(query)}`) };
  };
  /** Without the address of the API, which is another one each time, and without times. */
  const steady = (text: string) =>
    text.replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'http://api').replaceAll(/in [\d.]+ m?s$/gm, 'in 1 ms');

  it('shows the request, the answer, and the rows with their types; it writes nothing', async () => {
    await flow.source(`name: 'jobs', endpoint: { params: { key: 'hidden' } }`);
    const jobs = [
      { id: 1, name: 'first', at: '2024-01-01T00:00:00Z', tags: ['a', 'b'], of: { team: 'x' }, none: null },
      { id: 22, name: 'two\nlines', at: '2024-01-02T00:00:00Z', tags: [], of: { team: 'y' }, none: null },
    ];
    const { status, stdout, stderr } = await preview(['jobs'], { '/jobs': jobs });
    assert.deepEqual([status, stderr], [0, '']);
    assert.equal(
      steady(stdout),
      `jobs: GET http://api/jobs?key=*** → 200 OK, ${JSON.stringify(jobs).length} B in 1 ms

   id  name       at                    tags          of            none
int64  string     timestamp             list<string>  struct        null
    1  first      2024-01-01T00:00:00Z  ["a","b"]     {"team":"x"}  null
   22  two lines  2024-01-02T00:00:00Z  []            {"team":"y"}  null

There are no more rows than these.
`,
    );
    assert.deepEqual(await readdir(flow.folder()), ['source.ts']);
  });

  it('stops as soon as it has enough rows', async () => {
    await flow.source(`name: 'jobs', endpoint: { paginator: { type: 'page_number', base_page: 1 } }`);
    const { stdout, asked } = await preview(['jobs', '-n', '5'], {
      '/jobs': (response, { query }) => send(response, rows(Number(query.get('page')) * 3, 3)),
    });
    assert.deepEqual(asked, ['/jobs?page=1', '/jobs?page=2']);
    assert.include(stdout, 'The first 5 rows; there may be more.');
    assert.include(stdout, 'job 7');
    assert.notInclude(stdout, 'job 8');
  });

  it('fetches the parents of a child as it needs them', async () => {
    await flow.source(`name: 'jobs'`, `name: 'logs', endpoint: '/jobs/{resources.jobs.id}/logs'`);
    const logs = (id: number) => [{ id: 10 + id, line: 'x' }];
    const { stdout, asked } = await preview(['logs', '-n', '2'], {
      '/jobs': rows(1, 5),
      '/jobs/1/logs': [],
      '/jobs/2/logs': logs(2),
      '/jobs/3/logs': logs(3),
    });
    assert.deepEqual(asked, ['/jobs?', '/jobs/1/logs?', '/jobs/2/logs?', '/jobs/3/logs?']);
    assert.match(stdout, /^jobs: GET .*\nlogs: GET .*\/jobs\/1\/logs → 200 OK/m);
    assert.match(stdout, /^ *id +line +_jobs_id$/m);
    assert.match(stdout, /^ *13 +x +3$/m);
  });

  it('does not go on for ever where page after page is empty', async () => {
    await flow.source(`name: 'jobs'`, `name: 'logs', endpoint: '/jobs/{resources.jobs.id}/logs'`);
    const many = rows(1, 70);
    const empty = Object.fromEntries(many.map(({ id }) => [`/jobs/${id}/logs`, []]));
    const { status, stdout, asked } = await preview(['logs'], { '/jobs': many, ...empty });
    assert.equal(status, 0);
    assert.lengthOf(asked, 51);
    assert.lengthOf(stdout.match(/GET /g)!, 10);
    assert.match(stdout, /^… and 41 more requests\n\n0 rows; it stopped as page after page had none\.$/m);
  });

  describe('for another program', () => {
    const body = '[{"id":1,"text":"a \\"b\\", c","of":{"n":9007199254740993}},{"id":2,"text":null,"of":null}]';
    const formats = {
      json: `[\n  {"id":1,"text":"a \\"b\\", c","of":{"n":9007199254740993}},\n  {"id":2,"text":null,"of":null}\n]\n`,
      ndjson: `{"id":1,"text":"a \\"b\\", c","of":{"n":9007199254740993}}\n{"id":2,"text":null,"of":null}\n`,
      csv: `id,text,of\n1,"a ""b"", c","{""n"":9007199254740993}"\n2,,\n`,
    };
    for (const [format, expected] of Object.entries(formats)) {
      it(`prints ${format}, and nothing else on stdout`, async () => {
        await flow.source(`name: 'jobs'`);
        const ended = await preview(['jobs', '--format', format], {
          '/jobs': (response) => sendText(response, body, 'application/json'),
        });
        assert.deepEqual([ended.status, ended.stdout], [0, expected]);
        assert.match(ended.stderr, /^jobs: GET .* → 200 OK/);
      });
    }
  });

  it('hides a secret that comes back in a row', async () => {
    await flow.source(`name: 'jobs'`);
    const echo = [{ id: 1, note: { text: `Bearer ${TEST_KEY}` } }];
    for (const format of ['table', 'ndjson', 'csv']) {
      const { stdout } = await preview(['jobs', '--format', format], { '/jobs': echo });
      assert.include(stdout, 'Bearer ***');
    }
  });

  it('tells rows that would be rejected, and why', async () => {
    await writeSource(flow.folder(), {
      head: "import { z } from 'zod';",
      resources: [`name: 'jobs', schema: z.object({ id: z.int() })`],
    });
    const { status, stdout, stderr } = await preview(['jobs'], { '/jobs': [{ id: 1 }, { id: 'x' }] });
    assert.equal(status, 0);
    assert.match(stdout, /^ *1$/m);
    assert.match(stderr, /^1 row would be rejected: .*id/);
  });

  it('shows how far it got where it fails, and why it did', async () => {
    await flow.source(`name: 'jobs'`);
    const { status, stdout, stderr } = await preview(['jobs'], {
      '/jobs': (response) => send(response, { message: 'who are you?' }, 401),
    });
    assert.equal(status, 1);
    assert.match(stdout, /^jobs: GET http:\/\/127\.0\.0\.1:\d+\/jobs → 401 Unauthorized/);
    assert.match(stderr, /^error: GET .* answered 401 Unauthorized: .*who are you\?[\s\S]*^ {2}fix /m);
  });

  it('tells retries while it waits', async () => {
    await flow.source(`name: 'jobs'`);
    let asked = 0;
    const { status, stderr } = await preview(['jobs'], {
      '/jobs': (response) => {
        asked += 1;
        send(response, asked === 1 ? {} : rows(1, 1), asked === 1 ? 503 : 200);
      },
    });
    assert.equal(status, 0);
    assert.match(stderr, /^jobs: retry 1 of 2 in 0 ms: GET .* answered 503/);
  });

  it('knows which resource was meant, and asks for nothing', async () => {
    await flow.source(`name: 'jobs'`);
    const { status, stdout, stderr, asked } = await preview(['job']);
    assert.deepEqual([status, stdout, asked], [2, '', []]);
    assert.equal(stderr, 'error: there is no resource job\n  fix       did you mean jobs?\n');
  });
});
