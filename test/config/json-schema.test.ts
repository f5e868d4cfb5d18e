import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { assert } from 'chai';
import { isRecord } from '../../lib/core/is-record.ts';

const schema = JSON.parse(readFileSync('schema/millrace.schema.json', 'utf8')) as Record<string, unknown>;

/** A valid configuration, as plain JSON, that a test may change. */
const config = (resource: object = {}, client: object = {}) => ({
  client: { base_url: 'https://api.example.com', ...client },
  resources: [{ name: 'jobs', ...resource }],
});

/** Every schema inside of one that stands for a key, with the key. */
function keysIn(node: unknown, path = ''): [path: string, schema: Record<string, unknown>][] {
  if (Array.isArray(node)) return node.flatMap((item, index) => keysIn(item, `${path}/${index}`));
  if (!isRecord(node)) return [];
  const own = isRecord(node['properties']) ? Object.entries(node['properties']) : [];
  return [
    ...own.map(([key, value]): [string, Record<string, unknown>] => [`${path}/${key}`, value as never]),
    ...Object.entries(node).flatMap(([key, value]) => keysIn(value, `${path}/${key}`)),
  ];
}

describe('config: JSON Schema', () => {
  let validate: ValidateFunction;
  before(() => {
    validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);
  });
  const accepts = (value: unknown) => assert.isTrue(validate(value), JSON.stringify(validate.errors, null, 2));
  const refuses = (value: unknown) => assert.isFalse(validate(value), JSON.stringify(value));

  for (const name of ['web-scraper', 'generic', 'field-operations', 'onboarding', 'practice-management']) {
    it(`accepts ${name} as JSON`, async () => {
      const pipeline = (await import(`../../pipelines/${name}.ts`)) as { default: { config: object } };
      const omitted = (key: string, value: unknown) => (key === 'schema' ? undefined : value);
      accepts(JSON.parse(JSON.stringify(pipeline.default.config, omitted)));
    });
  }

  it('accepts short forms, secrets, null and $schema', () => {
    accepts({ $schema: 'node_modules/millrace/schema/millrace.schema.json', ...config() });
    accepts({ ...config(), resources: ['jobs'] });
    accepts(config({ endpoint: 'api/jobs', primary_key: ['a', 'b'] }));
    accepts(config({ endpoint: { paginator: 'page_number', data_selector: ['a', 'b'] } }));
    accepts(config({ endpoint: null, primary_key: null }, { auth: { token: '${secret:t}' } }));
    accepts(config({}, { auth: 'bearer' }));
    accepts(config({ endpoint: { params: { a: 1, b: ['x'], c: null } } }));
    accepts(config({ columns: { a: { data_type: 'time' }, b: null } }));
    accepts(config({ columns: [{ name: 'a', data_type: 'decimal', precision: 18, scale: 2 }, { name: 'b' }] }));
  });

  it('refuses a misspelt key wherever it is', () => {
    refuses({ ...config(), resource: [] });
    refuses(config({ endpont: {} }));
    refuses(config({ endpoint: { paht: 'x' } }));
    refuses(config({}, { base_uri: 'x' }));
    refuses(config({ endpoint: { paginator: { type: 'offset', limt: 5 } } }));
    refuses(config({ columns: [{ data_type: 'text' }] }));
    refuses(config({ columns: [{ name: 'a', datatype: 'text' }] }));
    refuses(config({}, { auth: { token: 't', tokn: 't' } }));
  });

  it('refuses what a text or a type alone cannot say', () => {
    refuses(config({ endpoint: { paginator: 'offset' } }));
    refuses(config({ endpoint: { paginator: 'no_such' } }));
    refuses(config({ endpoint: { paginator: { limit: 5 } } }));
    refuses(config({}, { auth: 'no_such' }));
    refuses(config({}, { auth: { api_key: 'k' } }));
  });

  it('leaves out what only code can write', () => {
    refuses(config({ processing_steps: [{}] }));
    refuses(config({ endpoint: { response_actions: [{ status_code: 404, action: [] }] } }));
  });

  it('has a description and a type for every key', () => {
    const keys = keysIn(schema).filter(([path]) => !path.endsWith('/type'));
    assert.isAbove(keys.length, 50);
    for (const [path, key] of keys) {
      assert.match(String(key['description']), /^[A-Z`].*\.$/s, `the description of ${path}`);
      assert.hasAnyKeys(key, ['type', 'anyOf', 'allOf', '$ref', 'enum'], path);
    }
  });
});
