import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** An API with one resource of every kind, whose data changes from day to day, and which is never in a hurry. */
export interface ShopApi {
  readonly url: string;
  /** Requests so far, by resource. */
  readonly asked: ReadonlyMap<string, number>;
  /** From now on the data of this day is answered. */
  setDay(day: number): void;
  forget(): void;
  close(): Promise<void>;
}

const JOBS = 14;
/** Milliseconds that an answer takes. */
const PACE = 2;

type Rows = readonly Record<string, unknown>[];

/** Rows that are the same whenever they are asked for, but for those that change with the day. */
function jobs(day: number): Rows {
  return Array.from({ length: JOBS + day }, (_, i) => {
    // One of them has no key.
    const id = i === 5 ? null : i + 1;
    return { id, name: `job ${i + 1} of day ${i % 3 === 0 ? day : 0}`, size: i % 4 === 0 ? i + 0.5 : i };
  });
}

const tasks = (day: number, job: number): Rows =>
  Array.from({ length: 1 + (job % 4) }, (_, i) => ({
    id: job * 100 + i,
    state: `of day ${day}`,
    parts: [{ n: i }, {}],
  }));
const notes = (day: number, task: number): Rows =>
  Array.from({ length: task % 3 }, (_, i) => ({ text: `note ${i} of ${task}, day ${day}` }));
const events = (day: number): Rows => Array.from({ length: 23 }, (_, i) => ({ day, n: i, big: 2n ** 60n + BigInt(i) }));
const settings = (day: number): Rows =>
  Array.from({ length: 17 - day }, (_, i) => ({ name: `setting ${i}`, value: day }));
/** The newest first, so that the highest cursor comes before all others. */
const changes = (day: number): Rows =>
  Array.from({ length: 12 * day }, (_, i) => ({
    id: (i * 7) % 20,
    at: at(12 * day - i),
    day: Math.ceil((12 * day - i) / 12),
  }));

function at(n: number): string {
  return new Date(Date.UTC(2024, 0, 1, n)).toISOString();
}

export async function startShopApi(): Promise<ShopApi> {
  const asked = new Map<string, number>();
  let day = 1;
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://127.0.0.1');
    const [resource = '', key = '', child] = url.pathname.slice(1).split('/');
    const name = child ?? resource;
    asked.set(name, (asked.get(name) ?? 0) + 1);
    const body = answer(name, Number(key), url.searchParams, day, (path) => `http://${request.headers.host}${path}`);
    void wait(PACE).then(() =>
      response
        .writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' })
        .end(jsonOf(body ?? {})),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    setDay: (next) => void (day = next),
    forget: () => asked.clear(),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function answer(
  name: string,
  key: number,
  query: URLSearchParams,
  day: number,
  link: (path: string) => string,
): object | undefined {
  const page = Number(query.get('page') ?? 0);
  const from = Number(query.get('from') ?? query.get('offset') ?? 0);
  const linked = (rows: Rows, size: number, path: string) => ({
    data: rows.slice(from, from + size),
    next: from + size < rows.length ? link(`${path}?from=${from + size}`) : null,
  });
  switch (name) {
    case 'jobs':
    case 'parts':
      return jobs(day).slice(page * 3, page * 3 + 3);
    case 'tasks':
      return linked(tasks(day, key), 2, `/jobs/${key}/tasks`);
    case 'visits':
      return tasks(day, key).slice(0, 2);
    case 'notes':
      return notes(day, key);
    case 'events':
      return events(day).slice(from, from + 4);
    case 'settings':
      return linked(settings(day), 3, '/settings');
    case 'changes':
    case 'audit': {
      const since = query.get('since');
      const rows = changes(day).filter((row) => since === null || String(row['at']) >= since);
      return rows.slice(page * 3, page * 3 + 3);
    }
    default:
      return undefined;
  }
}

/** JSON with every digit of a bigint. */
function jsonOf(value: unknown): string {
  const text = JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? `#${item}#` : item));
  return text.replaceAll(/"#(\d+)#"/g, '$1');
}

/** The source of all that: a root, children, grandchildren, all dispositions, incremental loading, a folder of files. */
export function shopSource(url: string): object {
  const pages = { type: 'page_number', base_page: 0, total_path: null };
  const incremental = { cursor_path: 'at', start_param: 'since' };
  return {
    name: 'shop',
    client: { base_url: url, error_handler: { max_retries: 0 } },
    resource_defaults: { on_reject: 'ignore' },
    resources: [
      { name: 'jobs', primary_key: 'id', write_disposition: 'merge', endpoint: { path: '/jobs', paginator: pages } },
      {
        name: 'tasks',
        primary_key: 'id',
        write_disposition: 'merge',
        endpoint: { path: '/jobs/{resources.jobs.id}/tasks', data_selector: 'data', paginator: 'json_link' },
      },
      { name: 'notes', write_disposition: 'merge', endpoint: '/tasks/{resources.tasks.id}/notes' },
      { name: 'visits', write_disposition: 'append', endpoint: '/jobs/{resources.jobs.id}/visits' },
      {
        name: 'events',
        write_disposition: 'append',
        endpoint: { path: '/events', paginator: { type: 'offset', limit: 4, total_path: null } },
      },
      {
        name: 'settings',
        primary_key: 'name',
        write_disposition: 'replace',
        endpoint: { path: '/settings', data_selector: 'data', paginator: 'json_link' },
      },
      {
        name: 'changes',
        primary_key: 'id',
        write_disposition: 'merge',
        endpoint: { path: '/changes', paginator: pages, incremental },
      },
      { name: 'audit', write_disposition: 'append', endpoint: { path: '/audit', paginator: pages, incremental } },
      {
        name: 'parts',
        primary_key: 'id',
        write_disposition: 'merge',
        partition_by: { buckets: 2 },
        endpoint: { path: '/parts', paginator: pages },
      },
    ],
  };
}
