import { assert } from 'chai';
import { column, loads, range } from '../dlt/loads.ts';

const PAGING = { type: 'page_number', base_page: 1, total_path: 'total_pages' };

describe('an incremental run that is interrupted', () => {
  /** Counts the requests of one run, and is told of the one that the run is interrupted at. */
  let left = Infinity;
  let controller = new AbortController();
  const counted = (): void => {
    if ((left -= 1) === 0) controller.abort();
  };
  let held: readonly { id: number; at: number }[] = [];
  const { run, published, state, out } = loads({
    'GET /events': ({ query }) => {
      counted();
      const page = Number(query.get('page') ?? 1);
      const found = held.filter(
        ({ at }) => at >= Number(query.get('from')) && at <= Number(query.get('to') ?? Infinity),
      );
      return { data: found.slice((page - 1) * 2, page * 2), total_pages: Math.max(1, Math.ceil(found.length / 2)) };
    },
    'GET /events/:id/notes': ({ params, query }) => {
      counted();
      const id = Number(params['id']);
      return range(0, 3)
        .map((n) => ({ id: id * 10 + n, at: n }))
        .filter(({ at }) => at >= Number(query.get('since') ?? 0));
    },
  });
  const events = (incremental: object) => ({
    name: 'events',
    endpoint: {
      data_selector: 'data',
      paginator: PAGING,
      incremental: { cursor_path: 'at', start_param: 'from', ...incremental },
    },
  });
  const interruptedAt = async (config: object, request: number) => {
    controller = new AbortController();
    left = request;
    const { summary } = await run(config, { signal: controller.signal, fails: true });
    left = Infinity;
    return summary.interrupted;
  };
  beforeEach(() => {
    left = Infinity;
    held = range(0, 12).map((id) => ({ id, at: id }));
  });

  for (const request of range(1, 9)) {
    it(`windows, interrupted at request ${request}: the next run goes on, and each row is there once`, async () => {
      const config = { resources: [events({ initial_value: 0, end_value: 12, step: 4, end_param: 'to' })] };
      const interrupted = await interruptedAt(config, request);
      const { requests } = await run(config);
      assert.deepEqual(column(await published('events'), 'id'), range(0, 12), out());
      if (interrupted && request > 4) assert.isBelow(requests.length, 8, 'it did not begin anew');
    });
  }

  for (const request of [2, 5, 9, 14]) {
    it(`children with a cursor each, interrupted at request ${request}: each row is there once, then and later`, async () => {
      const notes = {
        name: 'notes',
        endpoint: {
          path: 'events/{resources.events.id}/notes',
          incremental: { cursor_path: 'at', start_param: 'since', per_parent: true },
        },
      };
      const config = { resources: [events({}), notes] };
      await interruptedAt(config, request);
      const complete = async () => {
        await run(config);
        assert.deepEqual(
          column(await published('events'), 'id'),
          held.map(({ id }) => id),
        );
        assert.deepEqual(
          column(await published('notes'), 'id'),
          held.flatMap(({ id }) => range(id * 10, id * 10 + 3)),
        );
        assert.equal((await state('events'))?.last_value, held.at(-1)!.at);
        assert.lengthOf(Object.keys((await state('notes'))?.parents ?? {}), held.length);
      };
      await complete();
      held = range(0, 15).map((id) => ({ id, at: id }));
      await complete();
    });
  }
});
