import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { ConfigError } from '../core/errors.ts';
import { formatError } from './display/errors.ts';
import { colourAllowed } from './display/paint.ts';
import { EXIT } from './exit-codes.ts';
import type { RunFlags } from './run.ts';
import type { SampleApiFlags } from './sample-api.ts';
import { version } from '../core/version.ts';

const EXIT_STATUS = `Exit status: 0 all published, 1 a resource failed or rows were rejected (the rest is
published), 2 wrong usage or configuration (nothing was requested), 130 interrupted.`;

/** Runs the command line and resolves to its exit status; it never rejects. */
export async function main(args: readonly string[]): Promise<number> {
  let status: number = EXIT.ok;
  const program = createProgram((code) => (status = code));
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    // commander has printed what is wrong with the arguments, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const { stderr, env } = process;
    const colour = colourAllowed(env, stderr.isTTY);
    stderr.write(`${formatError(error, { colour, ...(stderr.columns && { width: stderr.columns }) })}\n`);
    return error instanceof ConfigError ? EXIT.usage : EXIT.failed;
  }
}

function createProgram(end: (status: number) => void): Command {
  const program = new Command('millrace')
    .description('REST APIs in, deduplicated Parquet out.')
    .version(version(), '-V, --version')
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help to see how it is used)')
    .addHelpText(
      'after',
      `
Examples:
  millrace demo                                   see it work, without any account
  millrace run pipelines/web-scraper.ts -o data   publish every resource into data/
  millrace run my-api.ts --select jobs --limit 2  a quick look at one resource

${EXIT_STATUS}`,
    );

  program
    .command('run')
    .summary('run a source and publish its files')
    .description('Runs a source: fetches its resources and publishes one deduplicated Parquet file for each.')
    .argument('<source>', 'a TypeScript or JavaScript module whose default export is a source')
    .option('-o, --out <dir>', 'output folder', 'data')
    .option('--select <names>', 'only these resources, separated by commas; their parents are fetched as needed', list)
    .option('--set <path=value>', 'override a configuration value, e.g. client.base_url=http://127.0.0.1:9000', collect)
    .option('--limit <pages>', 'at most this many pages of each resource', positiveInteger)
    .option('--concurrency <n>', 'requests under way at the same time', positiveInteger, 8)
    .addOption(progressOption())
    .addHelpText(
      'after',
      `
Secrets are read from the environment, then from a .env file beside the source:
secret('api_token') is API_TOKEN, or <SOURCE>__API_TOKEN where sources differ.

Examples:
  API_TOKEN=... millrace run pipelines/web-scraper.ts
  millrace run my-api.ts -o data --select jobs,users
  millrace run my-api.ts --set client.base_url=http://127.0.0.1:9000 --limit 1

${EXIT_STATUS}`,
    )
    .action(async (source: string, flags: RunFlags) => {
      // Each command is loaded when it is asked for, so that help does not wait for all of them; the source is
      // bundled, in a process of its own, meanwhile.
      const { loadSource } = await import('./load-source.ts');
      const [loaded, { runCommand }] = await Promise.all([loadSource(source), import('./run.ts')]);
      end(await runCommand(loaded, flags));
    });

  program
    .command('sample-api')
    .summary('serve the sample API on this machine')
    .description('Serves the APIs of the five shipped pipelines on 127.0.0.1, with made-up data, until Ctrl-C.')
    .option('--port <port>', 'port to listen on; 0 takes a free one', nonNegativeInteger, 0)
    .option(
      '--faults <names>',
      'faults to show, separated by commas: rate_limit, server_error, reset, broken, shift',
      list,
    )
    .addHelpText(
      'after',
      `
The key it accepts is sample-key: API_TOKEN=sample-key, API_KEY=sample-key.

Examples:
  millrace sample-api --port 8080
  millrace sample-api --port 8080 --faults rate_limit,reset   something goes wrong now and then`,
    )
    .action(async (flags: SampleApiFlags) => {
      const { sampleApiCommand } = await import('./sample-api.ts');
      end(await sampleApiCommand(flags));
    });

  program
    .command('demo')
    .summary('publish the sample API, look at the files')
    .description('Starts the sample API, runs the web-scraper pipeline against it, and queries the files it published.')
    .option('-o, --out <dir>', 'output folder', 'data/demo')
    .addOption(progressOption())
    .addHelpText('after', '\nExamples:\n  millrace demo\n  millrace demo --out /tmp/demo --progress plain')
    .action(async (flags: Pick<RunFlags, 'out' | 'progress'>) => {
      const { demoCommand } = await import('./demo.ts');
      end(await demoCommand(flags));
    });

  return program;
}

function progressOption(): Option {
  return new Option('--progress <mode>', 'how progress is shown, on stderr')
    .choices(['auto', 'plain', 'json', 'none'])
    .default('auto');
}

function list(value: string): string[] {
  return value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function positiveInteger(value: string): number {
  const number = nonNegativeInteger(value);
  if (number === 0) throw new InvalidArgumentError('expected a whole number of at least 1.');
  return number;
}

function nonNegativeInteger(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('expected a whole number.');
  return Number(value);
}
