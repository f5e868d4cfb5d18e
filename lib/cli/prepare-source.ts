import { prepare } from '../api/prepare.ts';
import { readSecretSource } from '../config/secrets.ts';
import { withPlaces } from '../documents/config-text.ts';
import type { PreparedSource } from '../run/run.ts';
import type { LoadedSource } from './load-source.ts';

/**
 * Takes a source to one that can run, with the assignments of `--set` and the secrets of the environment. Its
 * `ConfigError` says where in the file each of its issues is written, unless the file is a module.
 */
export async function prepareSource(
  { path, config, locate }: LoadedSource,
  set: readonly string[] = [],
): Promise<PreparedSource> {
  const secrets = await readSecretSource(path);
  const settings = set.map((assignment) => assignment.slice(0, assignment.indexOf('=')).trim());
  const placeOf = (issue: string): string | undefined => {
    const own = settings.find((setting) => issue === setting || issue.startsWith(`${setting}.`));
    return own === undefined ? locate?.(issue) : `--set ${own}`;
  };
  return withPlaces(placeOf, () => prepare(config, { set, secrets }));
}
