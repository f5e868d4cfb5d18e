import { prepare } from '../api/prepare.ts';
import { readSecretSource } from '../config/secrets.ts';
import { withPlaces } from '../documents/config-text.ts';
import type { PreparedSource } from '../run/run.ts';
import type { LoadedSource } from './load-source.ts';

/** Takes a source to one that can run, with the assignments of `--set` and the secrets of the environment. */
export async function prepareSource(loaded: LoadedSource, set: readonly string[] = []): Promise<PreparedSource> {
  const secrets = await readSecretSource(loaded.path);
  return withOwnPlaces(loaded, set, () => prepare(loaded.config, { set, secrets }));
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
