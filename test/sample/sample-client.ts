import { json } from '../../lib/decoders/json.ts';
import { xml } from '../../lib/decoders/xml.ts';
import type { ApiName } from '../../lib/sample/definition.ts';
import { startSampleApi, type SampleApi, type SampleApiOptions } from '../../lib/sample/server.ts';

export const API_NAMES: readonly ApiName[] = [
  'web-scraper',
  'generic',
  'field-operations',
  'onboarding',
  'practice-management',
];

/** Where each API takes its key. */
const AUTH: Readonly<Record<ApiName, { readonly query?: string; readonly header?: string; readonly prefix?: string }>> =
  {
    'web-scraper': { query: 'api_token' },
    generic: { query: 'api_key' },
    'field-operations': { header: 'api_key' },
    onboarding: { header: 'api_key' },
    'practice-management': { header: 'authorization', prefix: 'Bearer ' },
  };

/** Starts a server, hands it to `use`, and closes it whatever happens. */
export async function withSampleApi(
  options: SampleApiOptions,
  use: (api: SampleApi) => void | Promise<void>,
): Promise<void> {
  const api = await startSampleApi(options);
  try {
    await use(api);
  } finally {
    await api.close();
  }
}

/** Sends one request with the key where the API wants it; an undefined key is left out. */
export function ask(api: SampleApi, name: ApiName, path: string, key: string | undefined = 'sample-key') {
  return send(api, name, path, key);
}

export function askWithoutKey(api: SampleApi, name: ApiName, path: string) {
  return send(api, name, path, undefined);
}

function send(api: SampleApi, name: ApiName, path: string, key: string | undefined): Promise<Response> {
  const { query, header, prefix = '' } = AUTH[name];
  const url = new URL(api.url + path);
  if (query !== undefined && key !== undefined) url.searchParams.set(query, key);
  return fetch(url, { headers: header !== undefined && key !== undefined ? { [header]: prefix + key } : {} });
}

/** One decoded body; an answer that is not 200 is an error. */
export async function askBody(api: SampleApi, name: ApiName, path: string): Promise<unknown> {
  const response = await ask(api, name, path);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} for ${path}: ${text}`);
  return response.headers.get('content-type')!.includes('xml') ? xml.decode(text) : json.decode(text);
}

/** The list under `data` of a JSON body. */
export async function askData(api: SampleApi, name: ApiName, path: string): Promise<Record<string, unknown>[]> {
  const body = (await askBody(api, name, path)) as { data: Record<string, unknown>[] };
  return body.data;
}
