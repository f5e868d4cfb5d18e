import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { fromOpenApi } from '../../../lib/init/openapi/from-openapi.ts';
import { pipelineText } from '../../../lib/init/pipeline-text.ts';
import { openApiAt } from '../../../lib/sample/openapi/index.ts';
import { startSampleApi, type SampleApi } from '../../../lib/sample/server.ts';
import type { ApiName } from '../../../lib/sample/definition.ts';
import { assertNoStack, ROOT, runCommand } from '../../helpers/command.ts';
import { readParquet } from '../../helpers/read-parquet.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { tool, typeCheck } from '../../helpers/type-check.ts';

/** What the documents call what the shipped pipelines call otherwise. */
const NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'web-scraper': {
    sitemaps: 'sitemap_list',
    scraping_jobs: 'scraping_jobs',
    account: 'users',
    data_quality: 'scraping_job_data_quality',
    sitemap_detail: 'sitemap_detail',
  },
  generic: { resource: 'resource_name' },
  'field-operations': {
    client: 'clients',
    workergroups: 'worker_groups',
    taskgroups: 'task_groups',
    registrations: 'registrations_initial',
    sessions: 'sessions_initial',
  },
  onboarding: { searches: 'helpbars', responses: 'survey_responses' },
};

describe('init: of the documents of the sample API', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  let api: SampleApi;
  before(async () => {
    api = await startSampleApi({ size: 0.1 });
  });
  after(() => api.close());

  it('writes modules that tsc accepts and the formatter leaves as they are', async () => {
    const url = 'http://127.0.0.1:1/openapi/x.json';
    for (const name of Object.keys(NAMES)) {
      const start = await fromOpenApi(openApiAt(`/openapi/${name}.json`)!, { file: name, url });
      await writeFile(join(folder(), `${name}.ts`), await pipelineText(start, 'ts'));
    }
    assert.equal(await typeCheck(folder()), '');
    const files = Object.keys(NAMES).map((name) => join(folder(), `${name}.ts`));
    assert.equal(await tool('oxfmt', '-c', join(ROOT, '.oxfmtrc.json'), '--check', ...files), '');
  });

  for (const [name, names] of Object.entries(NAMES)) {
    it(`ends with a pipeline of ${name} that passes check and publishes every row`, async () => {
      const select = name === 'web-scraper' ? ['--select', Object.keys(names).join(',')] : [];
      const format = name === 'onboarding' ? ['--yaml'] : [];
      const document = `${api.url}/openapi/${name}.json`;
      const command = async (...args: readonly string[]) => {
        const env = { API_TOKEN: 'sample-key', API_KEY: 'sample-key' };
        const ended = await runCommand(args, { cwd: folder(), env });
        assert.equal(ended.status, 0, ended.stdout + ended.stderr);
        assertNoStack(ended);
        return ended.stdout;
      };
      await command('init', 'made', '--from-openapi', document, ...select, ...format);
      const source = `made/${name}.${name === 'onboarding' ? 'yaml' : 'ts'}`;
      const checked = await command('check', source, '--children');
      assert.notMatch(checked, /^ *[✗!]/m);
      const published = JSON.parse(await command('run', source, '-o', 'out', '--progress', 'json')) as {
        resources: { resource: string; rejected: number }[];
      };
      assert.isNotEmpty(published.resources);
      for (const { resource, rejected } of published.resources) {
        const held = api.expected(name as ApiName, names[resource] ?? resource);
        const rows = await readParquet(join(folder(), `out/${resource}.parquet`));
        assert.equal(rejected, 0, resource);
        assert.lengthOf(rows, held.length, resource);
        const columns = [
          ['id', 'id'],
          ['_scraping_jobs_id', '_scraping_jobs_id'],
          ['_sitemaps_id', '_sitemap_list_id'],
        ] as const;
        for (const [column, own] of columns.filter(([, name]) => name in held[0]!)) {
          const texts = (all: readonly object[], key: string) =>
            all.map((row) => String((row as Record<string, unknown>)[key]));
          assert.sameMembers(texts(rows, column), texts(held, own), `${resource}.${column}`);
        }
      }
    });
  }
});
