import type { Command } from 'commander';
import type { End } from '../exit-codes.ts';
import { list, port } from '../options.ts';
import type { SampleApiFlags } from '../sample-api.ts';

export function addSampleApi(program: Command, end: End): void {
  program
    .command('sample-api')
    .summary('serve the sample API on this machine')
    .description('Serves the APIs of the five shipped pipelines on 127.0.0.1, with made-up data, until Ctrl-C.')
    .option('--port <port>', 'port to listen on; 0 takes a free one', port, 0)
    .option(
      '--faults <names>',
      'faults to show, separated by commas: rate_limit, server_error, reset, broken, shift',
      list,
    )
    .addHelpText(
      'after',
      `
The key it accepts is sample-key: API_TOKEN=sample-key, API_KEY=sample-key. Four of the APIs describe themselves in
OpenAPI: /openapi/web-scraper.json, generic.json, field-operations.json and onboarding.json.

Examples:
  millrace sample-api --port 8080
  millrace sample-api --port 8080 --faults rate_limit,reset   something goes wrong now and then`,
    )
    .action(async (flags: SampleApiFlags) => {
      const { sampleApiCommand } = await import('../sample-api.ts');
      end(await sampleApiCommand(flags));
    });
}
