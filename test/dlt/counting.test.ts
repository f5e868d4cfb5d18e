/** dlt's cases of paginators that count, against a server. */
import { assert } from 'chai';
import { posts } from './mock-data.ts';
import { bodies, pages, pagingApi, urls } from './paging-api.ts';

describe('dlt: paginators that count', () => {
  const { api, fetch, failure } = pagingApi();

  describe('offset', () => {
    const offsets = (path: string, limit: number, ...at: number[]) =>
      at.map((offset) => `${path}?offset=${offset}&limit=${limit}`);
    const offset = (options: object) => ({ type: 'offset', ...options });

    it('P8: counts to the total', async () => {
      const { rows, requests } = await fetch('posts_offset_limit', offset({ limit: 5, total_path: 'total_records' }));
      assert.deepEqual(rows, posts());
      assert.deepEqual(urls(requests), offsets('/posts_offset_limit', 5, 0, 5, 10, 15, 20));
    });

    it('P9: sends offset and limit in the body, beside what is there', async () => {
      const paginator = offset({
        limit: 5,
        total_path: 'total_records',
        offset_body_path: 'offset',
        limit_body_path: 'limit',
      });
      const path = 'posts_offset_limit_via_json_body';
      const { rows, requests } = await fetch(path, paginator, { method: 'POST', json: { test: 1 } });
      assert.deepEqual(rows, posts());
      assert.deepEqual(
        bodies(requests),
        [0, 5, 10, 15, 20].map((at) => ({ test: 1, offset: at, limit: 5 })),
      );
    });

    it('P10: starts where it is told', async () => {
      const { requests } = await fetch('count/200', offset({ offset: 123, limit: 42, total_path: 'total' }));
      assert.deepEqual(urls(requests), offsets('/count/200', 42, 123, 165));
    });

    it('P11: stops before maximum_offset', async () => {
      const paginator = offset({ limit: 50, maximum_offset: 100, total_path: null });
      assert.deepEqual(urls((await fetch('count/9', paginator)).requests), offsets('/count/9', 50, 0, 50));
    });

    it('P12 P13: the text of a number is a total; anything else at a configured place is an error', async () => {
      const paginator = offset({ limit: 1, total_path: 'total' });
      assert.lengthOf((await fetch('count/3', paginator)).requests, 3);
      assert.match(
        (await failure('count/invalid', paginator)).message,
        /"total" of the answer is "invalid", not a total/,
      );
      assert.match((await failure('no_total', paginator)).message, /"total" of the answer is missing, not a total/);
    });

    it('a total that is not configured is no error', async () => {
      assert.deepEqual(urls((await fetch('no_total', offset({ limit: 1 }))).requests), offsets('/no_total', 1, 0, 1));
    });

    it('P14: does as has_more_path says', async () => {
      const paginator = offset({ limit: 1, maximum_offset: 2, has_more_path: 'more' });
      for (const [more, requests] of [
        ['false', 1],
        ['true', 2],
      ] as const) {
        assert.lengthOf((await fetch('has_more', paginator, { params: { more } })).requests, requests, more);
      }
      assert.match(
        (await failure('has_more', paginator, { params: { more: 'invalid' } })).message,
        /neither yes nor no/,
      );
      assert.match((await failure('has_more', paginator)).message, /"more" of the answer is missing/);
    });

    it('P15: stops after an empty page', async () => {
      const { requests } = await fetch('no_total', offset({ limit: 1, maximum_offset: 50 }));
      assert.deepEqual(urls(requests), offsets('/no_total', 1, 0, 1));
    });

    it('P16 P17: what never ends, is said twice or has an empty name is refused', async () => {
      const issues: [options: object, message: RegExp][] = [
        [{ limit: 1, stop_after_empty_page: false, total_path: null }, /nothing would end the resource/],
        [{ limit: 1, offset_param: 'o', offset_body_path: 'o' }, /give offset_param or offset_body_path, not both/],
        [{ limit: 1, offset_param: '' }, /offset_param/],
        [{ limit: 1, offset_body_path: '' }, /offset_body_path/],
        [{ limit: 1, limit_param: '' }, /limit_param/],
        [{ limit: 1, limit_body_path: '' }, /limit_body_path/],
      ];
      for (const [options, message] of issues) assert.match((await failure('posts', offset(options))).message, message);
      const unset = { limit: 1, offset_param: null, offset_body_path: null, limit_param: null, limit_body_path: null };
      assert.lengthOf((await fetch('no_total', offset(unset))).requests, 2);
      assert.lengthOf(api.requests, 2);
    });

    it('P18: creates the objects on a nested path', async () => {
      const nested = { offset_body_path: 'pagination.offset', limit_body_path: 'pagination.limit' };
      const paginator = offset({ limit: 2, total_path: 'total', ...nested });
      const { rows, requests } = await fetch('nested', paginator, {
        method: 'POST',
        json: { pagination: { sort: 'id' } },
      });
      assert.lengthOf(rows, 4);
      assert.deepEqual(
        bodies(requests),
        [0, 2].map((at) => ({ pagination: { sort: 'id', offset: at, limit: 2 } })),
      );
    });
  });

  describe('page_number', () => {
    const numbered = (options: object) => ({ type: 'page_number', ...options });
    const total = { total_path: 'total_pages' };

    it('P19: counts from the base to the total', async () => {
      const one = await fetch('posts', numbered({ base_page: 1, ...total }));
      assert.deepEqual(urls(one.requests), pages('/posts', 1, 2, 3, 4, 5));
      assert.deepEqual(one.rows, posts());
      for (const base of [{ base_page: 0 }, {}]) {
        const zero = await fetch('posts_zero_based', numbered({ ...base, ...total }));
        assert.deepEqual(urls(zero.requests), pages('/posts_zero_based', 0, 1, 2, 3, 4));
        assert.deepEqual(zero.rows, posts());
      }
    });

    it('P20: sends the page in the body', async () => {
      const paginator = numbered({ base_page: 1, page_body_path: 'page', ...total });
      const { rows, requests } = await fetch('posts/search', paginator, {
        method: 'POST',
        json: { page_size: 5, page_count: 5 },
      });
      assert.deepEqual(
        bodies(requests),
        [1, 2, 3, 4, 5].map((page) => ({ page_size: 5, page_count: 5, page })),
      );
      assert.deepEqual(rows, posts().slice(1));
    });

    it('P21: stops before maximum_page', async () => {
      const { requests } = await fetch('posts', numbered({ base_page: 1, maximum_page: 3, total_path: null }));
      assert.deepEqual(urls(requests), pages('/posts', 1, 2));
    });

    it('P22: a source that is read again starts at its first page', async () => {
      const paginator = numbered({ base_page: 1, ...total });
      await fetch('posts', paginator);
      assert.deepEqual(urls((await fetch('posts', paginator)).requests), pages('/posts', 1, 2, 3, 4, 5));
    });

    it('P23: stops after an empty page', async () => {
      const { requests } = await fetch('posts', numbered({ base_page: 1, maximum_page: 50, total_path: null }));
      assert.deepEqual(urls(requests), pages('/posts', 1, 2, 3, 4, 5, 6));
    });

    it('P24: a configured total that is missing or no number is an error', async () => {
      const paginator = numbered({ base_page: 1, total_path: 'total' });
      assert.lengthOf((await fetch('count/2', paginator)).requests, 2);
      assert.match(
        (await failure('count/invalid', paginator)).message,
        /"total" of the answer is "invalid", not a total/,
      );
      assert.match((await failure('posts', paginator)).message, /"total" of the answer is missing, not a total/);
    });

    it('P25: does as has_more_path says', async () => {
      const paginator = numbered({ base_page: 1, maximum_page: 3, has_more_path: 'more' });
      assert.lengthOf((await fetch('has_more', paginator, { params: { more: 'no' } })).requests, 1);
      assert.match((await failure('has_more', paginator, { params: { more: 'x' } })).message, /neither yes nor no/);
    });

    it('P26: what never ends, is said twice or has an empty name is refused', async () => {
      const issues: [options: object, message: RegExp][] = [
        [{ stop_after_empty_page: false, total_path: null }, /nothing would end the resource/],
        [{ page_param: 'p', page_body_path: 'p' }, /give page_param or page_body_path, not both/],
        [{ page_param: '' }, /page_param/],
        [{ page_body_path: '' }, /page_body_path/],
      ];
      for (const [options, message] of issues)
        assert.match((await failure('posts', numbered(options))).message, message);
      assert.isEmpty(api.requests);
    });
  });
});
