import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { startSampleApi, type SampleApi } from '../../lib/sample/server.ts';
import { builtCommand } from '../helpers/built-command.ts';
import { assertNoSecret, ROOT, runCommand, startCommand, type CommandOptions } from '../helpers/command.ts';
import { readParquet } from '../helpers/read-parquet.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;
const COLOUR = /\u001b\[[\d;]*m/;

describe('cli: program', () => {
  const folder = temporaryFolder();
  const millrace = (args: readonly string[], options: Partial<CommandOptions> = {}) =>
    runCommand(args, { cwd: folder(), ...options });

  describe('--help', () => {
    const commands = [
      'init',
      'run',
      'check',
      'plan',
      'preview',
      'state',
      'report',
      'test',
      'import',
      'completion',
      'sample-api',
      'demo',
    ];

    it('is there for these commands', async () => {
      const { stdout } = await millrace(['--help']);
      const [, list = ''] = /^Commands:\n([\s\S]*?)\n\n/m.exec(stdout)!;
      const listed = [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => name);
      assert.includeMembers(listed, [...commands, 'help']);
    });

    for (const command of [[], ...commands.map((name) => [name])]) {
      it(`teaches ${['millrace', ...command].join(' ')} by examples`, async () => {
        const { status, stdout, stderr } = await millrace([...command, '--help']);
        assert.equal(status, 0);
        assert.equal(stderr, '');
        assert.match(stdout, /^Usage: millrace/);
        assert.match(stdout, /^Examples:$/m);
        assert.match(stdout, new RegExp(`^  .*millrace ${command[0] ?? 'run'}`, 'm'));
        for (const line of stdout.split('\n')) assert.isAtMost(line.length, 120, line);
        if (/^Arguments:\n +source /m.test(stdout)) assert.match(stdout, /^ +--set <path=value> /m);
      });
    }

    for (const command of [[], ['run'], ['check'], ['preview'], ['plan'], ['state'], ['report']]) {
      it(`tells the exit status of ${['millrace', ...command].join(' ')}`, async () => {
        const { stdout } = await millrace([...command, '--help']);
        const [text = ''] = /^Exit status[\s\S]*/m.exec(stdout) ?? [];
        const statuses = ['run', undefined].includes(command[0]) ? ['0', '1', '2', '130'] : ['0', '2'];
        for (const status of statuses) assert.match(text, new RegExp(`\\b${status}\\b`));
      });
    }

    it('is printed where there is no command', async () => {
      const { status, stdout, stderr } = await millrace([]);
      assert.deepEqual([status, stderr], [0, '']);
      assert.match(stdout, /^Usage: millrace/);
    });
  });

  it('prints its version', async () => {
    const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    for (const option of ['--version', '-V']) {
      assert.deepInclude(await millrace([option]), { status: 0, stdout: `${version}\n`, stderr: '' });
    }
  });

  describe('run', () => {
    let api: SampleApi;
    before(async () => {
      api = await startSampleApi({ size: 0.1 });
    });
    after(() => api.close());
    const env = { API_KEY: 'sample-key', API_TOKEN: 'sample-key' };
    const PIPELINE = join(ROOT, 'pipelines/web-scraper.ts');
    const args = (...more: readonly string[]) => ['run', PIPELINE, '--set', `client.base_url=${api.url}`, ...more];

    it('writes results to stdout and progress to stderr, both without control codes', async () => {
      const { status, stdout, stderr } = await millrace(args('-o', 'out'), { env });
      assert.equal(status, 0, stderr);
      for (const resource of api.resources('web-scraper')) {
        assert.match(stdout, new RegExp(`^✓ ${resource} +\\d+ `, 'm'));
        assert.include(stdout, `out/${resource}.parquet`);
        assert.match(stderr, new RegExp(`^${resource}: started$`, 'm'));
        assert.match(stderr, new RegExp(`^${resource}: published .* out/${resource}\\.parquet`, 'm'));
      }
      assert.notInclude(stdout, ': started');
      assert.notInclude(stderr, '✓');
      assert.notMatch(stdout, CONTROL);
      assert.notMatch(stderr, CONTROL);
    });

    it('writes JSON for programs: a line for each event on stderr, the summary on stdout', async () => {
      const before = api.requests.total;
      const { status, stdout, stderr } = await millrace(args('--progress', 'json'), { env });
      assert.equal(status, 0, stderr);
      const events = stderr
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      for (const { time, type } of events) {
        assert.equal(new Date(time as string).toISOString(), time);
        assert.isString(type);
      }
      assert.lengthOf(
        events.filter(({ type }) => type === 'request'),
        api.requests.total - before,
      );
      const summary = JSON.parse(stdout) as { type: string; resources: { resource: string; rowsPublished: number }[] };
      assert.equal(summary.type, 'summary');
      for (const { resource, rowsPublished } of summary.resources) {
        assert.equal(rowsPublished, api.expected('web-scraper', resource).length, resource);
      }
    });

    it('shows no progress where none is wanted', async () => {
      const { status, stdout, stderr } = await millrace(args('--progress', 'none'), { env });
      assert.deepEqual([status, stderr], [0, '']);
      assert.include(stdout, 'Published 5 of 5 resources');
    });

    it('runs a pipeline that was copied out of the project, unchanged', async () => {
      await mkdir(join(folder(), 'mine'));
      await copyFile(PIPELINE, join(folder(), 'mine/scraper.ts'));
      const ended = await millrace(['run', 'mine/scraper.ts', '--set', `client.base_url=${api.url}`], { env });
      assert.equal(ended.status, 0, ended.stderr);
      assert.lengthOf(await readParquet(join(folder(), 'data/scraping_jobs.parquet')), 120);
    });

    it('runs a source of several files, with packages of its own', async () => {
      await mkdir(join(folder(), 'mine/node_modules/naming'), { recursive: true });
      await copyFile(PIPELINE, join(folder(), 'mine/scraper.ts'));
      const write = (name: string, text: string) => writeFile(join(folder(), 'mine', name), text);
      await write('node_modules/naming/package.json', '{"name":"naming","type":"module","exports":"./index.js"}');
      await write('node_modules/naming/index.js', 'export const upper = (text) => text.toUpperCase();');
      await write('kept.json', '["users"]');
      await write(
        'source.mjs',
        `import { readFile } from 'node:fs/promises';
         import { map } from 'rxjs';
         import { upper } from 'naming';
         import source from './scraper.ts';
         const kept = JSON.parse(await readFile(new URL('./kept.json', import.meta.url), 'utf8'));
         const loud = (page) => ({ ...page, rows: page.rows.map((row) => ({ ...row, email: upper(row.email) })) });
         const resources = source.config.resources.filter(({ name }) => kept.includes(name));
         export default {
           ...source.config,
           resources: resources.map((one) => ({ ...one, processing_steps: [{ pipe: map(loud) }] })),
         };`,
      );
      const ended = await millrace(['run', 'mine/source.mjs', '--set', `client.base_url=${api.url}`], { env });
      assert.equal(ended.status, 0, ended.stderr);
      const [user] = await readParquet(join(folder(), 'data/users.parquet'));
      assert.equal(user!['email'], String(api.expected('web-scraper', 'users')[0]!['email']).toUpperCase());
      assert.deepEqual((await readdir(join(folder(), 'data'))).sort(), ['_millrace', 'users.parquet']);
    });

    it('reads secrets from the .env file beside the source, after the environment', async () => {
      await mkdir(join(folder(), 'mine'));
      await copyFile(PIPELINE, join(folder(), 'mine/scraper.ts'));
      const run = (variables: Record<string, string> = {}) =>
        millrace(['run', 'mine/scraper.ts', '--select', 'users', '--set', `client.base_url=${api.url}`], {
          env: variables,
        });
      await writeFile(join(folder(), 'mine/.env'), '# the key\nAPI_TOKEN="sample-key"\n');
      const ended = await run();
      assert.equal(ended.status, 0, ended.stderr);
      await assertNoSecret('sample-key', ended, join(folder(), 'data'));
      const overridden = await run({ API_TOKEN: 'another-key' });
      assert.equal(overridden.status, 1);
      assert.include(overridden.stdout, '401');
      assert.equal((await run({ WEB_SCRAPER__API_TOKEN: 'sample-key', API_TOKEN: 'another-key' })).status, 0);
    });

    it('colours what is on a terminal, and does not where NO_COLOR is set', async function () {
      // `script` is what gives a process a terminal.
      if (spawnSync('script', ['--version']).status !== 0) this.skip();
      const words = [process.execPath, builtCommand(), ...args('--select', 'users')];
      const onTerminal = (more: Record<string, string>) =>
        runCommand([], {
          cwd: folder(),
          env: { ...env, TERM: 'xterm-256color', ...more },
          program: ['script', '-qec', words.map((word) => `'${word}'`).join(' '), '/dev/null'],
        });
      const shown = await onTerminal({});
      assert.equal(shown.status, 0, shown.stdout);
      assert.match(shown.stdout, COLOUR);
      assert.include(shown.stdout, '\u001b[?25h', 'the cursor is shown again');
      const plain = await onTerminal({ NO_COLOR: '1' });
      assert.equal(plain.status, 0, plain.stdout);
      assert.notMatch(plain.stdout, COLOUR);
      assert.include(plain.stdout, 'Published 1 of 1 resource');
    });
  });

  describe('demo', () => {
    it('publishes the sample API and answers a question from its files', async () => {
      const ended = await millrace(['demo']);
      assert.equal(ended.status, 0, ended.stderr);
      const { stdout } = ended;
      assert.include(stdout, 'Published 5 of 5 resources in data/demo');
      const api = await startSampleApi();
      try {
        const jobs = api.expected('web-scraper', 'scraping_jobs');
        const rows = await readParquet(join(folder(), 'data/demo/scraping_jobs.parquet'));
        assert.lengthOf(rows, jobs.length);
        const finished = jobs.filter((row) => row['status'] === 'finished').length;
        assert.match(stdout, new RegExp(`^ *finished +${finished} `, 'm'));
      } finally {
        await api.close();
      }
      const [, sql = ''] = /With DuckDB:\n\n([\s\S]*?)\n\n/.exec(stdout) ?? [];
      assert.match(sql, /^ {2}SELECT /);
      assert.isAbove(ended.stderr.split('\n').length, 5, 'the progress is shown');
    });
  });

  describe('sample-api', () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      it(`serves until ${signal}`, async () => {
        const running = startCommand(['sample-api'], { cwd: folder() });
        await running.saw('stdout', /practice-management\.ts.*\n/);
        const url = await running.saw('stdout', /http:\/\/127\.0\.0\.1:\d+/);
        const ask = () => fetch(`${url}/api/v1/account?api_token=sample-key`);
        assert.equal((await ask()).status, 200);
        running.child.kill(signal);
        const { status, stderr } = await running.ended;
        assert.deepEqual([status, stderr], [0, '']);
        const refused = await ask().catch((error: unknown) => error);
        assert.instanceOf(refused, Error, 'the port is free');
      });
    }

    it('shows the faults that are asked for', async () => {
      const running = startCommand(['sample-api', '--faults', 'server_error'], { cwd: folder() });
      const url = await running.saw('stdout', /http:\/\/127\.0\.0\.1:\d+/);
      const statuses: number[] = [];
      for (let page = 1; page <= 11; page += 1) {
        const answer = await fetch(`${url}/api/v1/sitemaps?page=${page}&api_token=sample-key`);
        await answer.arrayBuffer();
        statuses.push(answer.status);
      }
      running.child.kill('SIGTERM');
      await running.ended;
      assert.lengthOf(
        statuses.filter((status) => status === 500),
        1,
      );
    });

    it('says so where its port is taken', async () => {
      const api = await startSampleApi({ size: 0.01 });
      const { status, stderr } = await millrace(['sample-api', '--port', new URL(api.url).port]);
      await api.close();
      assert.include([1, 2], status);
      assert.match(stderr, /^error: .*(?:in use|taken|EADDRINUSE)/);
      assert.notMatch(stderr, /^\s+at /m);
    });
  });
});
