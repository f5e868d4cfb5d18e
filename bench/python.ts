/** The Python that runs dlt and the checks. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The path of a Python that has `requirements` installed: the one that BENCH_PYTHON names, else that of a virtual
 * environment in the temporary folder, which is made on the first call and kept for the next.
 */
export async function benchPython(requirements: string): Promise<string> {
  const chosen = process.env['BENCH_PYTHON'];
  if (chosen !== undefined && chosen !== '') return chosen;
  const version = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = join(tmpdir(), `millrace-bench-${version}`);
  const python = join(folder, 'bin', 'python');
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    console.error(`making a virtual environment for dlt in ${folder}`);
    await run('python3', ['-m', 'venv', '--clear', folder]);
    await run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements]);
    writeFileSync(complete, '');
  }
  return python;
}
