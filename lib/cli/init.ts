import { relative, resolve } from 'node:path';
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
  const asker = stdin.isTTY && stderr.isTTY ? createAsker(stdin, stderr) : undefined;
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

async function startingPoint(flags: InitFlags, asker: Asker | undefined): Promise<StartingPoint> {
  return fromAnswers(await answersFrom(flags, asker));
}
