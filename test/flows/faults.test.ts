import { join } from 'node:path';
import { assert } from 'chai';
import type { RunEvent } from '../../lib/core/events.ts';
import type { ApiName } from '../../lib/sample/definition.ts';
import type { FaultKind, Faults } from '../../lib/sample/faults.ts';
import { startSampleApi, type SampleApi } from '../../lib/sample/server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { assertAllPublished, runPipeline } from './sample-runs.ts';

type Retry = Extract<RunEvent, { type: 'retry' }>;
type Timed<Event> = Event & { readonly time: string };

const ALL: Faults = { rateLimit: 5, serverError: 7, reset: 8, broken: 9, retryAfter: 0, shift: true };
/** Two of the APIs are to be asked again after 429 only, as their seeds say. */
const ONLY_429: Faults = { rateLimit: 3, reset: 5, broken: 7, retryAfter: 0, shift: true };

const CASES: readonly (readonly [name: ApiName, faults: Faults, handler: string])[] = [
  ['web-scraper', ALL, 'client.error_handler'],
  ['generic', ALL, 'client.error_handler'],
  ['field-operations', ALL, 'client.error_handler'],
  ['onboarding', ONLY_429, 'resource_defaults.endpoint.error_handler'],
  ['practice-management', ONLY_429, 'resource_defaults.endpoint.error_handler'],
];

/** What the log says of each fault. */
const REASONS: Readonly<Record<FaultKind, RegExp>> = {
  rateLimit: /429 Too Many Requests/,
  serverError: /500 Internal Server Error/,
  reset: /the connection was reset|the answer broke off/,
  broken: /the answer is not valid (?:JSON|XML)/,
};

describe('flows: faults', () => {
  const folder = temporaryFolder();
  let api: SampleApi | undefined;
  afterEach(async () => {
    await api?.close();
    api = undefined;
  });
  const start = async (faults: Faults, size: number): Promise<SampleApi> =>
    (api = await startSampleApi({ faults, size }));

  for (const [name, faults, handler] of CASES) {
    it(`${name} comes out the same, and the log says what was retried and why`, async () => {
      const server = await start(faults, 0.4);
      const ended = await runPipeline(name, server, folder(), [
        '--progress=plain',
        `--set=${handler}.backoff_factor=0`,
        // Faults that meet at one address come one after another.
        `--set=${handler}.max_retries=4`,
      ]);
      assert.equal(ended.status, 0, ended.stdout + ended.stderr);
      await assertAllPublished(join(folder(), 'out'), server, name);

      const lines = ended.stderr.split('\n').filter((line) => line.includes(': retry '));
      for (const [kind, count] of server.requests.faults) {
        const told = lines.filter((line) => REASONS[kind].test(line));
        assert.lengthOf(told, count, `${kind} in\n${ended.stderr}`);
        for (const line of told) assert.match(line, /^\w+: retry \d of 4 in 0 ms: /);
      }
      const wanted = Object.keys(faults).filter((kind) => kind in REASONS);
      assert.sameMembers([...server.requests.faults.keys()], wanted, 'each fault came');
      assert.lengthOf(lines, sum(server.requests.faults.values()), 'nothing else was retried');
    });
  }

  it('drops the rows that came twice because the list shifted', async () => {
    const server = await start({ shift: true }, 0.4);
    const { stdout } = await runPipeline('generic', server, folder(), ['--progress', 'json']);
    const { resources } = JSON.parse(stdout) as { resources: { duplicates: number; rowsRead: number }[] };
    const held = server.expected('generic', 'resource_name').length;
    assert.isAbove(resources[0]!.duplicates, 0);
    assert.equal(resources[0]!.rowsRead, held + resources[0]!.duplicates);
    await assertAllPublished(join(folder(), 'out'), server, 'generic');
  });

  it('waits as long as the server asks, and says how long', async () => {
    const server = await start({ rateLimit: 2, retryAfter: 1 }, 0.04);
    const { status, stderr } = await runPipeline('generic', server, folder(), [
      '--progress=json',
      '--concurrency=1',
      '--set=client.error_handler.backoff_factor=0',
    ]);
    assert.equal(status, 0, stderr);
    const events = jsonLines(stderr);
    const retries = events.filter((event): event is Timed<Retry> => event.type === 'retry');
    assert.lengthOf(retries, 1);
    const [{ resource, attempt, limit, wait, reason, time }] = retries as [Timed<Retry>];
    assert.deepEqual(
      { resource, attempt, limit, wait },
      { resource: 'resource_name', attempt: 1, limit: 3, wait: 1000 },
    );
    assert.match(reason, /429 Too Many Requests, the server asked for 1 ?s/);
    const again = events.slice(events.findIndex(({ type }) => type === 'retry')).find(({ type }) => type === 'request');
    assert.isAtLeast(Date.parse(again!.time) - Date.parse(time), 990, 'milliseconds until the next request');
    await assertAllPublished(join(folder(), 'out'), server, 'generic');
  });

  it('says how long it waits in plain lines as well', async () => {
    const server = await start({ serverError: 2 }, 0.04);
    const { status, stderr } = await runPipeline('generic', server, folder(), [
      '--progress=plain',
      '--set=client.error_handler.backoff_factor=0.3',
    ]);
    assert.equal(status, 0, stderr);
    const [, wait] = /^resource_name: retry 1 of 3 in (\d+) ms: .*500 Internal Server Error/m.exec(stderr) ?? [];
    assert.isAtLeast(Number(wait), 300);
    assert.isAtMost(Number(wait), 375, 'a quarter of it is jitter');
  });
});

function jsonLines(text: string): Timed<RunEvent>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Timed<RunEvent>);
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}
