import { Option, type Command } from 'commander';
import type { End } from '../exit-codes.ts';
import { collect } from '../options.ts';
import type { StateFlags } from '../state.ts';

export function addState(program: Command, end: End): void {
  program
    .command('state')
    .summary('show or reset where loading got to in an output folder')
    .description(
      'Shows what is published in an output folder, the cursors from which the next run goes on, the work of runs that\n' +
        'did not come to their end, and who is writing to it.',
    )
    .argument('<dir>', 'output folder, or s3://bucket/prefix')
    .option(
      '--reset <resource>',
      'take away its cursor and its unfinished work; what is published stays; repeatable',
      collect,
    )
    .option('--reset-all', 'the same for all resources')
    .addOption(new Option('--format <format>', 'how to show it').choices(['text', 'json'] as const).default('text'))
    .addHelpText(
      'after',
      `
After a reset, the next run fetches the resource from its beginning, and merges it with what is published
as write_disposition says. To replace what is published as well: millrace run --full-refresh.

Examples:
  millrace state data
  millrace state data --format json | jq '.resources[] | {resource, cursor}'
  millrace state data --reset jobs --reset users

Exit status: 0 done, 1 a run is writing to the folder, or its state is damaged, 2 it is no output folder or
has no such resource.`,
    )
    .action(async (dir: string, flags: StateFlags) => {
      const { stateCommand } = await import('../state.ts');
      end(await stateCommand(dir, flags));
    });
}
