import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { builtCommand } from '../helpers/built-command.ts';
import { runCommand } from '../helpers/command.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('cli: wrong usage', () => {
  const folder = temporaryFolder();

  const cases: readonly (readonly [args: readonly string[], what: string, fix: string])[] = [
    [['rnu', 'source.ts'], "unknown command 'rnu'", 'did you mean run? millrace --help shows how it is used'],
    [['unheard-of'], "unknown command 'unheard-of'", 'millrace --help shows how it is used'],
    [['run'], "missing required argument 'source'", 'millrace run --help shows how it is used'],
    [
      ['run', 'source.ts', '--selct', 'jobs'],
      "unknown option '--selct'",
      'did you mean --select? millrace run --help shows how it is used',
    ],
    [
      ['run', 'source.ts', '--limit', 'none'],
      "option '--limit <pages>' argument 'none' is invalid. expected a whole number.",
      'millrace run --help shows how it is used',
    ],
    [
      ['plan', 'source.ts', '--format', 'mermad'],
      "option '--format <format>' argument 'mermad' is invalid. Allowed choices are tree, json, mermaid.",
      'did you mean mermaid? millrace plan --help shows how it is used',
    ],
    [
      ['sample-api', '--port', '99999'],
      "option '--port <port>' argument '99999' is invalid. expected a port, from 0 (any free one) to 65535.",
      'millrace sample-api --help shows how it is used',
    ],
    [['help', 'rnu'], "unknown command 'rnu'", 'did you mean run? millrace --help shows the commands'],
    [['run', '.'], '. is a folder', 'give the path of a source, for instance pipelines/web-scraper.ts'],
    [
      ['sample-api', '--faults', 'all'],
      'there is no fault all',
      'the faults are: rate_limit, server_error, reset, broken, shift',
    ],
  ];
  for (const [args, what, fix] of cases) {
    it(`answers millrace ${args.join(' ')} in the form that all errors have`, async () => {
      const { status, stdout, stderr } = await runCommand(args, { cwd: folder() });
      assert.deepEqual([status, stdout], [2, '']);
      assert.equal(stderr.replace(/^ {2}setting .*\n/m, ''), `error: ${what}\n  fix       ${fix}\n`);
    });
  }

  it('shows for help run what run --help shows', async () => {
    const asked = await runCommand(['help', 'run'], { cwd: folder() });
    assert.deepEqual(asked, await runCommand(['run', '--help'], { cwd: folder() }));
    assert.match(asked.stdout, /^Usage: millrace run /);
  });

  it('says in one line that the results could not be written, and ends with 1', async () => {
    await writeFile(join(folder(), 'source.yaml'), 'client: { base_url: http://127.0.0.1:1 }\nresources: [jobs]\n');
    const program = ['sh', '-c', `exec "$0" "$@" > /dev/full`, process.execPath, builtCommand()] as const;
    const { status, stderr } = await runCommand(['plan', 'source.yaml'], { cwd: folder(), program });
    assert.equal(status, 1);
    assert.match(stderr, /^error: cannot write to stdout: ENOSPC.*\n$/);
  });
});
