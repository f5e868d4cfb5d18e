import { assert } from 'chai';
import { checkConfig } from '../../lib/config/check.ts';
import { mergeDefaults } from '../../lib/config/merge-defaults.ts';

/** The resource `jobs` with these settings under these defaults. */
function merged(own: object | string, defaults?: object) {
  const config = checkConfig({
    client: { base_url: 'https://api.example.com' },
    ...(defaults && { resource_defaults: defaults }),
    resources: [typeof own === 'string' ? own : { name: 'jobs', ...own }],
  });
  const before = structuredClone(config);
  const result = mergeDefaults(config.resources[0]!, config.resource_defaults);
  assert.deepEqual(config, before, 'the configuration was changed');
  return result;
}

describe('mergeDefaults', () => {
  it('keeps a resource without defaults as it is', () => {
    assert.deepEqual(merged('jobs'), { name: 'jobs', endpoint: {}, primary_key: [], keyDeclared: false });
  });

  describe('params and json', () => {
    for (const key of ['params', 'json']) {
      const endpointOf = (own: unknown, given: unknown) =>
        merged({ endpoint: { [key]: own } }, { endpoint: { [key]: given } }).endpoint as Record<string, unknown>;

      it(`${key}: merged key by key, the resource's own winning`, () =>
        assert.deepEqual(endpointOf({ b: 2, c: 3 }, { a: 1, b: 1 })[key], { a: 1, b: 2, c: 3 }));
      it(`${key}: one level only`, () => {
        const [own, given] = key === 'json' ? [{ a: { y: 1 } }, { a: { x: 1 } }] : [{ a: ['y'] }, { a: ['x'] }];
        assert.deepEqual(endpointOf(own, given)[key], own);
      });
      it(`${key}: null takes one default away, or all of them`, () => {
        assert.deepEqual(endpointOf({ a: null }, { a: 1, b: 2 })[key], { a: null, b: 2 });
        assert.notProperty(endpointOf(null, { a: 1 }), key);
      });
      it(`${key}: from either side alone`, () => {
        assert.deepEqual(endpointOf(undefined, { a: 1 })[key], { a: 1 });
        assert.deepEqual(endpointOf({ a: 1 }, undefined)[key], { a: 1 });
      });
    }
  });

  it('replaces every other key of the endpoint whole', () => {
    const given = {
      path: '/d',
      method: 'POST',
      headers: { a: '1' },
      paginator: { type: 'offset', limit: 5 },
      data_selector: ['a', 'b'],
      error_handler: { max_retries: 9, backoff_factor: 9 },
      incremental: { cursor_path: 'd', initial_value: 1 },
      auth: { type: 'api_key', api_key: 'd' },
    };
    const own = {
      path: '/o',
      method: 'GET',
      headers: { b: '2' },
      paginator: { type: 'single_page' },
      data_selector: 'c',
      error_handler: { max_retries: 1 },
      incremental: { cursor_path: 'o' },
      auth: { type: 'bearer', token: 'o' },
    };
    assert.deepEqual<unknown>(merged({ endpoint: own }, { endpoint: given }).endpoint, own);
    const { endpoint } = merged({}, { endpoint: given });
    assert.deepInclude(endpoint, { path: '/d', data_selector: ['a', 'b'], headers: { a: '1' } });
  });

  it('replaces every other key of the resource whole', () => {
    const steps = [{ filter: () => true }];
    const result = mergeDefaults(
      { name: 'jobs', write_disposition: { disposition: 'append' }, processing_steps: [] },
      { write_disposition: { disposition: 'merge' }, on_reject: 'ignore', processing_steps: steps, selected: false },
    );
    assert.deepInclude(result, {
      write_disposition: { disposition: 'append' },
      processing_steps: [],
      on_reject: 'ignore',
      selected: false,
    });
  });

  describe('null takes a default away', () => {
    it('on the resource', () => {
      const result = merged(
        { write_disposition: null, primary_key: null, selected: null },
        { write_disposition: { disposition: 'merge' }, primary_key: 'id', selected: false },
      );
      assert.deepEqual(result, { name: 'jobs', endpoint: {}, primary_key: [], keyDeclared: false });
    });
    it('in the endpoint', () => {
      const result = merged({ endpoint: { paginator: null } }, { endpoint: { paginator: 'cursor', path: '/d' } });
      assert.deepEqual(result.endpoint, { path: '/d' });
    });
    it('the endpoint as a whole', () =>
      assert.deepEqual(merged({ endpoint: null }, { endpoint: { path: '/d', params: { a: 1 } } }).endpoint, {}));
  });

  describe('primary_key', () => {
    const keyOf = (own?: unknown, given?: unknown) => {
      const { primary_key, keyDeclared } = merged({ primary_key: own }, { primary_key: given });
      return { primary_key, keyDeclared };
    };
    it('of the resource is declared', () =>
      assert.deepEqual(keyOf('id', 'uuid'), { primary_key: ['id'], keyDeclared: true }));
    it('of the defaults is not', () =>
      assert.deepEqual(keyOf(undefined, ['a', 'b']), { primary_key: ['a', 'b'], keyDeclared: false }));
    it('is declared also where it is the same', () => assert.isTrue(keyOf('id', 'id').keyDeclared));
    it('may be missing', () => assert.deepEqual(keyOf(), { primary_key: [], keyDeclared: false }));
  });

  describe('columns', () => {
    const given = { id: { data_type: 'bigint', nullable: false }, at: { data_type: 'date' } };
    const columnsOf = (own?: object | null) => merged({ columns: own }, { columns: given }).columns as unknown;

    it("merged hint by hint and key by key, the resource's own winning", () =>
      assert.deepEqual(columnsOf({ id: { data_type: 'text' }, own: { nullable: true } }), {
        id: { data_type: 'text', nullable: false },
        at: { data_type: 'date' },
        own: { nullable: true },
      }));
    it('null takes one of them away, or all', () => {
      assert.deepEqual(columnsOf({ id: null }), { id: null, at: { data_type: 'date' } });
      assert.isUndefined(columnsOf(null));
    });
    it('are those of the defaults, or those of the resource, where the other has none', () => {
      assert.deepEqual(columnsOf(), given);
      assert.deepEqual<unknown>(merged({ columns: given }).columns, given);
    });
  });
});
