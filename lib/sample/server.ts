import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Faker } from '@faker-js/faker';
import type { ApiDefinition, ApiName, Endpoint, SampleRow } from './definition.ts';
import { faultSchedule, type FaultKind, type Faults, type NextFault } from './faults.ts';
import { fieldOperations } from './field-operations.ts';
import { generic } from './generic.ts';
import { onboarding } from './onboarding.ts';
import { openApiAt } from './openapi/index.ts';
import { practiceManagement } from './practice-management.ts';
import { createRandom, loadFaker } from './random.ts';
import { matchPath } from './route.ts';
import { sendError, sendBody, sendJson } from './send.ts';
import { webScraper } from './web-scraper.ts';

export interface SampleApiOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** The secret that all five APIs ask for. Default `sample-key`. */
  readonly key?: string;
  readonly faults?: Faults;
  /** Factor on the row counts. Default 1: some 60,000 rows over all resources. */
  readonly size?: number;
}

export interface SampleApi {
  /** `http://127.0.0.1:PORT`; the onboarding API is under `/v3/` of it. */
  readonly url: string;
  readonly requests: RequestCounters;
  /** The resources of one API, by the names that its pipeline gives them. */
  resources(api: ApiName): readonly string[];
  /**
   * All rows that the server holds for a resource, each once. Those of a child carry their parent's key in the
   * column in which the published file has it.
   */
  expected(api: ApiName, resource: string): readonly SampleRow[];
  /** Ends all connections and frees the port. */
  close(): Promise<void>;
}

/** What was asked so far. */
export interface RequestCounters {
  readonly total: number;
  /** Requests by path, without the query. */
  readonly byPath: ReadonlyMap<string, number>;
  /** Answers by status; one that was cut off on purpose counts as the 200 it began as. */
  readonly byStatus: ReadonlyMap<number, number>;
  readonly faults: ReadonlyMap<FaultKind, number>;
}

const DEFINITIONS: readonly ApiDefinition[] = [webScraper, generic, fieldOperations, onboarding, practiceManagement];

interface ServedApi extends ApiDefinition {
  readonly endpoints: () => readonly Endpoint[];
}

/** Starts a server on 127.0.0.1 that answers as the five APIs of `pipelines/` do, with data that is always the same. */
export async function startSampleApi(options: SampleApiOptions = {}): Promise<SampleApi> {
  const { port = 0, key = 'sample-key', faults = {}, size = 1 } = options;
  const faker = await loadFaker();
  const apis = DEFINITIONS.map((definition) => serve(definition, faker, size));
  const requests = { total: 0, byPath: new Map(), byStatus: new Map(), faults: new Map() };
  const nextFault = faultSchedule(faults);
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    answer({ apis, key, faults, nextFault, requests }, request, response);
    count(requests.byStatus, response.statusCode);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  const find = (name: ApiName) => apis.find((api) => api.name === name)!;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    resources: (api) =>
      find(api)
        .endpoints()
        .flatMap(({ holds }) => Object.keys(holds)),
    expected: (api, resource) => {
      const endpoint = find(api)
        .endpoints()
        .find(({ holds }) => Object.hasOwn(holds, resource));
      if (endpoint === undefined) throw new Error(`The sample API ${api} has no resource "${resource}".`);
      return endpoint.holds[resource]!();
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function serve(definition: ApiDefinition, faker: Faker, size: number): ServedApi {
  let endpoints: readonly Endpoint[] | undefined;
  return {
    ...definition,
    endpoints: () => (endpoints ??= definition.build(createRandom(faker, definition.seed, size))),
  };
}

interface Context {
  readonly apis: readonly ServedApi[];
  readonly key: string;
  readonly faults: Faults;
  readonly nextFault: NextFault;
  readonly requests: {
    total: number;
    byPath: Map<string, number>;
    byStatus: Map<number, number>;
    faults: Map<FaultKind, number>;
  };
}

function answer(context: Context, request: IncomingMessage, response: ServerResponse): void {
  const { apis, key, faults, nextFault, requests } = context;
  requests.total += 1;
  const target = `http://127.0.0.1${request.url}`;
  if (!URL.canParse(target)) return sendError(response, 400, 'The address cannot be read.');
  const url = new URL(target);
  count(requests.byPath, url.pathname);

  if (request.method !== 'GET') return sendError(response, 405, 'Only GET is answered here.');
  const document = openApiAt(url.pathname);
  if (document !== undefined) return sendJson(response, document);
  const api = apis.find(({ paths }) => paths.test(url.pathname));
  if (api === undefined) return sendError(response, 404, `There is nothing at ${url.pathname}.`);
  if (api.keyOf(url.searchParams, request.headers) !== key) {
    return sendError(response, 401, 'The key is missing or wrong.');
  }
  const body = findAnswer(api, url, faults.shift ?? false);
  if (body === undefined) return sendError(response, 404, `There is nothing at ${url.pathname}.`);

  const fault = nextFault(url.pathname + url.search);
  if (fault !== undefined) count(requests.faults, fault);
  return sendBody(response, {
    text: api.write(body),
    contentType: api.contentType,
    fault,
    retryAfter: faults.retryAfter,
  });
}

function findAnswer(api: ServedApi, url: URL, shift: boolean): unknown {
  for (const endpoint of api.endpoints()) {
    const id = matchPath(endpoint.path, url.pathname);
    if (id !== undefined) return endpoint.answer({ query: url.searchParams, id, shift });
  }
  return undefined;
}

function count<Key>(counters: Map<Key, number>, key: Key): void {
  counters.set(key, (counters.get(key) ?? 0) + 1);
}
