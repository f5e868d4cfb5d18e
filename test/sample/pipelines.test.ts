import { assert } from 'chai';
import type { z } from 'zod';
import { compilePath } from '../../lib/core/path.ts';
import type { ApiName } from '../../lib/sample/definition.ts';
import { startSampleApi, type SampleApi } from '../../lib/sample/server.ts';
import { API_NAMES, askBody } from './sample-client.ts';

/** What is read of a resource here. */
interface Resource {
  readonly name: string;
  readonly endpoint: {
    readonly path: string;
    readonly data_selector: string | readonly string[];
    readonly paginator?: { readonly type: string; readonly limit?: number };
  };
  readonly schema: z.ZodType;
}

interface Pipeline {
  readonly default: {
    readonly config: { readonly client: { base_url: string }; readonly resources: readonly Resource[] };
  };
}

/** The rows of all pages, by a client that knows nothing but the three ways of paging. */
async function fetchRows(api: SampleApi, name: ApiName, { endpoint }: Resource, path: string): Promise<unknown[]> {
  const { type = 'single_page', limit = 100 } = endpoint.paginator ?? {};
  const selector = compilePath(endpoint.data_selector);
  const rows: unknown[] = [];
  for (let page = 0; ; page++) {
    const query = {
      single_page: '',
      page_number: `?page=${page + 1}`,
      offset: `?offset=${page * limit}&limit=${limit}`,
    }[type];
    const found = selector.read(await askBody(api, name, `${path}${query!}`)) ?? [];
    const list = Array.isArray(found) ? (found as unknown[]) : [found];
    rows.push(...list);
    if (list.length === 0 || type === 'single_page') return rows;
  }
}

/** The paths of a resource: one, or one for each parent that its path names. */
function pathsOf(api: SampleApi, name: ApiName, { endpoint }: Resource, prefix: string): string[] {
  const [placeholder, parent, key] = /\{resources\.(\w+)\.(\w+)\}/.exec(endpoint.path) ?? [];
  if (placeholder === undefined) return [prefix + endpoint.path];
  return api.expected(name, parent!).map((row) => prefix + endpoint.path.replace(placeholder, String(row[key!])));
}

describe('sample: pipelines', () => {
  let api: SampleApi;
  before(async () => {
    api = await startSampleApi();
  });
  after(() => api.close());

  for (const name of API_NAMES) {
    it(`serves every resource of ${name}, and every row fits its schema`, async () => {
      const { config } = ((await import(`../../pipelines/${name}.ts`)) as Pipeline).default;
      const prefix = new URL(config.client.base_url).pathname.replace(/\/$/, '');
      assert.sameMembers(
        config.resources.map((resource) => resource.name),
        [...api.resources(name)],
      );
      for (const resource of config.resources) {
        let count = 0;
        for (const path of pathsOf(api, name, resource, prefix)) {
          for (const row of await fetchRows(api, name, resource, path)) {
            const { error } = resource.schema.safeParse(row);
            if (error) assert.fail(`${resource.name}: ${error.message} in ${String(Object.values(row as object)[0])}`);
            count += 1;
          }
        }
        assert.equal(count, api.expected(name, resource.name).length, resource.name);
      }
    });
  }
});
