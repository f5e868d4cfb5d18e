import { prepare } from '../api/prepare.ts';
import { replaySecrets } from '../api/replay-secrets.ts';
import { readSecretSource } from '../config/secrets.ts';
import { withPlaces } from '../documents/config-text.ts';
import { readHead } from '../recording/recording.ts';
import type { PreparedSource } from '../run/run.ts';
import type { LoadedSource } from './load-source.ts';

/**
 * Takes a source to one that can run, with the assignments of `--set` and the secrets of the environment.
 *
 * @param replay the recording that it runs from, whose assignments come first, and which needs no secrets
 */
export async function prepareSource(
  loaded: LoadedSource,
  given: readonly string[] = [],
  replay?: string,
): Promise<PreparedSource> {
  const set = replay === undefined ? given : [...((await readHead(replay)).options.set ?? []), ...given];
  const secrets = replay === undefined ? await readSecretSource(loaded.path) : replaySecrets;
  return { ...withOwnPlaces(loaded, set, () => prepare(loaded.config, { set, secrets })), file: loaded.path };
}

/**
 * Does what checks a source. The `ConfigError` of it says where each of its issues is written: in the file, unless that
 * is a module, or in a `--set`.
 */
export function withOwnPlaces<T>({ locate }: LoadedSource, set: readonly string[], work: () => T): T {
  const settings = set.map((assignment) => assignment.slice(0, assignment.indexOf('=')).trim());
  const placeOf = (issue: string): string | undefined => {
    const own = settings.find((setting) => issue === setting || issue.startsWith(`${setting}.`));
    return own === undefined ? locate?.(issue) : `--set ${own}`;
  };
  return withPlaces(placeOf, work);
}
