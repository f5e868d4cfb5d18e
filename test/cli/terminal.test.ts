import { spawnSync } from 'node:child_process';
import { assert } from 'chai';
import { send } from '../flows/test-api.ts';
import { userFlow } from '../flows/user-flow.ts';
import { builtCommand } from '../helpers/built-command.ts';
import { textWidth } from '../../lib/cli/display/text-width.ts';
import { Screen } from './display/screen.ts';

/** A command in a terminal of this width, which `script` makes. */
function inTerminal(columns: number, args: readonly string[]): readonly [string, ...string[]] {
  const command = [process.execPath, builtCommand(), ...args].map((word) => `'${word}'`).join(' ');
  return ['script', '-qec', `stty cols ${columns} rows 24; exec ${command}`, '/dev/null'];
}

describe('cli: in a terminal', () => {
  const flow = userFlow();
  before(function () {
    if (spawnSync('script', ['--version']).status !== 0) this.skip();
  });

  for (const columns of [40, 80, 200]) {
    it(`shows a run at ${columns} columns while it is under way, and its summary alone in the end`, async () => {
      let answerLogs = () => {};
      const api = await flow.api({
        '/jobs': (response, { query }) => {
          const page = Number(query.get('page'));
          send(response, { data: page < 2 ? [{ id: page }] : [], pages: 4 });
        },
        '/jobs/0/logs': (response) => (answerLogs = () => send(response, [{ id: 7 }])),
        '/jobs/1/logs': [],
      });
      await flow.source(
        `name: 'jobs', endpoint: { data_selector: 'data', paginator: { type: 'page_number', base_page: 0, total_path: 'pages' } }`,
        `name: 'logs_of_every_single_job', endpoint: '/jobs/{resources.jobs.id}/logs'`,
      );
      const args = ['run', 'source.ts', `--set=client.base_url=${api.url}`, '--concurrency', '1'];
      const running = flow.startMillrace([], {
        program: inTerminal(columns, args),
        env: { API_KEY: 'k3y-of-the-tests', TERM: 'xterm', NO_COLOR: '1' },
      });
      await running.saw('stdout', /● {3}logs/);
      const [frame] = /\u001b\[\?25l[\s\S]*/.exec(await running.saw('stdout', /[\s\S]*0.*of.*2|[\s\S]*0\/2/)) ?? [];
      const during = new Screen();
      during.write(frame!);
      const drawn = during.lines.join('\n');
      assert.match(drawn, columns < 80 ? /^● jobs .* 1 +fetching/m : /^● jobs .* ██░{8} {2}25 %/m);
      assert.match(drawn, /^● {3}logs_of_/m);
      for (const line of during.lines) assert.isBelow(textWidth(line), columns, line);
      answerLogs();

      const { status, stdout } = await running.ended;
      assert.equal(status, 0, stdout);
      const screen = new Screen();
      screen.write(stdout);
      assert.isTrue(screen.cursor);
      const left = screen.shown.join('\n');
      assert.notMatch(left, /fetching|●|%/, 'the block is gone');
      assert.match(left, /^✓ logs_of_every_single_job/m);
      assert.match(left.replaceAll(/\s+/g, ' '), /Published 2 of 2 resources in data in/);
      for (const line of screen.shown) assert.isAtMost(textWidth(line), columns, line);
    });
  }

  it('breaks what the other commands print at its width', async () => {
    const api = await flow.api({ '/jobs': [{ id: 1, text: 'long '.repeat(40), more: 'x'.repeat(100) }] });
    await flow.source(`name: 'jobs', endpoint: { params: { filter: 'a-rather-long-value-that-is-sent-along' } }`);
    const set = `--set=client.base_url=${api.url}`;
    for (const args of [
      ['plan', 'source.ts', set],
      ['check', 'source.ts', set],
    ]) {
      const { status, stdout } = await flow.millrace([], { program: inTerminal(60, args) });
      assert.equal(status, 0, stdout);
      for (const line of stdout.replaceAll(/\u001b\[\d+m/g, '').split(/\r?\n/))
        assert.isAtMost(textWidth(line), 60, line);
    }
    const { stdout } = await flow.millrace([], { program: inTerminal(60, ['preview', 'source.ts', 'jobs', set]) });
    const [, table = ''] = stdout.replaceAll(/\u001b\[\d+m/g, '').split(/\r?\n\r?\n/);
    for (const line of table.split(/\r?\n/)) assert.isAtMost(textWidth(line), 60, line);
  });
});
