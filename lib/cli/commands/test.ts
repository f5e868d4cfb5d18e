import { Option, type Command } from 'commander';
import type { End } from '../exit-codes.ts';
import { engineOption, SOURCE_HELP, withSet } from '../options.ts';
import type { TestFlags } from '../test.ts';

export function addTest(program: Command, end: End): void {
  const command = program
    .command('test')
    .summary('replay a recording and compare the rows with the expected ones')
    .description(
      'Runs a source from its recording, without network or secrets, and compares the rows that it publishes with the\n' +
        'expected ones, which are in the folder expected/ of the recording: lines of JSON, in the order of their keys.\n' +
        'The first time, what is published becomes what is expected.',
    )
    .argument('[source]', `${SOURCE_HELP}; without it, all that have a recording in recordings/`)
    .option('--recording <dir>', 'the recording (default: recordings/<name of the source> beside the source)')
    .option('--update', 'take the rows that are published now for the expected ones', false);
  withSet(command)
    .addOption(engineOption())
    .addOption(new Option('--format <format>', 'how to report').choices(['text', 'json'] as const).default('text'))
    .addHelpText(
      'after',
      `
Examples:
  API_TOKEN=... millrace run my-api.ts --record recordings/my_api -o data/recorded
  millrace test my-api.ts            does it still publish the same rows
  millrace test my-api.ts --update   these are the right ones from now on
  millrace test                      all sources with a recording in recordings/

In a build (where CI is set) rows are not taken for the expected ones unless --update says so.

Exit status: 0 all rows are as expected, 1 some are not, or a resource failed, 2 wrong usage, or no recording.`,
    )
    .action(async (source: string | undefined, flags: TestFlags) => {
      const { testCommand } = await import('../test.ts');
      end(await testCommand(source, flags));
    });
}
