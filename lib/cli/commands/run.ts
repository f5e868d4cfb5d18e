import { Option, type Command } from 'commander';
import { ConfigError } from '../../core/errors.ts';
import { EXIT_STATUS, type End } from '../exit-codes.ts';
import {
  concurrencyOption,
  engineOption,
  list,
  outOption,
  period,
  port,
  positiveInteger,
  progressOption,
  SOURCE_HELP,
  withSet,
} from '../options.ts';
import type { RunFlags } from '../run.ts';
import type { WatchFlags } from '../watch.ts';

export function addRun(program: Command, end: End): void {
  const command = program
    .command('run')
    .summary('run a source and publish its files')
    .description('Runs a source: fetches its resources and publishes one deduplicated Parquet file for each.')
    .argument('<source>', SOURCE_HELP)
    .addOption(outOption())
    .option('--select <names>', 'only these resources, separated by commas; their parents are fetched as needed', list);
  withSet(command)
    .option('--fresh', 'fetch everything anew; without it, unfinished work of the run before is gone on with')
    .option('--full-refresh', 'load everything anew, without cursors, and replace the files as a whole at the end')
    .option('--limit <pages>', 'at most this many pages of each resource', positiveInteger)
    .addOption(concurrencyOption())
    .addOption(engineOption())
    .option('--memory <size>', 'what DuckDB may take before it spills to disk, e.g. 2GB (default: 512MB)')
    .addOption(progressOption())
    .option('--log <file>', 'append a log in JSON (pino) to this file; - is stderr, without other progress')
    .addOption(
      new Option('--log-level <level>', 'the least that is logged; debug has every request')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    )
    .option('--record <dir>', 'keep every request and answer in this folder, without secrets')
    .option('--replay <dir>', 'run from a recording: nothing is sent, and no secrets are needed')
    .option('--every <time>', 'run again and again, e.g. every 5m, until Ctrl-C', period)
    .option('--metrics-port <port>', 'with --every: serve /metrics (Prometheus) and /health on this port', port)
    .option('--metrics-host <host>', 'where they are served; 0.0.0.0 for all the world', '127.0.0.1')
    .option('--report', 'write a page about the run into <dir>/_millrace/report.html at its end')
    .addHelpText(
      'after',
      `
Secrets are read from the environment, then from a .env file beside the source:
secret('api_token'), \${secret:api_token} in YAML and JSON, is API_TOKEN, or <SOURCE>__API_TOKEN where sources differ.

An --out in a bucket (s3://bucket/prefix) takes server, region and credentials from AWS_ENDPOINT_URL_S3, AWS_REGION,
AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE; it needs: npm install @aws-sdk/client-s3

Examples:
  API_TOKEN=... millrace run pipelines/web-scraper.ts
  millrace run my-api.yaml -o data --select jobs,users
  millrace run my-api.yaml -o s3://my-bucket/warehouse
  millrace run my-api.ts --set client.base_url=http://127.0.0.1:9000 --limit 1
  millrace run my-api.ts --record recordings/my-api -o data/recorded
  millrace run my-api.ts --replay recordings/my-api -o data/replayed
  millrace run my-api.ts --every 5m --metrics-port 9464

${EXIT_STATUS}`,
    )
    .action(async (source: string, given: RunFlags & Partial<WatchFlags>) => {
      checkWatching(given);
      const { concurrency, ...others } = given;
      // A replay has that of its recording, unless another one was asked for.
      const isAsked = command.getOptionValueSource('concurrency') !== 'default' && concurrency !== undefined;
      const isQuiet = given.log === '-' && command.getOptionValueSource('progress') === 'default';
      const flags = { ...(isAsked ? given : others), ...(isQuiet && { progress: 'none' as const }) };
      // The source is bundled, in a process of its own, while the rest is loaded.
      const { loadSource } = await import('../load-source.ts');
      const [loaded, { runCommand }] = await Promise.all([loadSource(source), import('../run.ts')]);
      if (flags.every === undefined) return end(await runCommand(loaded, flags));
      const { watchCommand } = await import('../watch.ts');
      return end(await watchCommand(loaded, flags as WatchFlags));
    });
}

/** Throws a `ConfigError` where options do not go together. */
function checkWatching({ every, metricsPort, record, replay }: RunFlags & Partial<WatchFlags>): void {
  if (every === undefined && metricsPort !== undefined) {
    throw new ConfigError('--metrics-port is for a run that goes on', { fix: 'add --every, for instance --every 5m' });
  }
  if (every === undefined || (record === undefined && replay === undefined)) return;
  throw new ConfigError(`--every and ${record === undefined ? '--replay' : '--record'} do not go together`, {
    fix: 'record or replay one run, without --every',
  });
}
