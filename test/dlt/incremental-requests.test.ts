/** dlt's cases of incremental loading: what the API is asked for. */
import { assert } from 'chai';
import { column, loads, range } from './loads.ts';

describe('dlt: incremental, requests', () => {
  const { api, run, published, state } = loads();

  /** The query of the first request. */
  const askedWith = async (endpoint: object) => {
    const config = { resources: [{ name: 'posts', endpoint }] };
    const { requests } = await run(config, { limit: 1 });
    return Object.fromEntries(requests[0]!.query);
  };
  const epochToDate = (epoch: string) => new Date(Number(epoch) * 1000).toISOString().slice(0, 10);
  const day = { cursor_path: 'id', initial_value: '1', end_value: '86401', convert: epochToDate };

  it('N1: test_posts_with_incremental_date_conversion: convert is for what is sent', async () => {
    const incremental = { ...day, start_param: 'since', end_param: 'until' };
    assert.deepEqual(await askedWith({ incremental }), { since: '1970-01-01', until: '1970-01-02' });
  });

  it('N1: test_incremental_values_in_param_template_with_conversion', async () => {
    const params = { since: '{incremental.start_value}', until: '{incremental.end_value}' };
    assert.deepEqual(await askedWith({ incremental: day, params }), { since: '1970-01-01', until: '1970-01-02' });
  });

  it('N2: test_incremental_object_interpolation', async () => {
    const params = {
      initial_value: '{incremental.initial_value}',
      lag: '{incremental.lag}',
      since: '{incremental.start_value}',
      until: '{incremental.end_value}',
    };
    const incremental = { cursor_path: 'id', initial_value: 1600000000, end_value: 1700000000, lag: 3600 };
    assert.deepEqual(await askedWith({ incremental, params }), {
      initial_value: '1600000000',
      lag: '3600',
      since: '1600000000',
      until: '1700000000',
    });
  });

  const start = { cursor_path: 'id', initial_value: 1600000000, convert: (epoch: number) => Math.trunc(epoch) };
  const forms: [form: string, endpoint: object][] = [
    ['a placeholder', { params: { since: '{incremental.start_value}' }, incremental: start }],
    ['start_param', { incremental: { ...start, start_param: 'since' } }],
    ['a parameter of its type', { params: { since: { type: 'incremental', ...start } } }],
  ];
  for (const [form, endpoint] of forms) {
    it(`N3: test_incremental_convert_without_end_value: ${form}`, async () =>
      assert.deepEqual(await askedWith(endpoint), { since: '1600000000' }));
  }

  it('N4: test_incremental_implicitly_filters_out_data: without any parameter the rows are left out here', async () => {
    const paginator = { type: 'page_number', base_page: 1, total_path: 'total_pages' };
    const endpoint = { paginator, incremental: { cursor_path: 'id', initial_value: 1 } };
    const config = { resources: [{ name: 'posts', endpoint }] };
    await run(config);
    assert.deepEqual(column(await published('posts'), 'id'), range(1, 25));
    const second = await run(config);
    assert.lengthOf(second.requests, 5);
    assert.deepEqual(column(await published('posts'), 'id'), range(1, 25), 'the last row is not appended again');
    assert.equal((await state('posts'))?.last_value, 24);
  });

  it('N6: test_calls_convert_*: it gets the start and the end, and never nothing', async () => {
    const calls: unknown[] = [];
    const convert = (value: unknown) => {
      calls.push(value);
      return `<${String(value)}>`;
    };
    const incremental = { cursor_path: 'id', start_param: 'since', end_param: 'until', convert };
    assert.deepEqual(await askedWith({ incremental }), {}, 'no start yet');
    assert.deepEqual(calls, []);
    const ended = { ...incremental, initial_value: 5, end_value: 9 };
    assert.deepEqual(await askedWith({ incremental: ended }), { since: '<5>', until: '<9>' });
    assert.sameMembers([...new Set(calls)], [5, 9]);
  });

  it('N6: test_default_convert_is_identity; transform is the older name of convert', async () => {
    const incremental = { cursor_path: 'id', initial_value: '1', end_value: '2', start_param: 'a', end_param: 'b' };
    assert.deepEqual(await askedWith({ incremental }), { a: '1', b: '2' });
    const older = { ...incremental, transform: (value: string) => `v${value}` };
    assert.deepEqual(await askedWith({ incremental: older }), { a: 'v1', b: 'v2' });
  });

  it('R10: test_post_data_param_with_incremental_values', async () => {
    const endpoint = {
      path: 'posts_form_data_incremental',
      method: 'POST',
      data: {
        initial: '{incremental.initial_value}',
        since: '{incremental.start_value}',
        until: '{incremental.end_value}',
      },
      incremental: { cursor_path: 'id', initial_value: 100, end_value: 200 },
    };
    const { requests } = await run({ resources: [{ name: 'posts', endpoint }] });
    assert.equal(requests[0]!.body, 'initial=100&since=100&until=200');
  });

  it('R12: test_headers_with_incremental_values', async () => {
    const headers = {
      'X-Initial-Value': '{incremental.initial_value}',
      'X-Start-Value': '{incremental.start_value}',
      'X-End-Value': '{incremental.end_value}',
      'X-Escaped': '{{not_this}}',
    };
    const incremental = { cursor_path: 'id', initial_value: 1600000000, end_value: 1700000000 };
    const { requests } = await run({ resources: [{ name: 'posts', endpoint: { headers, incremental } }] });
    assert.include(requests[0]!.headers, {
      'x-initial-value': '1600000000',
      'x-start-value': '1600000000',
      'x-end-value': '1700000000',
      'x-escaped': '{not_this}',
    });
  });

  it('a JSON body takes cursors in their own type, and null where there is none', async () => {
    const json = {
      since: '{incremental.start_value}',
      until: '{incremental.end_value}',
      text: 'id>{incremental.start_value}',
    };
    const endpoint = {
      path: 'posts/search',
      method: 'POST',
      json,
      incremental: { cursor_path: 'id', initial_value: 3 },
    };
    const { requests } = await run({ resources: [{ name: 'posts', endpoint }] });
    assert.deepEqual(requests[0]!.json, { since: 3, until: null, text: 'id>3' });
  });

  it('the path takes cursors too', async () => {
    const endpoint = { path: 'posts/{incremental.start_value}', incremental: { cursor_path: 'id', initial_value: 7 } };
    const { requests } = await run({ resources: [{ name: 'posts', endpoint }] });
    assert.equal(requests[0]!.path, '/posts/7');
    assert.equal(api.requests.length, 1);
  });
});
