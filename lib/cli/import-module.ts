import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { OnResolveArgs, Plugin, PluginBuild } from 'esbuild';

/** This installation, whose packages a user's module may import wherever it lies. */
const OWN_FOLDER = dirname(fileURLToPath(import.meta.url));
const OWN_INDEX = new URL(`../index${extname(import.meta.url)}`, import.meta.url).href;
const SHARED_PACKAGES = /^(?:zod|rxjs)(?:\/|$)/;

/** Marks a look-up of our own, so that it is not looked up again. */
const LOOKED_UP = { lookedUp: true };

/**
 * Imports a module of the user's, in TypeScript or JavaScript, together with the files it imports. `millrace` is this
 * installation, so that a pipeline can be copied anywhere and shares one library with the command that runs it.
 * Rejects where the module cannot be read, or throws.
 */
export async function importModule(path: string): Promise<Record<string, unknown>> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['node'],
    sourcemap: 'inline',
    // The project of whoever runs it must not change what a pipeline means.
    tsconfigRaw: '{}',
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(path).href) },
    logLevel: 'silent',
    plugins: [packagesStayOutside],
  });
  const folder = await mkdtemp(join(tmpdir(), 'millrace-'));
  try {
    const file = join(folder, 'source.mjs');
    await writeFile(file, outputFiles[0]!.contents);
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const packagesStayOutside: Plugin = {
  name: 'packages-stay-outside',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async (args) => {
      if (args.kind === 'entry-point' || args.pluginData === LOOKED_UP) return undefined;
      if (args.path === 'millrace') return { path: OWN_INDEX, external: true };
      const found = await lookUp(build, args, args.resolveDir);
      if (found.errors.length === 0 || !SHARED_PACKAGES.test(args.path)) return found;
      return lookUp(build, args, OWN_FOLDER);
    });
  },
};

async function lookUp(build: PluginBuild, args: OnResolveArgs, resolveDir: string) {
  const { path, external, errors } = await build.resolve(args.path, {
    kind: args.kind,
    resolveDir,
    pluginData: LOOKED_UP,
  });
  return { errors, path: external || path === '' ? args.path : pathToFileURL(path).href, external: true };
}
