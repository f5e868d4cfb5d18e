import { readFile } from 'node:fs/promises';
import { assert } from 'chai';
import type { ApiName } from '../../lib/sample/definition.ts';
import { SEEDS } from './seed-files.ts';

/** A pipeline or a seed, as far as both say the same in the same words. */
interface Config {
  readonly client: {
    readonly base_url: string;
    readonly auth: { readonly type: string };
    readonly error_handler?: unknown;
  };
  readonly resource_defaults: {
    readonly primary_key: string;
    readonly write_disposition: string;
    readonly endpoint?: { readonly params?: unknown; readonly error_handler?: unknown };
  };
  readonly resources: readonly {
    readonly name: string;
    readonly endpoint: {
      readonly path: string;
      readonly data_selector: unknown;
      readonly paginator?: unknown;
      readonly error_handler?: unknown;
    };
  }[];
}

/** The Python literal of a seed is JSON but for its secrets and a comma at the end of a list. */
async function readSeed(name: ApiName): Promise<Config> {
  const document = await readFile(new URL(`../fixtures/seeds/${SEEDS[name]}`, import.meta.url), 'utf8');
  const [, literal] = /rest_api_source\((\{.*?\n\})\)/s.exec(document)!;
  return JSON.parse(literal!.replace(/dlt\.secrets\["(\w+)"\]/g, '"$1"').replace(/,(\s*[}\]])/g, '$1')) as Config;
}

/** Every placeholder in a path as `{}`: the seeds leave parents to be inferred. */
function withoutNames(path: string): string {
  return path.replace(/\{\{[^}]*\}\}|\{[^}]*\}/g, '{}');
}

function essence({ client, resource_defaults: defaults, resources }: Config, errorHandler: unknown) {
  return {
    base_url: client.base_url,
    auth: client.auth.type,
    primary_key: defaults.primary_key,
    write_disposition: defaults.write_disposition,
    params: defaults.endpoint?.params,
    resources: resources.map(({ name, endpoint }) => ({
      name,
      path: withoutNames(endpoint.path),
      data_selector: endpoint.data_selector,
      paginator: endpoint.paginator,
      error_handler: endpoint.error_handler ?? defaults.endpoint?.error_handler ?? client.error_handler ?? errorHandler,
    })),
  };
}

/** What the prose of a seed says where its configuration is silent. */
const IN_PROSE = { retry_on_status_codes: [429, 500, 502, 503, 504], max_retries: 3, backoff_factor: 2 };

/** The parents that the pipelines write out. */
const PARENTS: Readonly<Record<string, string>> = {
  scraping_job_data_quality: '{resources.scraping_jobs.id}',
  sitemap_detail: '{resources.sitemap_list.id}',
  client_documents: '{resources.client_list.UUID}',
};

describe('pipelines and their seeds', () => {
  for (const name of Object.keys(SEEDS) as ApiName[]) {
    it(`${name} asks for what its seed describes`, async () => {
      const pipeline = (await import(`../../pipelines/${name}.ts`)) as { default: { config: Config } };
      const { config } = pipeline.default;
      assert.deepEqual(essence(config, undefined), essence(await readSeed(name), IN_PROSE));
      for (const { name: resource, endpoint } of config.resources) {
        assert.equal(/\{.*\}/.exec(endpoint.path)?.[0], PARENTS[resource], resource);
      }
    });
  }
});
