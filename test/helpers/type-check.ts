import { execFile } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './command.ts';

const run = promisify(execFile);

/** Runs a tool of this project; resolves to what it says where it fails, else to nothing. */
export async function tool(name: string, ...args: readonly string[]): Promise<string> {
  const ended = run(join(ROOT, 'node_modules/.bin', name), args, { cwd: ROOT });
  return ended.then(
    () => '',
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  );
}

/** Checks the modules in a folder outside of the project as a user's, whose `millrace` is this one. */
export async function typeCheck(folder: string): Promise<string> {
  const config = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { paths: { millrace: [join(ROOT, 'lib/index.ts')] }, noUnusedLocals: false },
    include: ['*.ts'],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return tool('tsc', '-p', folder, '--pretty', 'false');
}
