import { join } from 'node:path';
import { assertNoSecret, assertNoStack, startCommand, type Ended, type Running } from '../helpers/command.ts';
import { readParquet, type ReadRow } from '../helpers/read-parquet.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { startTestApi, type Answer, type TestApi } from './test-api.ts';
import { TEST_KEY, writeSource } from './test-source.ts';

export interface FlowOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly program?: readonly [string, ...string[]];
  /** The secret that must not be seen. */
  readonly secret?: string;
}

/**
 * A user with a folder, a source in it, an API and the command line. Whatever the user does, no output has a stack
 * trace in it, and neither the output nor a file has the secret.
 */
export function userFlow() {
  const folder = temporaryFolder();
  const apis: TestApi[] = [];
  afterEach(async () => {
    await Promise.all(apis.splice(0).map((api) => api.close()));
  });

  const startMillrace = (args: readonly string[], options: FlowOptions = {}): Running => {
    const { env = { API_KEY: TEST_KEY }, secret = TEST_KEY, program } = options;
    const running = startCommand(args, { cwd: folder(), env, ...(program && { program }) });
    const checked = async (): Promise<Ended> => {
      const ended = await running.ended;
      assertNoStack(ended);
      await assertNoSecret(secret, ended, folder());
      return ended;
    };
    return { ...running, ended: checked() };
  };
  const argsFor = (api: TestApi, args: readonly string[]) => [
    'run',
    'source.ts',
    `--set=client.base_url=${api.url}`,
    ...args,
  ];

  return {
    folder,
    /** Starts the API of the test. */
    async api(answers: Readonly<Record<string, Answer>> = {}): Promise<TestApi> {
      const api = await startTestApi(answers);
      apis.push(api);
      return api;
    },
    /** Writes `source.ts` with these resources, each the text of object properties. */
    source: (...resources: readonly string[]) => writeSource(folder(), { resources }),
    millrace: (args: readonly string[], options?: FlowOptions) => startMillrace(args, options).ended,
    startMillrace,
    /** `millrace run source.ts` against the API. */
    run: (api: TestApi, args: readonly string[] = [], options?: FlowOptions) =>
      startMillrace(argsFor(api, args), options).ended,
    startRun: (api: TestApi, args: readonly string[] = [], options?: FlowOptions) =>
      startMillrace(argsFor(api, args), options),
    /** The rows of a published file. */
    rows: (resource: string): Promise<ReadRow[]> => readParquet(join(folder(), 'data', `${resource}.parquet`)),
  };
}
