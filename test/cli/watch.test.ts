import { join } from 'node:path';
import { assert } from 'chai';
import { writeFile } from 'node:fs/promises';
import { answer, testServers } from '../http/test-servers.ts';
import { api } from '../helpers/server.ts';
import { assertNoStack, runCommand, startCommand } from '../helpers/command.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('cli: run --every', () => {
  const servers = testServers();
  const folder = temporaryFolder();

  const shop = async (origin: string): Promise<void> => {
    const client = { base_url: origin, error_handler: { max_retries: 0 } };
    const source = { name: 'shop', client, resources: [{ name: 'jobs', endpoint: { paginator: 'single_page' } }] };
    await writeFile(join(folder(), 'shop.json'), JSON.stringify(source));
  };

  it('goes on after a run that failed, serves metrics and health, and ends cleanly by Ctrl-C', async () => {
    let asked = 0;
    const server = await api(servers, {
      '/jobs': ({ response }) => ((asked += 1) === 2 ? answer(response, {}, 500) : [{ id: asked }]),
    });
    await shop(server.origin);
    const args = ['run', 'shop.json', '--every', '1s', '--metrics-port', '0', '--progress', 'plain'];
    const running = startCommand(args, { cwd: folder() });
    const [url] = /http\S+(?=\/metrics)/.exec(await running.saw('stderr', /metrics at \S+/))!;

    await running.saw('stderr', /next run in .* Ctrl-C ends it/);
    assert.equal((await fetch(`${url}/health`)).status, 200);
    await running.saw('stdout', /1 failed/);
    await running.saw('stdout', /1 failed[^]*Published 1 of 1/);
    await running.saw('stderr', /(?:next run[^]*){3}/);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    assert.include(metrics, 'millrace_runs_total{status="succeeded"} 2\n');
    assert.include(metrics, 'millrace_runs_total{status="failed"} 1\n');
    assert.include(metrics, 'millrace_responses_total{resource="jobs",status="500"} 1\n');
    assert.equal((await fetch(`${url}/health`)).status, 200, 'the last run succeeded');

    running.child.kill('SIGINT');
    const ended = await running.ended;
    assert.deepEqual([ended.status, ended.signal], [0, null]);
    assertNoStack(ended);
  });

  it('ends with 130 where a run was under way, and keeps its work', async () => {
    const server = await api(servers, { '/jobs': () => undefined });
    await shop(server.origin);
    const running = startCommand(['run', 'shop.json', '--every', '1h', '--progress', 'json'], { cwd: folder() });
    await running.saw('stderr', /"type":"request"/);
    running.child.kill('SIGTERM');
    const { status, stderr } = await running.ended;
    assert.equal(status, 130);
    assert.notInclude(stderr, 'next-run');
  });

  it('refuses what does not go together, and times that are none', async () => {
    await shop('http://127.0.0.1:1');
    for (const [options, message] of [
      [['--metrics-port', '9464'], /--metrics-port is for a run that goes on[^]*fix +add --every/],
      [['--every', '5m', '--record', 'x'], /--every and --record do not go together/],
      [['--every', 'soon'], /expected a time from 1s to 24d, such as 30s, 5m, 2h or 1d/],
      [['--every', '0s'], /expected a time from 1s/],
    ] as const) {
      const ended = await runCommand(['run', 'shop.json', ...options], { cwd: folder() });
      assert.equal(ended.status, 2);
      assert.match(ended.stderr, message);
      assertNoStack(ended);
    }
  });

  it('ends at once where the source is not configured right', async () => {
    await writeFile(join(folder(), 'shop.json'), '{"client":{"base_url":"nowhere"},"resources":["jobs"]}');
    const { status } = await runCommand(['run', 'shop.json', '--every', '5m'], { cwd: folder() });
    assert.equal(status, 2);
  });
});
