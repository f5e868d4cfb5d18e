import { assert } from 'chai';
import { column, loads, range } from '../dlt/loads.ts';

const HOUR = 3_600_000;
const PAGING = { type: 'page_number', base_page: 1, total_path: 'total_pages' };

describe('incremental windows', () => {
  /** Which edges the API takes for its own. */
  let edges: readonly ['closed' | 'open', 'closed' | 'open'] = ['closed', 'open'];
  let ignores = false;
  let held: readonly { id: number; at: string | number }[] = [];
  const { run, published, state } = loads({
    'GET /windows': ({ query }) => {
      const page = Number(query.get('page') ?? 1);
      const place = (at: unknown, edge: string | null) =>
        typeof at === 'number' ? at - Number(edge) : Date.parse(String(at)) - Date.parse(edge!);
      const found = held.filter(({ at }) => {
        if (ignores) return true;
        const [start, end] = [place(at, query.get('since')), place(at, query.get('until'))];
        return (
          (start > 0 || (start === 0 && edges[0] === 'closed')) && (end < 0 || (end === 0 && edges[1] === 'closed'))
        );
      });
      return { data: found.slice((page - 1) * 3, page * 3), total_pages: Math.max(1, Math.ceil(found.length / 3)) };
    },
  });
  const time = (hours: number) => new Date(Date.UTC(2024, 0, 1) + hours * HOUR).toISOString().replace('.000Z', 'Z');
  const hourly = (from: number, to: number) => range(from, to).map((id) => ({ id, at: time(id) }));
  const config = (incremental: object, over: object = {}) => ({
    resources: [
      {
        name: 'rows',
        endpoint: {
          path: 'windows',
          data_selector: 'data',
          paginator: PAGING,
          incremental: { cursor_path: 'at', start_param: 'since', end_param: 'until', ...incremental },
        },
        ...over,
      },
    ],
  });
  beforeEach(() => {
    edges = ['closed', 'open'];
    ignores = false;
    held = hourly(0, 30);
  });
  const asked = ({ requests }: { requests: readonly { query: URLSearchParams }[] }) => [
    ...new Set(requests.map(({ query }) => `${query.get('since')} ${query.get('until')}`)),
  ];

  const days = { initial_value: time(0), step: '12 hours' };

  it('up to now, one after the other, each with its pages', async () => {
    const ran = await run(config(days), { now: () => Date.UTC(2024, 0, 2, 5, 59, 59, 999) });
    assert.deepEqual(asked(ran), [
      '2024-01-01T00:00:00Z 2024-01-01T12:00:00Z',
      '2024-01-01T12:00:00Z 2024-01-02T00:00:00Z',
      '2024-01-02T00:00:00Z 2024-01-02T05:59:59Z',
    ]);
    assert.lengthOf(ran.requests, 4 + 4 + 2);
    assert.deepEqual(column(await published(), 'id'), range(0, 30));
  });

  it('the next run goes on from the last row', async () => {
    await run(config(days), { now: () => Date.UTC(2024, 0, 2) });
    assert.equal((await state())?.last_value, time(23));
    held = hourly(0, 50);
    const ran = await run(config(days), { now: () => Date.UTC(2024, 0, 3) });
    assert.equal(asked(ran)[0], '2024-01-01T23:00:00Z 2024-01-02T11:00:00Z');
    assert.deepEqual(column(await published(), 'id'), range(0, 48), 'not after now, which the API obeys');
  });

  const ends = ['closed', 'open'] as const;
  for (const start of ends) {
    for (const end of ends) {
      if (start === 'open' && end === 'open') continue;
      it(`no row is lost and none is there twice where the API takes its start as ${start} and its end as ${end}`, async () => {
        edges = [start, end];
        const incremental = { ...days, initial_value: '2023-12-31T23:00:00Z', range_start: start };
        await run(config(incremental), { now: () => Date.UTC(2024, 0, 3) });
        assert.deepEqual(column(await published(), 'id'), range(0, 30));
      });
    }
  }

  it('an API that knows nothing of windows gives all rows each time, and each is taken once', async () => {
    ignores = true;
    await run(config(days), { now: () => Date.UTC(2024, 0, 2, 12) });
    assert.deepEqual(column(await published(), 'id'), range(0, 30));
  });

  it('rows without a cursor that come with every window are taken once', async () => {
    ignores = true;
    held = [{ id: 100 } as never, ...hourly(0, 5)];
    await run(config({ ...days, on_cursor_value_missing: 'include' }), { now: () => Date.UTC(2024, 0, 3) });
    assert.deepEqual(column(await published(), 'id'), [0, 1, 2, 3, 4, 100]);
  });

  it('up to end_value, by placeholders, for numbers', async () => {
    held = range(0, 30).map((id) => ({ id, at: id }));
    const endpoint = {
      path: 'windows',
      data_selector: 'data',
      paginator: PAGING,
      params: { since: '{incremental.start_value}', until: '{incremental.end_value}' },
      incremental: { cursor_path: 'at', initial_value: 5, end_value: 25, step: 8 },
    };
    const ran = await run({ resources: [{ name: 'rows', endpoint }] });
    assert.deepEqual(asked(ran), ['5 13', '13 21', '21 25']);
    assert.deepEqual(column(await published(), 'id'), range(5, 25));
    assert.isUndefined(await state());
  });

  it('dates: today is asked for as well', async () => {
    held = range(1, 10).map((id) => ({ id, at: `2024-01-0${id}` }));
    const incremental = { initial_value: '2024-01-01', step: '4 days' };
    const ran = await run(config(incremental), { now: () => Date.UTC(2024, 0, 9, 1) });
    assert.deepEqual(asked(ran), ['2024-01-01 2024-01-05', '2024-01-05 2024-01-09', '2024-01-09 2024-01-10']);
    assert.deepEqual(column(await published(), 'id'), range(1, 10));
  });

  it('convert is for the edges of windows too', async () => {
    held = [];
    const convert = (text: string) => Date.parse(text) / 1000;
    const ran = await run(config({ ...days, convert }), { now: () => Date.UTC(2024, 0, 1, 13) });
    const start = Date.UTC(2024, 0, 1) / 1000;
    assert.deepEqual(asked(ran), [`${start} ${start + 43_200}`, `${start + 43_200} ${start + 46_800}`]);
  });

  it('a cursor that is ahead of the clock is one window', async () => {
    const ran = await run(config({ ...days, initial_value: time(20) }), { now: () => Date.UTC(2024, 0, 1) });
    assert.lengthOf(asked(ran), 1);
  });

  it('a window that fails fails the run: nothing is published', async () => {
    held = [{ id: 1, at: 'no time' }];
    ignores = true;
    const ran = await run(config(days), { now: () => Date.UTC(2024, 0, 2), fails: true });
    assert.equal(ran.outcome('rows').status, 'failed');
    assert.deepEqual(await published(), []);
  });

  it('a million windows are opened one by one', async () => {
    held = [];
    const now = () => Date.UTC(2024, 0, 1) + 40 * HOUR * 24 * 365;
    const ran = await run(config({ ...days, step: '1 second' }), { now, limit: 3 });
    assert.lengthOf(ran.requests, 3);
  });
});
