/**
 * node --import tsx scripts/build.ts [DIR=dist]
 *
 * Builds `dist/`: declarations by tsc, and JavaScript by esbuild.
 */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { build } from 'esbuild';
import { bundleOptions } from './bundle.ts';

const folder = process.argv[2] ?? 'dist';

rmSync(folder, { recursive: true, force: true });
execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json', '--outDir', folder], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
await build(bundleOptions(folder));
