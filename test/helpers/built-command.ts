import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { bundleOptions } from '../../scripts/bundle.ts';
import { ROOT } from './root.ts';

/** In the project, where the coverage finds the sources that a build comes from. */
const BUILDS = join(ROOT, '.test-build');

/** What is built, by its entry; the package by its name. */
const built = new Map<string, string>();

/**
 * The command line out of a build of the sources, as `npm install` leaves it. The build is made once for all that this
 * process tests, and gone with it: to start the command from the sources takes three times as long.
 */
export function builtCommand(): string {
  return once('millrace', (folder) => {
    for (const name of ['package.json', 'pipelines']) symlinkSync(join(ROOT, name), join(folder, name));
    buildSync({ ...bundleOptions(join(folder, 'dist')), absWorkingDir: ROOT, logLevel: 'error' });
    return join(folder, 'dist', 'cli', 'main.js');
  });
}

/** One module of the project as JavaScript, for a process that is to start soon. */
export function builtModule(path: string): string {
  return once(path, (folder) => {
    const options = bundleOptions(folder);
    buildSync({ ...options, entryPoints: [path], outbase: dirname(path), absWorkingDir: ROOT, logLevel: 'error' });
    return join(folder, basename(path).replace(/ts$/, 'js'));
  });
}

function once(what: string, build: (folder: string) => string): string {
  const known = built.get(what);
  if (known !== undefined) return known;
  clear();
  // A name that nobody else has: a process may have loaded this module twice, once by `require` and once by `import`.
  const folder = mkdtempSync(join(BUILDS, `${process.pid}-`));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = build(folder);
  built.set(what, path);
  return path;
}

/** Removes what killed processes left behind. */
function clear(): void {
  mkdirSync(BUILDS, { recursive: true });
  for (const name of readdirSync(BUILDS)) {
    if (!isRunning(Number.parseInt(name, 10))) rmSync(join(BUILDS, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
