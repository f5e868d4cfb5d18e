import { Option, type Command } from 'commander';
import type { CheckFlags } from '../check.ts';
import type { End } from '../exit-codes.ts';
import { concurrencyOption, keptOption, list, SOURCE_HELP, withSet } from '../options.ts';

export function addCheck(program: Command, end: End): void {
  const command = program
    .command('check')
    .summary('try the first request of each resource; writes nothing')
    .description(
      'Checks the configuration and the secrets, sends the first request of each root resource, and says what it\n' +
        'found: whether the API can be reached and lets you in, whether data_selector, paginator, primary_key, schema\n' +
        'and cursor fit what came, and which columns there are. Writes nothing.',
    )
    .argument('<source>', SOURCE_HELP)
    .option('--select <names>', 'only these resources, children too, separated by commas, and their parents', list)
    .option('--children', 'check children too, each with the first row of its parent', false);
  withSet(command)
    .addOption(concurrencyOption())
    .addOption(new Option('--format <format>', 'how to report').choices(['text', 'json'] as const).default('text'))
    .addOption(keptOption())
    .addHelpText(
      'after',
      `
Secrets are read as by run. A request that fails is tried again twice at most.

Examples:
  API_TOKEN=... millrace check pipelines/web-scraper.ts
  millrace check my-api.ts --children --set client.base_url=http://127.0.0.1:9000
  millrace check my-api.ts --format json | jq '.resources[] | select(.verdict == "problem")'

Exit status: 0 all is fine, 1 a resource has a problem, 2 wrong usage or configuration (nothing was requested).`,
    )
    .action(async (source: string, flags: CheckFlags) => {
      const { loadSource } = await import('../load-source.ts');
      const [loaded, { checkCommand }] = await Promise.all([loadSource(source), import('../check.ts')]);
      end(await checkCommand(loaded, flags));
    });
}
