import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { assert } from 'chai';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { startSampleApi, type SampleApi } from '../lib/sample/server.ts';
import { builtCommand } from './helpers/built-command.ts';
import { blocksOf } from './helpers/code-blocks.ts';

const exec = promisify(execFile);
const TSX = import.meta.resolve('tsx');

async function rowsOf(file: string): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: await asyncBufferFromFile(file), compressors });
}

describe('the README', () => {
  let api: SampleApi;
  let folder: string;
  let blocks: string[];

  before(async () => {
    api = await startSampleApi({ size: 0.1 });
    folder = await mkdtemp(join(tmpdir(), 'millrace-readme-'));
    const readme = (await readFile('README.md', 'utf8')).replace('https://api.example.com', api.url);
    blocks = blocksOf(readme, 'ts').map(({ code }) => code);
    await writeFile(join(folder, 'my-api.ts'), blocks[0]!);
  });

  after(async () => {
    await api.close();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (...words: readonly string[]) =>
    exec(process.execPath, words, { cwd: folder, env: { PATH: process.env['PATH'], API_TOKEN: 'sample-key' } });

  it('has a first pipeline that runs', async () => {
    await run(builtCommand(), 'run', 'my-api.ts', '--progress', 'none');
    const jobs = await rowsOf(join(folder, 'data', 'jobs.parquet'));
    assert.lengthOf(jobs, api.expected('web-scraper', 'scraping_jobs').length);
    const quality = await rowsOf(join(folder, 'data', 'quality.parquet'));
    assert.sameMembers(
      quality.map((row) => row['_jobs_id']),
      jobs.map((row) => row['id']),
    );
  });

  it('has a first operator that runs', async () => {
    // Outside of the command, `millrace` is an installed package; here it is the sources.
    const index = JSON.stringify(resolve('lib/index.ts'));
    const zod = JSON.stringify(import.meta.resolve('zod'));
    for (const [name, code] of [
      ['my-api.ts', blocks[0]!],
      ['operator.ts', blocks[1]!],
    ] as const) {
      await writeFile(join(folder, name), code.replace("'millrace'", index).replace("'zod'", zod));
    }
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    const { stdout } = await run('--import', TSX, join(folder, 'operator.ts'));
    const expected = api.expected('web-scraper', 'scraping_jobs').filter((job) => job['status'] !== 'failed');
    assert.include(stdout, `${expected.length} rows in`);
    const rows = await rowsOf(join(folder, 'data', 'good_jobs.parquet'));
    assert.sameMembers(
      rows.map((row) => row['id']),
      expected.map((job) => BigInt(job['id'] as number)),
    );
  });

  it('names commands that there are', async () => {
    const { stdout } = await run(builtCommand(), '--help');
    const named = [...(await readFile('README.md', 'utf8')).matchAll(/npx millrace ([a-z-]+)/g)].map(
      ([, name]) => name!,
    );
    assert.isNotEmpty(named);
    for (const name of named) assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
  });
});
