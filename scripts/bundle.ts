import type { BuildOptions } from 'esbuild';

/**
 * What makes JavaScript of the sources: a few files instead of two hundred, so that the command starts faster. Packages
 * stay outside; files that refer to others by their URL are two folders deep there as in `lib/`.
 *
 * @param outdir the folder that the files come to
 */
export function bundleOptions(outdir: string): BuildOptions {
  return {
    entryPoints: ['lib/index.ts', 'lib/cli/main.ts'],
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    outbase: 'lib',
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
  };
}
