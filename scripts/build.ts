/**
 * node --import tsx scripts/build.ts [DIR=dist]
 *
 * Builds `dist/`: declarations by tsc, and a few files of JavaScript instead of two hundred, so that the command starts
 * faster. Packages stay outside; files that refer to others by their URL are two folders deep there as in `lib/`.
 */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { build } from 'esbuild';

const folder = process.argv[2] ?? 'dist';

rmSync(folder, { recursive: true, force: true });
execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json', '--outDir', folder], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
await build({
  entryPoints: ['lib/index.ts', 'lib/cli/main.ts'],
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  outbase: 'lib',
  outdir: folder,
  chunkNames: 'chunks/[name]-[hash]',
});
