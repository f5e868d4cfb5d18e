import { Option, type Command } from 'commander';
import type { End } from '../exit-codes.ts';
import { keptOption, positiveInteger, SOURCE_HELP, withSet } from '../options.ts';
import type { PreviewFlags } from '../preview.ts';

export function addPreview(program: Command, end: End): void {
  const command = program
    .command('preview')
    .summary('print the first rows of a resource; writes nothing')
    .description(
      'Prints the first rows of a resource as they would be published, with the requests they took, the answers and\n' +
        'the column types. Parents are fetched as needed, no page more. Writes nothing.',
    )
    .argument('<source>', SOURCE_HELP)
    .argument('<resource>', 'its name')
    .option('-n, --rows <n>', 'how many rows', positiveInteger, 10)
    .addOption(
      new Option('--format <format>', 'how to print them')
        .choices(['table', 'json', 'ndjson', 'csv'] as const)
        .default('table'),
    );
  withSet(command)
    .addOption(keptOption())
    .addHelpText(
      'after',
      `
Secrets are read as by run. Only the rows go to stdout where they are not a table.

Examples:
  API_TOKEN=... millrace preview pipelines/web-scraper.ts users
  millrace preview my-api.ts jobs -n 3 --set client.base_url=http://127.0.0.1:9000
  millrace preview my-api.ts jobs -n 100 --format ndjson | jq .status
  millrace preview my-api.ts jobs --format csv > jobs.csv

Exit status: 0 it was fetched, 1 it could not be, 2 wrong usage or configuration (nothing was requested).`,
    )
    .action(async (source: string, resource: string, flags: PreviewFlags) => {
      const { loadSource } = await import('../load-source.ts');
      const [loaded, { previewCommand }] = await Promise.all([loadSource(source), import('../preview.ts')]);
      end(await previewCommand(loaded, resource, flags));
    });
}
