import { relative, resolve } from 'node:path';
import { folderFiles, pipelineFile } from '../init/folder-files.ts';
import type { AuthKind, PaginatorKind } from '../init/from-answers.ts';
import { kebabName } from '../init/names.ts';
import { pipelineText } from '../init/pipeline-text.ts';
import { writeFolder } from '../init/write-folder.ts';
import { AskingEnded, createAsker } from './asker.ts';
import { initReport } from './display/init-report.ts';
import { streamOptions } from './display/stream-options.ts';
import { EXIT } from './exit-codes.ts';
import { ownDependencies } from './own-package.ts';
import { beginningOf, refuseMixture, startingPoint } from './starting-point.ts';

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
    const start = await startingPoint(await beginningOf(flags, asker), asker);
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
