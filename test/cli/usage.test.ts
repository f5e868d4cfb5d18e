import { assert } from 'chai';
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
  ];
  for (const [args, what, fix] of cases) {
    it(`answers millrace ${args.join(' ')} in the form that all errors have`, async () => {
      const { status, stdout, stderr } = await runCommand(args, { cwd: folder() });
      assert.deepEqual([status, stdout], [2, '']);
      assert.equal(stderr, `error: ${what}\n  fix       ${fix}\n`);
    });
  }
});
