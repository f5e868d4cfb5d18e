import { readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { ConfigError } from '../core/errors.ts';
import type { EngineName } from '../engines/open-engine.ts';
import { exists } from '../files/exists.ts';
import { placesOf } from '../recording/format.ts';
import { readHead } from '../recording/recording.ts';
import { passed, testRecording, type Tested } from '../run/test-recording.ts';
import { streamOptions } from './display/stream-options.ts';
import { testJson, testReport } from './display/test-report.ts';
import { EXIT } from './exit-codes.ts';
import { loadSource, type LoadedSource } from './load-source.ts';
import { prepareSource } from './prepare-source.ts';
import { tellOnStderr } from './tell-on-stderr.ts';

export interface TestFlags {
  readonly recording?: string;
  readonly update: boolean;
  readonly format: 'text' | 'json';
  readonly engine?: EngineName;
  readonly set?: readonly string[];
}

interface Case {
  /** As the user would write it. */
  readonly file: string;
  readonly recording?: string;
}

/** `millrace test`: resolves to the exit status. */
export async function testCommand(file: string | undefined, flags: TestFlags): Promise<number> {
  const { stdout } = process;
  const cases = file === undefined ? await allCases(flags) : [{ file, ...flags }];
  let status: number = EXIT.ok;
  for (const [index, one] of cases.entries()) {
    const tested = await test(one, flags);
    if (!passed(tested)) status = EXIT.failed;
    const separator = index > 0 && flags.format === 'text' ? '\n' : '';
    const told = flags.format === 'json' ? testJson(tested) : testReport(tested, one.file, streamOptions(stdout));
    stdout.write(`${separator}${told}\n`);
  }
  return status;
}

async function test({ file, recording }: Case, { update, engine, set }: TestFlags): Promise<Tested> {
  const loaded = await loadSource(file);
  const folder = recording ?? (await ownRecording(loaded, file));
  const source = await prepareSource(loaded, set, folder);
  return testRecording(source, {
    recording: folder,
    update,
    acceptFirst: !process.env['CI'],
    ...(engine && { engine }),
    onEvent: (event) => {
      if (event.type === 'warning') tellOnStderr(event);
    },
  });
}

/** The folder where the recording of a source is looked for. */
async function ownRecording({ path, config }: LoadedSource, file: string): Promise<string> {
  const { name = 'rest_api' } = config as { readonly name?: string };
  const folder = relative(process.cwd(), join(dirname(path), 'recordings', name));
  if (await exists(placesOf(folder).head)) return folder;
  throw new ConfigError(`there is no recording of ${file} in ${folder}`, {
    fix: `make one: millrace run ${file} --record ${folder} -o data/recorded`,
  });
}

/** The sources that were recorded into `recordings/`. */
async function allCases({ recording, set }: TestFlags): Promise<Case[]> {
  if (recording !== undefined || set !== undefined) {
    throw new ConfigError('--recording and --set are for one source', {
      fix: 'name the source: millrace test <source>',
    });
  }
  const names = (await exists('recordings')) ? (await readdir('recordings')).sort() : [];
  const cases: Case[] = [];
  for (const name of names) {
    const folder = join('recordings', name);
    if (!(await exists(placesOf(folder).head))) continue;
    const { file } = await readHead(folder);
    if (file === undefined) continue;
    cases.push({ file: relative(process.cwd(), join(folder, file)), recording: folder });
  }
  if (cases.length > 0) return cases;
  throw new ConfigError('there are no recordings in recordings/', {
    fix: 'make one: millrace run <source> --record recordings/<name> -o data/recorded',
  });
}
