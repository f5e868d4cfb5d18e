import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { assert } from 'chai';
import { answersFrom } from '../../lib/cli/ask-for-source.ts';
import { initReport } from '../../lib/cli/display/init-report.ts';
import { beginningOf, startingPoint } from '../../lib/cli/starting-point.ts';
import { AskingEnded, createAsker } from '../../lib/cli/asker.ts';
import { fromAnswers } from '../../lib/init/from-answers.ts';
import { startSampleApi } from '../../lib/sample/server.ts';
import { assertNoSecret, ROOT, runCommand } from '../helpers/command.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { tool, typeCheck } from '../helpers/type-check.ts';

const TSX = import.meta.resolve('tsx');
const MAIN = join(ROOT, 'lib/cli/main.ts');
const ANSWERS = ['--base-url', 'https://api.example.com/v1', '--resource', 'jobs,jobs/{id}/tasks', '--auth', 'bearer'];

describe('cli: init', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const init = (...args: readonly string[]) => runCommand(['init', ...args], { cwd: folder() });

  it('makes a folder whose pipeline can be planned, checked by tsc and left as it is by the formatter', async () => {
    const ended = await init(...ANSWERS, '--name', 'My jobs');
    assert.equal(ended.status, 0, ended.stderr);
    assert.match(ended.stdout, /Made my-jobs\/my-jobs\.ts[^]*npx millrace check my-jobs\/my-jobs\.ts/);
    const made = join(folder(), 'my-jobs');
    assert.sameMembers(await readdir(made), [
      'my-jobs.ts',
      'package.json',
      'tsconfig.json',
      '.env.example',
      '.gitignore',
      'README.md',
    ]);
    assert.match(await readFile(join(made, '.env.example'), 'utf8'), /^API_TOKEN=$/m);
    assert.match(await readFile(join(made, '.gitignore'), 'utf8'), /^\.env$/m);
    const plan = await runCommand(['plan', 'my-jobs/my-jobs.ts'], { cwd: folder() });
    assert.equal(plan.status, 0, plan.stderr);
    assert.equal(await tool('oxfmt', '-c', join(ROOT, '.oxfmtrc.json'), '--check', join(made, 'my-jobs.ts')), '');
    assert.equal(await typeCheck(made), '');
  });

  it('writes over nothing, unless it is told to', async () => {
    await mkdir(join(folder(), 'mine'));
    await writeFile(join(folder(), 'mine/README.md'), 'mine');
    const refused = await init('mine', ...ANSWERS);
    assert.deepEqual([refused.status, refused.stdout], [2, '']);
    assert.match(refused.stderr, /mine has README\.md already[^]*--force/);
    assert.deepEqual(await readdir(join(folder(), 'mine')), ['README.md']);
    const forced = await init('mine', ...ANSWERS, '--force', '--yaml');
    assert.equal(forced.status, 0, forced.stderr);
    const plan = await runCommand(['plan', 'mine/example.yaml'], { cwd: folder() });
    assert.equal(plan.status, 0, plan.stderr);
  });

  it('names every missing answer where there is no terminal', async () => {
    const { status, stderr } = await init('--base-url', 'https://api.example.com');
    assert.equal(status, 2);
    assert.match(stderr, /--resource: it is missing[^]*--auth: it is missing/);
    assert.notMatch(stderr, /--base-url: it is missing/);
    assert.deepEqual(await readdir(folder()), []);
  });

  it('takes a curl command, whose secrets only go to a .env of the owner', async () => {
    const command = `curl -H 'Authorization: Bearer t0p-s3cr3t' 'https://api.example.com/v1/jobs?page=1&per_page=50'`;
    const ended = await init('jobs', '--from-curl', command);
    assert.equal(ended.status, 0, ended.stderr);
    await assertNoSecret('t0p-s3cr3t', ended, folder());
    assert.equal(await readFile(join(folder(), 'jobs/.env'), 'utf8'), 'API_TOKEN=t0p-s3cr3t\n');
    assert.equal((await stat(join(folder(), 'jobs/.env'))).mode & 0o777, 0o600);
    assert.equal(await typeCheck(join(folder(), 'jobs')), '');
  });

  it('takes a curl command from standard input', async () => {
    const command = ['sh', '-c', 'echo "curl https://api.example.com/v1/jobs" | exec "$@"', 'sh'] as const;
    const program = [...command, process.execPath, '--import', TSX, MAIN] as const;
    const ended = await runCommand(['init', '--from-curl', '-'], { cwd: folder(), program });
    assert.equal(ended.status, 0, ended.stderr);
    assert.include(await readFile(join(folder(), 'example/example.ts'), 'utf8'), "path: 'jobs'");
  });

  it('keeps what the URL of a document has as its query to itself', async () => {
    const api = await startSampleApi({ size: 0.1 });
    try {
      const url = `${api.url}/openapi/generic.json?token=t0p-s3cr3t`;
      const start = await startingPoint({ fromOpenapi: url }, undefined);
      assert.include(start.origin, '/openapi/generic.json');
      assert.notInclude(JSON.stringify(start), 't0p-s3cr3t');
      const missing = `${api.url}/nothing?token=t0p-s3cr3t`;
      const error = await startingPoint({ fromOpenapi: missing }, undefined).then(
        () => assert.fail('it was loaded'),
        (cause: Error) => cause,
      );
      assert.match(error.message, /cannot load http:\S+\/nothing: the server answered with 404/);
    } finally {
      await api.close();
    }
  });

  it('breaks no command where the terminal is narrow', () => {
    const start = fromAnswers({
      baseUrl: 'https://a.example.com',
      resources: ['b'],
      auth: 'bearer',
      paginator: 'auto',
    });
    const result = { folder: 'some/folder', source: 'a.ts', written: ['a.ts', 'README.md'] };
    const lines = (width: number) => initReport(start, result, { width, colour: false }).split('\n');
    assert.include(lines(40), '  npx millrace check some/folder/a.ts');
    assert.isTrue(lines(200).some((line) => /^ {2}npx millrace check some\/folder\/a\.ts +# /.test(line)));
  });

  it('takes one way to begin at a time', async () => {
    const { status, stderr } = await init('--from-curl', 'curl https://a.example.com/b', '--auth', 'bearer');
    assert.equal(status, 2);
    assert.match(stderr, /--from-curl says what --auth would say/);
  });

  describe('on a terminal', () => {
    /** Answers one question after the other, each when it was asked. */
    function asked(...answers: readonly string[]) {
      const input = new PassThrough();
      const output = new PassThrough();
      let shown = '';
      const left = [...answers];
      output.on('data', (chunk: Buffer) => {
        shown += String(chunk);
        const answer = /(?:: |> )$/.test(String(chunk)) ? left.shift() : undefined;
        if (answer === '^D') input.end();
        else if (answer !== undefined) input.write(`${answer}\n`);
      });
      return { asker: createAsker(input, output), shown: () => shown };
    }

    it('asks for what the options do not say', async () => {
      const { asker, shown } = asked('nonsense', 'https://shop.example.com', '', 'orders, users', '2', 'offset');
      const answers = await answersFrom({}, asker);
      asker.close();
      assert.deepEqual(answers, {
        baseUrl: 'https://shop.example.com',
        name: 'example',
        resources: ['orders', 'users'],
        auth: 'api_key',
        paginator: 'offset',
      });
      assert.match(shown(), /is no http or https URL/);
    });

    it('asks what to begin with', async () => {
      const begin = async (...answers: readonly string[]) => {
        const { asker } = asked(...answers);
        const flags = await beginningOf({ yaml: true }, asker);
        asker.close();
        return flags;
      };
      assert.deepEqual(await begin(''), { yaml: true });
      assert.deepEqual(await begin('openapi', 'api.yaml'), { yaml: true, fromOpenapi: 'api.yaml' });
      const pasted = await begin('3', "curl 'https://a.example.com/b' \\", "-H 'X: y'");
      assert.deepEqual(pasted, { yaml: true, fromCurl: "curl 'https://a.example.com/b'  -H 'X: y'" });
    });

    it('asks again where an answer is none of the choices', async () => {
      const { asker, shown } = asked('oauth', 'bearer', '');
      const answers = await answersFrom({ baseUrl: 'https://a.example.com', name: 'x', resource: ['y'] }, asker);
      asker.close();
      assert.deepEqual([answers.auth, answers.paginator], ['bearer', 'auto']);
      assert.match(shown(), /one of bearer, api_key, http_basic, none/);
    });

    it('ends where nobody answers', async () => {
      const { asker } = asked('https://a.example.com', '^D');
      const error = await answersFrom({}, asker).then(
        () => assert.fail('it asked for nothing'),
        (cause: unknown) => cause,
      );
      assert.instanceOf(error, AskingEnded);
    });
  });
});
