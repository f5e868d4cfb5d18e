import { assert } from 'chai';
import { z } from 'zod';
import { checkConfig } from '../../lib/config/check.ts';
import { issueOf } from '../helpers/issues.ts';

const endpoint = (over: object) => ({
  client: { base_url: 'https://api.example.com' },
  resources: [{ name: 'jobs', endpoint: over }],
});

describe('checkConfig: data_selector', () => {
  it('takes paths, lists of keys and JSONPath', () => {
    for (const data_selector of ['data', '$', ['a.b', 'c'], 'many-results', 'a[*].b', '$..x', 'a[?@.b == 1]']) {
      checkConfig(endpoint({ data_selector }));
    }
  });

  it('refuses what is no JSONPath, and says what one looks like', () => {
    const issue = issueOf(() => checkConfig(endpoint({ data_selector: 'a[?(@.b == 1 & @.c == 2)]' })));
    assert.equal(issue.path, 'resources.jobs.endpoint.data_selector');
    assert.match(issue.message, /^it is not a JSONPath: "&" cannot stand where it does/);
    assert.match(issue.fix!, /RFC 9535, such as data\.items, /);
  });
});

describe('checkConfig: response_actions', () => {
  const actions = (...response_actions: unknown[]) => checkConfig(endpoint({ response_actions }));

  it('takes rules and functions', () => {
    const keep = () => undefined;
    const [resource] = actions(
      keep,
      { status_code: 404, action: 'ignore' },
      { status_code: '5XX', content: 'x', action: 'retry' },
      { content: '', action: [keep, keep] },
      { status_code: 500, action: 'fail', message: 'gone' },
    ).resources;
    assert.deepEqual(resource!.endpoint!.response_actions![0], { content: '', action: keep });
    assert.lengthOf(resource!.endpoint!.response_actions!, 5);
  });

  for (const [what, action, path, message, fix] of [
    [
      'a status in quotes',
      { status_code: '404', action: 'ignore' },
      '.0.status_code',
      /404, without quotes, or a class/,
    ],
    ['no status', { status_code: 42, action: 'ignore' }, '.0.status_code', /expected a status such as/],
    [
      'a misspelt action',
      { status_code: 404, action: 'ingore' },
      '.0.action',
      /expected ignore, retry, fail, a function/,
    ],
    ['no action', { status_code: 404 }, '.0.action', /expected ignore, retry, fail/],
    ['a rule for nothing', { action: 'ignore' }, '.0', /it says not which answers/, /give it status_code or content/],
    ['a function for nothing', { action: () => undefined }, '.0', /it says not which answers/, /in the list by itself/],
    ['a text', 'ignore', '.0', /expected object/],
    [
      'a message that is never said',
      { status_code: 404, action: 'ignore', message: 'x' },
      '.0.message',
      /only the action fail/,
      /set action to fail/,
    ],
    ['a misspelt key', { status: 404, content: 'x', action: 'ignore' }, '.0.status', /no such key/, /status_code/],
  ] as const) {
    it(`refuses ${what}`, () => {
      const issue = issueOf(() => actions(action));
      assert.equal(issue.path, `resources.jobs.endpoint.response_actions${path}`);
      assert.match(issue.message, message);
      if (fix !== undefined) assert.match(issue.fix!, fix);
    });
  }
});

describe('checkConfig: schema', () => {
  const schema = (value: unknown) =>
    checkConfig({ client: { base_url: 'https://api.example.com' }, resources: [{ name: 'jobs', schema: value }] });

  it('takes zod and JSON Schema', () => {
    schema(z.object({ id: z.int() }));
    schema({ type: 'object', properties: { id: { type: 'integer' } } });
  });

  it('refuses a keyword that it does not understand', () => {
    const issue = issueOf(() => schema({ type: 'object', propertys: {} }));
    assert.equal(issue.path, 'resources.jobs.schema');
    assert.equal(issue.message, 'it is not a JSON Schema: unknown keyword: "propertys"');
    assert.match(issue.fix!, /take out what JSON Schema does not have/);
  });

  it('refuses a schema of another library', () => {
    for (const value of [{ safeParse: () => undefined }, 'object', 7, []]) {
      assert.match(issueOf(() => schema(value)).message, /^expected a schema of zod 4, or a JSON Schema/);
    }
  });
});

describe('checkConfig: columns, nested, naming', () => {
  const settings = (over: object) =>
    checkConfig({ client: { base_url: 'https://api.example.com' }, resources: [{ name: 'jobs', ...over }] });

  it('takes a contract for everything, or for each kind of change', () => {
    const contractOf = (schema_contract: unknown) => settings({ schema_contract }).resources[0]!.schema_contract;
    assert.deepEqual<unknown>(contractOf('freeze'), { tables: 'freeze', columns: 'freeze', data_type: 'freeze' });
    for (const contract of [{ columns: 'freeze', tables: null }, null, {}]) {
      assert.deepEqual<unknown>(contractOf(contract), contract);
    }
  });

  it('takes hints by column, or as a list', () => {
    const hints = { id: { data_type: 'bigint', nullable: false, description: 'the key' }, at: { dedup_sort: 'desc' } };
    const list = Object.entries(hints).map(([name, hint]) => ({ name, ...hint }));
    for (const columns of [hints, list]) assert.deepEqual<unknown>(settings({ columns }).resources[0]!.columns, hints);
    settings({ nested: 'json', naming: 'snake_case' });
  });

  for (const [what, over, path, message, fix] of [
    [
      'a type that no column has',
      { columns: { a: { data_type: 'wei' } } },
      'columns.a.data_type',
      /"wei" is not allowed/,
      /text, double, bool, timestamp, date, time, bigint, decimal, binary, json/,
    ],
    [
      'a misspelt type in a list',
      { columns: [{ name: 'a', data_type: 'txt' }] },
      'columns.a.data_type',
      /"txt" is not allowed/,
      /did you mean text\?/,
    ],
    [
      'a hint that there is not',
      { columns: { a: { unique: true } } },
      'columns.a.unique',
      /no such key/,
      /data_type, precision/,
    ],
    [
      'digits of what is no decimal',
      { columns: { a: { data_type: 'text', precision: 3 } } },
      'columns.a.precision',
      /no meaning without data_type decimal/,
      /take it away/,
    ],
    [
      'more digits after the point than there are',
      { columns: [{ name: 'a', data_type: 'decimal', precision: 3, scale: 4 }] },
      'columns.a.scale',
      /more than precision/,
      /make it smaller/,
    ],
    ['two hints for one column', { columns: [{ name: 'a' }, { name: 'a' }] }, 'columns', /two hints are for "a"/],
    [
      'hints without names',
      { columns: [{ data_type: 'text' }] },
      'columns',
      /expected hints by column, or a list of hints with a name/,
    ],
    [
      'a misspelt contract',
      { schema_contract: 'frezee' },
      'schema_contract',
      /"frezee" is not allowed/,
      /did you mean freeze\?.*evolve, freeze, discard_row, discard_value/,
    ],
    [
      'a misspelt part of a contract',
      { schema_contract: { columns: 'drop' } },
      'schema_contract.columns',
      /"drop" is not allowed/,
      /discard_row/,
    ],
    [
      'another thing in a contract',
      { schema_contract: { column: 'freeze' } },
      'schema_contract.column',
      /no such key/,
      /columns/,
    ],
    ['another way of nesting', { nested: 'tables' }, 'nested', /"tables" is not allowed/, /struct, json/],
    ['another naming', { naming: 'camelCase' }, 'naming', /"camelCase" is not allowed/, /as_is, snake_case/],
  ] as const) {
    it(`refuses ${what}`, () => {
      const issue = issueOf(() => settings(over));
      assert.equal(issue.path, `resources.jobs.${path}`);
      assert.match(issue.message, message);
      if (fix !== undefined) assert.match(issue.fix!, fix);
    });
  }
});
