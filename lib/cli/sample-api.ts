import { once } from 'node:events';
import { ConfigError } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';
import type { Faults } from '../sample/faults.ts';
import { startSampleApi, type SampleApi } from '../sample/server.ts';
import { EXIT } from './exit-codes.ts';

export interface SampleApiFlags {
  readonly port: number;
  readonly faults?: readonly string[];
}

/** What each name of `--faults` shows: something goes wrong at every n-th address, once. */
const FAULTS: Readonly<Record<string, Faults>> = {
  rate_limit: { rateLimit: 7 },
  server_error: { serverError: 11 },
  reset: { reset: 13 },
  broken: { broken: 17 },
  shift: { shift: true },
};

/** `millrace sample-api`: serves until it is interrupted. */
export async function sampleApiCommand({ port, faults = [] }: SampleApiFlags): Promise<number> {
  const api = await started(port, faultsNamed(faults));
  process.stdout.write(
    `The sample API is at ${api.url} (Ctrl-C ends it). In another terminal:\n\n` +
      `  API_TOKEN=sample-key npx millrace run pipelines/web-scraper.ts --set client.base_url=${api.url}\n` +
      `  API_KEY=sample-key npx millrace run pipelines/generic.ts --set client.base_url=${api.url}\n` +
      `  API_KEY=sample-key npx millrace run pipelines/field-operations.ts --set client.base_url=${api.url}\n` +
      `  API_KEY=sample-key npx millrace run pipelines/onboarding.ts --set client.base_url=${api.url}/v3/\n` +
      `  API_KEY=sample-key npx millrace run pipelines/practice-management.ts --set client.base_url=${api.url}\n\n` +
      `Or begin with what the API says of itself, in OpenAPI:\n\n` +
      `  npx millrace init web-scraper --from-openapi ${api.url}/openapi/web-scraper.json\n`,
  );
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await api.close();
  return EXIT.ok;
}

async function started(port: number, faults: Faults): Promise<SampleApi> {
  try {
    return await startSampleApi({ port, faults });
  } catch (cause) {
    const why: Record<string, string> = { EADDRINUSE: 'is in use', EACCES: 'needs more rights' };
    const reason = why[(cause as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw cause;
    throw new ConfigError(`port ${port} ${reason}`, {
      fix: 'choose another one with --port, or 0 for a free one',
      cause,
    });
  }
}

function adviceFor(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined ? `the faults are: ${known.join(', ')}` : `did you mean ${near}?`;
}

function faultsNamed(names: readonly string[]): Faults {
  const known = Object.keys(FAULTS);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new ConfigError(
      unknown.map((name) => ({
        path: '--faults',
        message: `there is no fault ${name}`,
        fix: adviceFor(name, known),
      })),
    );
  }
  return Object.assign({}, ...names.map((name) => FAULTS[name])) as Faults;
}
