import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The secret that the sources of these tests use, as `API_KEY`. */
export const TEST_KEY = 'k3y-of-the-tests';

/**
 * Writes the source of a user into a folder and returns its file name. `client` and each resource are the text of
 * TypeScript object properties; the API's address is given by `--set`.
 */
export async function writeSource(
  folder: string,
  { resources, client = '', head = '' }: { resources: readonly string[]; client?: string; head?: string },
  file = 'source.ts',
): Promise<string> {
  const text = `import { restApiSource, secret } from 'millrace';
${head}
export default restApiSource({
  name: 'shop',
  client: {
    base_url: 'http://127.0.0.1:1',
    auth: { type: 'bearer', token: secret('api_key') },
    error_handler: { max_retries: 2, backoff_factor: 0 },
    paginator: 'single_page',
    ${client}
  },
  resource_defaults: { primary_key: 'id', write_disposition: 'merge' },
  resources: [
${resources.map((resource) => `    { ${resource} },\n`).join('')}  ],
});
`;
  await writeFile(join(folder, file), text);
  return file;
}
