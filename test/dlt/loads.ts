/** Runs of one source into one folder, one after the other, against data that a test changes between them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { exists } from '../../lib/files/exists.ts';
import type { RunOptions } from '../../lib/run/run.ts';
import type { StateValue } from '../../lib/source/incremental/progress.ts';
import { readParquet, type ReadRow } from '../helpers/read-parquet.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { runConfig, type Ran } from '../run/scenario.ts';
import { mockApi, type MockApi, type MockRequest, type MockRoutes } from './mock-api.ts';

export interface Loads {
  readonly api: MockApi;
  /** What `GET /rows` has, in this order, in pages of `size`; `page` counts from 1. */
  readonly serve: (rows: readonly object[], size?: number) => void;
  /** Runs the source; nothing may fail unless `options.fails`. */
  readonly run: (config: object, options?: Omit<RunOptions, 'out'> & { readonly fails?: boolean }) => Promise<Run>;
  /** A resource `rows` that is incremental. */
  readonly rows: (incremental: object, over?: object, endpoint?: object) => object;
  /** What is published, integers as numbers. */
  readonly published: (table?: string) => Promise<ReadRow[]>;
  readonly state: (resource?: string) => Promise<StateValue | undefined>;
  readonly out: () => string;
}

export interface Run extends Ran {
  /** The requests of this run. */
  readonly requests: readonly MockRequest[];
  readonly warnings: readonly string[];
}

const PAGING = { type: 'page_number', base_page: 1, total_path: 'total_pages' };

/** To be called inside of `describe`. */
export function loads(more: MockRoutes = {}): Loads {
  let rows: readonly object[] = [];
  let pageSize = 5;
  const api = mockApi({
    'GET /rows': ({ query }) => {
      const page = Number(query.get('page') ?? 1);
      const data = rows.slice((page - 1) * pageSize, page * pageSize);
      return { data, total_pages: Math.ceil(rows.length / pageSize) };
    },
    ...more,
  });
  const folder = temporaryFolder();
  return {
    api,
    serve: (given, size = 5) => {
      rows = given;
      pageSize = size;
    },
    run: async (config, { fails = false, ...options } = {}) => {
      const before = api.requests.length;
      const ran = await runConfig(api.config(config), { ...options, out: folder() });
      const failed = ran.summary.resources.flatMap(({ error }) => (error === undefined ? [] : [error.message]));
      if (!fails) assert.deepEqual(failed, []);
      const warnings = ran.events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
      return { ...ran, requests: api.requests.slice(before), warnings };
    },
    rows: (incremental, over = {}, endpoint = {}) => ({
      resources: [
        { name: 'rows', endpoint: { data_selector: 'data', paginator: PAGING, incremental, ...endpoint }, ...over },
      ],
    }),
    published: async (table = 'rows') => {
      const path = join(folder(), `${table}.parquet`);
      if (!(await exists(path))) return [];
      const plain = (value: unknown) => (typeof value === 'bigint' ? Number(value) : value);
      const read = await readParquet(path);
      return read.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain(value)])));
    },
    state: async (resource = 'rows') => {
      const path = join(folder(), '_millrace/state.json');
      if (!(await exists(path))) return undefined;
      return (JSON.parse(await readFile(path, 'utf8')) as { cursors: Record<string, StateValue> }).cursors[resource];
    },
    out: folder,
  };
}

/** The values of one column, sorted. */
export function column(rows: readonly ReadRow[], name: string): unknown[] {
  const values = rows.map((row) => row[name]);
  return values.sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
  );
}

export const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
