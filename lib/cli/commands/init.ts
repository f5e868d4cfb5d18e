import { Option, type Command } from 'commander';
import type { End } from '../exit-codes.ts';
import type { InitFlags } from '../init.ts';
import { collect, list } from '../options.ts';

const lists = (value: string, before: readonly string[] = []): string[] => [...before, ...list(value)];

export function addInit(program: Command, end: End): void {
  program
    .command('init')
    .summary('make the folder of a new pipeline')
    .description(
      'Makes a folder with a working pipeline. What the options do not say is asked for on a terminal. Nothing is\nrequested, but for an OpenAPI document that is given by its URL.',
    )
    .argument('[dir]', 'the folder to make; without it, one with the name of the pipeline')
    .option('--from-curl <command>', 'begin with the request of a curl command; - reads it from standard input')
    .option('--from-openapi <file>', 'begin with an OpenAPI 3 document in JSON or YAML: a file, or its URL')
    .option('--select <names>', 'of an OpenAPI document: only these resources, separated by commas', list)
    .option(
      '--param <name=value>',
      'of an OpenAPI document: the value of a parameter that no parent has; repeatable',
      collect,
    )
    .option('--base-url <url>', 'what every path is appended to, e.g. https://api.example.com/v1')
    .option('--resource <paths>', 'paths of resources below the base URL; repeatable, or separated by commas', lists)
    .addOption(
      new Option('--auth <kind>', 'how requests are authorised').choices(['none', 'bearer', 'api_key', 'http_basic']),
    )
    .addOption(
      new Option('--paginator <type>', 'how the API pages (default: auto, which the first answer decides)').choices([
        'auto',
        'single_page',
        'page_number',
        'offset',
        'cursor',
        'json_link',
        'header_link',
      ]),
    )
    .option('--name <name>', 'name of the pipeline; without it, that of the host')
    .option('--yaml', 'write the pipeline in YAML instead of TypeScript')
    .option('--force', 'write over files that are there; a .env keeps what it has')
    .addHelpText(
      'after',
      `
Examples:
  millrace init
  millrace init my-api --base-url https://api.example.com/v1 --auth bearer --resource jobs,users
  millrace init my-api --base-url https://api.example.com --auth none --resource 'jobs,jobs/{id}/tasks' --yaml
  millrace init --from-curl "curl -H 'Authorization: Bearer $TOKEN' 'https://api.example.com/v1/jobs?page=1'"
  pbpaste | millrace init jobs --from-curl -
  millrace init shop --from-openapi openapi.yaml --select orders,products

The secrets of a curl command go to .env, which only you can read, and never into the pipeline.

Exit status: 0 the folder is made, 2 wrong usage, or there are such files (nothing was written), 130 interrupted.`,
    )
    .action(async (dir: string | undefined, flags: InitFlags) => {
      const { initCommand } = await import('../init.ts');
      end(await initCommand(dir, flags));
    });
}
