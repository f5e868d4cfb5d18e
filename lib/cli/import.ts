import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { moduleText } from '../api/module-text.ts';
import { setPath } from '../config/set-path.ts';
import { ConfigError } from '../core/errors.ts';
import { EXIT } from './exit-codes.ts';
import type { LoadedSource } from './load-source.ts';
import { withOwnPlaces } from './prepare-source.ts';

export interface ImportFlags {
  readonly out: string;
  readonly force?: boolean;
  readonly set?: readonly string[];
}

/** `millrace import`: writes a source that is no module as one. Sends nothing. */
export async function importCommand(loaded: LoadedSource, flags: ImportFlags): Promise<number> {
  const { out, force = false, set = [] } = flags;
  const target = resolve(out);
  if (loaded.locate === undefined) {
    throw new ConfigError('the source is a module already', { fix: 'copy it' });
  }
  if (!['.ts', '.mts'].includes(extname(target))) {
    throw new ConfigError(`${out} is no name of a TypeScript module`, {
      fix: 'let it end in .ts: -o pipelines/my-api.ts',
    });
  }
  const text = withOwnPlaces(loaded, set, () =>
    moduleText(set.reduce(setPath, loaded.config), { source: loaded.path, target }),
  );
  await write(target, out, text, force);
  process.stdout.write(`Wrote ${out}. Run it: millrace run ${out}\n`);
  return EXIT.ok;
}

async function write(target: string, out: string, text: string, force: boolean): Promise<void> {
  try {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text, { flag: force ? 'w' : 'wx' });
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    throw new ConfigError(exists ? `${out} is there already` : `cannot write ${out}: ${(cause as Error).message}`, {
      fix: exists ? 'choose another name, or write over it with --force' : 'choose another place',
      ...(!exists && { cause }),
    });
  }
}
