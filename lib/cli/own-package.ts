import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This installation, two folders up from here in the sources and in the build alike. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * What a new package depends on to have this `millrace`, and the zod that goes with it: a range of versions, or the
 * folder of a working copy.
 */
export function ownDependencies(folder: string): { readonly millrace: string; readonly zod: string } {
  const { version, dependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
    version: string;
    dependencies: { zod: string };
  };
  const isInstalled = ROOT.split(sep).includes('node_modules');
  const millrace = isInstalled ? `^${version}` : `file:${relative(folder, ROOT).split(sep).join('/')}`;
  return { millrace, zod: dependencies.zod };
}
