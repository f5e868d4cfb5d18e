import { InvalidArgumentError, Option, type Command } from 'commander';

/** The help of the argument that every command with a source has. */
export const SOURCE_HELP =
  'a TypeScript or JavaScript module whose default export is a source, a .yaml, .yml or .json file, or a document with a dlt source (.md, .txt, .py)';

/** Adds `--set`, for the commands that take a source. */
export function withSet(command: Command): Command {
  return command.option(
    '--set <path=value>',
    'override a configuration value, e.g. client.base_url=http://127.0.0.1:9000; repeatable',
    collect,
  );
}

export function outOption(value = 'data'): Option {
  return new Option('-o, --out <dir>', 'output folder, or s3://bucket/prefix').default(value);
}

/** For the commands that only look: what authentication keeps between runs is in the output folder. */
export function keptOption(): Option {
  return new Option('-o, --out <dir>', 'output folder of the runs, where renewed credentials are kept').default('data');
}

export function engineOption(): Option {
  return new Option('--engine <name>', 'what writes the files; parquetjs needs no native library, and is slower')
    .choices(['duckdb', 'parquetjs'])
    .default('duckdb');
}

export function progressOption(): Option {
  return new Option('--progress <mode>', 'how progress is shown, on stderr')
    .choices(['auto', 'plain', 'json', 'none'])
    .default('auto');
}

export function concurrencyOption(): Option {
  return new Option('--concurrency <n>', 'requests under way at the same time').argParser(positiveInteger).default(8);
}

/** `a,b` */
export function list(value: string): string[] {
  return value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** An option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

export function positiveInteger(value: string): number {
  const number = nonNegativeInteger(value);
  if (number === 0) throw new InvalidArgumentError('expected a whole number of at least 1.');
  return number;
}

function nonNegativeInteger(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('expected a whole number.');
  return Number(value);
}

const UNITS: Readonly<Record<string, number>> = { s: 1, min: 60, m: 60, h: 3600, d: 86_400 };
const LONGEST_DAYS = 24;

/** `5m` in milliseconds. A timer of the platform keeps no more than 24.8 days. */
export function period(value: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?) ?(s|min|m|h|d)$/.exec(value) ?? [];
  const seconds = Number(amount) * (UNITS[unit] ?? Number.NaN);
  if (seconds >= 1 && seconds <= LONGEST_DAYS * 86_400) return seconds * 1000;
  throw new InvalidArgumentError(`expected a time from 1s to ${LONGEST_DAYS}d, such as 30s, 5m, 2h or 1d.`);
}

export function port(value: string): number {
  const number = nonNegativeInteger(value);
  if (number > 65_535) throw new InvalidArgumentError('expected a port, from 0 (any free one) to 65535.');
  return number;
}
