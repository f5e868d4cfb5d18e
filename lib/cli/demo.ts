import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from '../api/prepare.ts';
import { query } from '../engines/query.ts';
import { foldersOf } from '../files/folders.ts';
import { startSampleApi } from '../sample/server.ts';
import { formatTable } from './display/format-table.ts';
import { exitCodeOf } from './exit-codes.ts';
import { loadSource } from './load-source.ts';
import { runShown, type RunFlags } from './run.ts';

const PIPELINE = fileURLToPath(new URL('../../pipelines/web-scraper.ts', import.meta.url));

/** `millrace demo`: the first minute, without any account. */
export async function demoCommand({ out, progress }: Pick<RunFlags, 'out' | 'progress'>): Promise<number> {
  const { stdout } = process;
  // A place in a bucket is refused before anything begins.
  foldersOf(out);
  const api = await startSampleApi();
  try {
    stdout.write(`The sample API is at ${api.url}. This is what runs against it:\n\n`);
    stdout.write(`  millrace run pipelines/web-scraper.ts --set client.base_url=${api.url} --out ${out}\n\n`);
    const { config } = await loadSource(PIPELINE);
    const source = prepare(config, {
      set: [`client.base_url=${api.url}`],
      secrets: { env: { API_TOKEN: 'sample-key' }, file: {} },
    });
    const summary = await runShown(source, { out, progress });
    const status = exitCodeOf(summary, new Set());
    if (status !== 0) return status;

    const sql = questionOf(out);
    stdout.write(`\nAny reader of Parquet opens the files. With DuckDB:\n\n${indented(sql)}\n\n`);
    stdout.write(`${formatTable(await query(sql))}\n`);
    return status;
  } finally {
    await api.close();
  }
}

function questionOf(out: string): string {
  const jobs = join(out, 'scraping_jobs.parquet').replaceAll("'", "''");
  const quality = join(out, 'scraping_job_data_quality.parquet').replaceAll("'", "''");
  return `SELECT status, count(*) AS jobs, sum(j.stored_record_count) AS records,
       count(*) FILTER (WHERE q.overall_data_quality_success) AS passed
FROM '${jobs}' j
LEFT JOIN '${quality}' q ON q._scraping_jobs_id = j.id
GROUP BY status ORDER BY jobs DESC`;
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}
