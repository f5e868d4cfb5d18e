import { assert } from 'chai';
import type { RunEvent } from '../../lib/core/events.ts';
import type { RunOptions } from '../../lib/run/run.ts';
import type { testServers } from '../http/test-servers.ts';
import { api, type Asked, type Route } from '../helpers/server.ts';
import { configOf, runConfig } from './scenario.ts';

/**
 * Ends a run when the server is asked for `path`, which is not answered, and these events have come, e.g.
 * `published users`.
 */
export function stopping(routes: Record<string, Route>, path: string, page?: string, events: readonly string[] = []) {
  const interruption = new AbortController();
  const before = routes[path];
  const waitedFor = new Set(['asked', ...events]);
  const came = (what: string) => {
    waitedFor.delete(what);
    if (waitedFor.size === 0) interruption.abort();
  };
  routes[path] = (asked) => {
    if (page === undefined || asked.query.get('page') === page) return came('asked');
    return typeof before === 'function' ? (before as (asked: Asked) => unknown)(asked) : before;
  };
  return {
    signal: interruption.signal,
    onEvent: (event: RunEvent) => 'resource' in event && came(`${event.type} ${event.resource}`),
    mend: () => {
      routes[path] = before!;
    },
  };
}

interface Interrupting extends Partial<RunOptions> {
  readonly page?: string;
  readonly events?: readonly string[];
}

/** For the tests of a suite. */
export function interruptions(servers: ReturnType<typeof testServers>, folder: () => string) {
  /** A run that is interrupted at a request, and the ones that follow. */
  async function interrupted(
    routes: Record<string, Route>,
    resources: readonly (object | string)[],
    path: string,
    { page, events, ...options }: Interrupting = {},
  ) {
    const { mend, ...stop } = stopping(routes, path, page, events);
    const server = await api(servers, routes);
    const config = configOf(server.origin, resources);
    const first = await runConfig(config, { out: folder(), concurrency: 2, ...options, ...stop });
    assert.isTrue(first.summary.interrupted);
    mend();
    server.asked.length = 0;
    const next = (over: Partial<RunOptions> = {}, of: object = config) =>
      runConfig(of, { out: folder(), concurrency: 2, ...over });
    return { server, next, config };
  }

  const told = (events: readonly { type: string }[]) => {
    const [first] = events as unknown as readonly {
      type: string;
      resources: readonly { resource: string; how: string; pages: number; reason?: string }[];
    }[];
    if (first?.type !== 'resumed') return undefined;
    return first.resources.map(({ resource, how, pages, reason }) =>
      [resource, how, ...(how === 'restarted' ? [reason] : [pages])].join(' '),
    );
  };

  return { interrupted, told };
}
