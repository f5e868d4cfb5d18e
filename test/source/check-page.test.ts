import { assert } from 'chai';
import { z } from 'zod';
import type { RejectedRow, Row } from '../../lib/core/types.ts';
import { checkConfig } from '../../lib/config/check.ts';
import { checkPage, type Finding } from '../../lib/source/check-page.ts';
import { endpointOf } from '../../lib/source/endpoint.ts';
import { planResources } from '../../lib/source/plan.ts';
import { page } from '../helpers/marbles.ts';

interface Given {
  readonly resource?: object;
  readonly defaults?: object;
  readonly client?: object;
  readonly others?: readonly string[];
  /** The rows that came, and those that are left after the steps. */
  readonly rows?: readonly Row[];
  readonly left?: readonly Row[];
  readonly rejected?: readonly RejectedRow[];
  readonly body?: unknown;
  /** Whether the body is itself the row. */
  readonly oneRow?: boolean;
}

/** What is found out about one setting. */
function findingOf(what: string, given: Given): Finding | undefined {
  const {
    resource,
    defaults,
    client = { paginator: 'single_page' },
    others = [],
    rows = [{ id: 1 }, { id: 2 }],
    left = rows,
    rejected = [],
  } = given;
  const config = checkConfig({
    client: { base_url: 'https://api.example.com', ...client },
    ...(defaults && { resource_defaults: defaults }),
    resources: [...others, { name: 'jobs', ...resource }],
  });
  const plan = planResources(config).at(-1)!;
  const endpoint = endpointOf(plan, config.client);
  const request = endpoint.paginator.first(endpoint.request((name) => `{${name}}`, {}));
  const base = page(rows, { resource: plan.info });
  const { body = rows, oneRow = false } = given;
  const place = oneRow ? {} : { rowsAt: [] };
  const raw = { ...base, ...place, request, response: { ...base.response, body, headers: {}, url: request.url } };
  const findings = checkPage(plan, config.client, { raw, page: { ...raw, rows: left, rejected } }, String);
  assert.isAtMost(findings.filter((finding) => finding.what === what).length, 1);
  return findings.find((finding) => finding.what === what);
}

function assertFinding(actual: Finding | undefined, level: Finding['level'], message: RegExp, fix?: RegExp): void {
  assert.equal(actual?.level, level, actual?.message);
  assert.match(actual!.message, message);
  if (fix === undefined) assert.isUndefined(actual!.fix);
  else assert.match(actual!.fix!, fix);
}

describe('checkPage', () => {
  describe('rows', () => {
    it('says how many there are, and how many the steps leave', () => {
      assertFinding(findingOf('rows', {}), 'ok', /^2 in the answer$/);
      assertFinding(findingOf('rows', { left: [{ id: 1 }] }), 'ok', /^2 in the answer, 1 after the steps$/);
      const rejected = [{ row: {}, reason: 'no' }];
      assertFinding(findingOf('rows', { left: [{ id: 1 }], rejected }), 'ok', /^2 in the answer$/);
    });

    it('warns where there are none', () => {
      const resource = { endpoint: { data_selector: 'data.items' } };
      assertFinding(findingOf('rows', { rows: [], resource }), 'warning', /none at "data\.items"/);
    });
  });

  describe('paginator', () => {
    const endpoint = (paginator: object | string) => ({ resource: { endpoint: { paginator } } });

    it('says where it goes on', () => {
      const counting = endpoint({ type: 'page_number', base_page: 1 });
      assertFinding(findingOf('paginator', counting), 'ok', /^page_number; goes on with GET .*\/jobs\?page=2$/);
    });

    it('says that this page is the last', () => {
      assertFinding(findingOf('paginator', {}), 'ok', /^single_page; this page is the last$/);
    });

    it('has a problem where it ends, but the answer leads to another page', () => {
      const body = { data: [{}, {}], next: 'https://api.example.com/jobs?page=2' };
      const says = /^single_page ends after this page, but .*"next"/;
      assertFinding(findingOf('paginator', { body }), 'problem', says, /^write: paginator: \{"type":"json_link"/);
      const other = endpoint({ type: 'json_link', next_url_path: 'links.next' });
      assertFinding(
        findingOf('paginator', { ...other, body }),
        'problem',
        /^json_link ends .* but .*"next"/,
        /json_link/,
      );
      assertFinding(findingOf('paginator', { body: { ...body, next: null } }), 'ok', /the last$/);
      assertFinding(findingOf('paginator', { body: { ...body, data: [] }, rows: [] }), 'ok', /the last$/);
    });

    it('has none where the answer counts its pages, and this is the only one', () => {
      const counting = endpoint({ type: 'page_number', base_page: 1, total_path: 'last_page' });
      const body = { data: [{}, {}], current_page: 1, last_page: 1 };
      assertFinding(findingOf('paginator', { ...counting, body }), 'ok', /the last$/);
      const more = { ...endpoint('single_page'), body: { ...body, last_page: 2 } };
      assertFinding(findingOf('paginator', more), 'problem', /"last_page" is 2/, /total_path/);
    });

    it('warns where the answer counts more', () => {
      assertFinding(findingOf('paginator', { body: { data: [{}, {}], total: 9 } }), 'warning', /, but "total" is 9/);
    });

    it('says what auto decided', () => {
      const body = { data: [{}, {}], next: 'https://api.example.com/jobs?page=2' };
      assertFinding(
        findingOf('paginator', { ...endpoint('auto'), client: {}, body }),
        'ok',
        /^auto: paging by json_link: .*; goes on with GET https:\/\/api\.example\.com\/jobs\?page=2$/,
      );
      assertFinding(
        findingOf('paginator', { client: {}, body: [{}, {}] }),
        'ok',
        /^auto: one page: nothing leads to another page$/,
      );
      const total = { data: [{}, {}], total: 9 };
      assertFinding(findingOf('paginator', { client: {}, body: total }), 'warning', /^auto: only the first page/);
    });

    it('does not take the fields of a row for those of an envelope', () => {
      const row = { id: 1, total: 9, next: 'https://api.example.com/users/2' };
      assertFinding(findingOf('paginator', { rows: [row], body: row, oneRow: true }), 'ok', /the last$/);
    });

    it('has a problem where it cannot read the answer', () => {
      const counting = endpoint({ type: 'page_number', total_path: 'pages' });
      assertFinding(
        findingOf('paginator', { ...counting, body: {} }),
        'problem',
        /^page_number: .*"pages"/,
        /total_path/,
      );
    });
  });

  describe('primary_key', () => {
    const declared = (key: string, disposition = 'merge') => ({
      resource: { primary_key: key, write_disposition: disposition },
    });
    const given = { defaults: { primary_key: 'uid', write_disposition: 'merge' } };

    it('is in every row', () => {
      assertFinding(findingOf('primary_key', declared('id')), 'ok', /^"id" is in every row$/);
      assert.isUndefined(findingOf('primary_key', {}), 'without a key there is nothing to say');
    });

    it('has a problem where no row has it, with the names that they have', () => {
      const rows = [{ uuid: 1 }, { name: 'x' }];
      assertFinding(
        findingOf('primary_key', { ...declared('uid'), rows }),
        'problem',
        /^no row has "uid"; they have uuid, name$/,
        /did you mean uuid\?/,
      );
    });

    it('has a problem where some rows lack it', () => {
      const rows = [{ id: 1 }, { id: null }, {}];
      assertFinding(
        findingOf('primary_key', { ...declared('id'), rows }),
        'problem',
        /missing in 2 of 3 rows/,
        /filter/,
      );
    });

    it('warns where it comes from the defaults and no row has it', () => {
      assertFinding(
        findingOf('primary_key', given),
        'warning',
        /^no row has "uid", so the file is replaced/,
        /did you|name/,
      );
    });

    it('is right for a child, whose rows then belong to their parent', () => {
      const child = { others: ['sites'], resource: { endpoint: '/sites/{resources.sites.id}/jobs' } };
      assertFinding(findingOf('primary_key', { ...given, ...child }), 'ok', /rows of a parent are replaced together/);
    });

    it('warns where merging by it would lose rows', () => {
      const rows = [{ id: 1 }, { id: 1 }, { id: 2 }];
      assertFinding(
        findingOf('primary_key', { ...declared('id'), rows }),
        'warning',
        /2 values in 3 rows/,
        /tell them apart/,
      );
      assertFinding(findingOf('primary_key', { ...declared('id', 'append'), rows }), 'ok', /every row/);
    });
  });

  describe('schema', () => {
    const schema = z.object({ id: z.int() });
    const rejected = [{ row: {}, reason: 'id: expected int' }];

    it('fits', () => assertFinding(findingOf('schema', { resource: { schema } }), 'ok', /^fits every row$/));

    it('has a problem where rows would be set aside, unless that is wanted', () => {
      const given = { left: [{ id: 1 }], rejected };
      const says = /^1 of 2 rows would be set aside: id: expected int$/;
      assertFinding(findingOf('schema', { ...given, resource: { schema } }), 'problem', says, /on_reject/);
      assertFinding(
        findingOf('schema', { ...given, resource: { schema, on_reject: 'ignore' } }),
        'warning',
        says,
        /schema/,
      );
    });
  });

  describe('incremental', () => {
    const cursor = (cursor_path: string) => ({ resource: { endpoint: { incremental: { cursor_path } } } });

    it('is in every row', () => assertFinding(findingOf('incremental', cursor('id')), 'ok', /^"id" is in every row$/));

    it('has a problem where some rows lack it, unless that is dealt with', () => {
      const rows = [{ at: { last: 1 } }, { at: {} }];
      const fix = /on_cursor_value_missing to include or exclude/;
      assertFinding(findingOf('incremental', { ...cursor('at.last'), rows }), 'problem', /missing in 1 of 2 rows/, fix);
      const incremental = { cursor_path: 'at.last', on_cursor_value_missing: 'include' };
      const dealtWith = { resource: { endpoint: { incremental } }, rows };
      assertFinding(findingOf('incremental', dealtWith), 'warning', /missing in 1 of 2 rows/);
    });

    it('has a problem where no row has it', () => {
      const rows = [{ updated_at: 1 }];
      assertFinding(
        findingOf('incremental', { ...cursor('update_at'), rows }),
        'problem',
        /no row has "update_at"; they have updated_at/,
        /did you mean updated_at\?/,
      );
    });
  });
});
