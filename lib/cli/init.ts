import { relative, resolve } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { ConfigError } from '../core/errors.ts';
import { folderFiles, pipelineFile } from '../init/folder-files.ts';
import { fromAnswers, type AuthKind, type PaginatorKind } from '../init/from-answers.ts';
import { kebabName } from '../init/names.ts';
import { pipelineText } from '../init/pipeline-text.ts';
import type { StartingPoint } from '../init/starting-point.ts';
import { writeFolder } from '../init/write-folder.ts';
import { answersFrom } from './ask-for-source.ts';
import { AskingEnded, createAsker, type Asker } from './asker.ts';
import { initReport } from './display/init-report.ts';
import { streamOptions } from './display/stream-options.ts';
import { EXIT } from './exit-codes.ts';
import { ownDependencies } from './own-package.ts';

export interface InitFlags {
  readonly fromCurl?: string;
  readonly fromOpenapi?: string;
  readonly select?: readonly string[];
  readonly param?: readonly string[];

  readonly baseUrl?: string;
  readonly resource?: readonly string[];
  readonly auth?: AuthKind;
  readonly paginator?: PaginatorKind;
  readonly name?: string;
  readonly yaml?: boolean;
  readonly force?: boolean;
}

/** `millrace init`: makes the folder of a new pipeline. Sends nothing. */
export async function initCommand(folder: string | undefined, flags: InitFlags): Promise<number> {
  const { stdin, stdout, stderr } = process;
  refuseMixture(flags);
  const asker = stdin.isTTY && stderr.isTTY && flags.fromCurl !== '-' ? createAsker(stdin, stderr) : undefined;
  try {
    const start = await startingPoint(flags, asker);
    const format = flags.yaml === true ? 'yaml' : 'ts';
    const shown = folder ?? kebabName(start.config.name);
    const target = resolve(shown);
    const source = pipelineFile(start, format);
    const files = new Map([
      [source, await pipelineText(start, format)],
      ...folderFiles(start, { format, ...ownDependencies(target) }),
    ]);
    const written = await writeFolder(target, files, start.secrets, { force: flags.force === true, shown });
    const place = relative('', target) || '.';
    stdout.write(initReport(start, { folder: place, source, written }, streamOptions(stdout)));
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof AskingEnded)) throw error;
    stderr.write('\nNothing was written.\n');
    return EXIT.interrupted;
  } finally {
    asker?.close();
  }
}

/** What each way to begin takes of the other options; `--name` goes with all. */
const BEGINNINGS = { fromCurl: '--from-curl', fromOpenapi: '--from-openapi' } as const;
const ANSWERS = { baseUrl: '--base-url', resource: '--resource', auth: '--auth', paginator: '--paginator' } as const;
const OF_DOCUMENTS = { select: '--select', param: '--param' } as const;

function refuseMixture(flags: InitFlags): void {
  const given = (names: Readonly<Record<string, string>>) =>
    Object.entries(names).flatMap(([key, option]) => (key in flags ? [option] : []));
  const [beginning, ...more] = given(BEGINNINGS);
  const isDocument = flags.fromOpenapi !== undefined;
  const answers = beginning === undefined ? [] : given(ANSWERS);
  const others = [
    ...more,
    // A document may leave open where its API is.
    ...answers.filter((option) => !isDocument || option !== '--base-url'),
  ];
  const strays = isDocument ? [] : given(OF_DOCUMENTS);
  if (strays.length > 0) {
    throw new ConfigError(`${strays.join(', ')} is for --from-openapi`, { fix: 'leave it out, or give a document' });
  }
  if (others.length === 0) return;
  throw new ConfigError(`${beginning} says what ${others.join(', ')} would say`, {
    fix: `leave ${others.join(', ')} out, and change the pipeline afterwards`,
  });
}

async function startingPoint(flags: InitFlags, asker: Asker | undefined): Promise<StartingPoint> {
  const { fromCurl: command, fromOpenapi: file, name, baseUrl, select, param = [] } = flags;
  if (file !== undefined) {
    const [{ fromOpenApi }, { readDocument }] = await Promise.all([
      import('../init/openapi/from-openapi.ts'),
      import('./read-document.ts'),
    ]);
    const { text, url } = await readDocument(file);
    return fromOpenApi(text, { file, url, baseUrl, name, select, params: assignments(param) });
  }
  if (command !== undefined) {
    const { fromCurl } = await import('../init/curl/from-curl.ts');
    return fromCurl(command === '-' ? await textOf(process.stdin) : command, name);
  }
  return fromAnswers(await answersFrom(flags, asker));
}

/** `owner=acme` */
function assignments(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
      throw new ConfigError(`--param ${text} has no value`, { fix: 'write --param name=value' });
    }),
  );
}
