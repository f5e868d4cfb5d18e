import { assert } from 'chai';
import { prepare } from '../../lib/api/prepare.ts';
import { secret } from '../../lib/core/secret.ts';
import { issuesOf } from '../helpers/issues.ts';

const secrets = { env: { SHOP__API_KEY: 'k3y' }, file: {} };
const config = {
  name: 'shop',
  client: { base_url: 'https://api.example.com', auth: { type: 'bearer', token: secret('api_key') } },
  resources: [{ name: 'tasks', endpoint: '/{resources.jobs.id}' }, 'jobs'],
};

describe('prepare', () => {
  it('makes a configuration ready to run: overridden, checked, planned, with its secrets', () => {
    const source = prepare(config, {
      set: ['client.base_url=http://127.0.0.1:9', 'resources.jobs.table_name=all'],
      secrets,
    });
    assert.equal(source.name, 'shop');
    assert.equal(source.config.client.base_url, 'http://127.0.0.1:9');
    assert.deepEqual(
      source.plans.map(({ info }) => info.table),
      ['all', 'tasks'],
    );
    assert.deepEqual(source.secrets, ['k3y']);
  });

  it('takes the assignments in order', () => {
    const set = ['client.paginator=offset', 'client.paginator.limit=5', 'client.paginator.limit=6'];
    assert.deepInclude(prepare(config, { set, secrets }).config.client.paginator, { type: 'offset', limit: 6 });
  });

  it('checks the configuration as it is after the assignments', () => {
    const [issue] = issuesOf(() => prepare(config, { set: ['resources.jobs.endpoint.paht=/x'], secrets }));
    assert.equal(issue!.path, 'resources.jobs.endpoint.paht');
  });

  it('a graph that is wrong does not hide behind a missing secret', () => {
    const wrong = { ...config, resources: [{ name: 'tasks', endpoint: '/{resources.jbos.id}' }] };
    const none = { env: {}, file: {} };
    assert.match(issuesOf(() => prepare(wrong, { secrets: none }))[0]!.message, /no resource jbos/);
    assert.match(issuesOf(() => prepare(config, { secrets: none }))[0]!.message, /the secret api_key is missing/);
  });

  it('has a name without one', () => {
    const { name: _name, ...nameless } = config;
    const source = prepare(nameless, { secrets: { env: { REST_API__API_KEY: 'x' }, file: {} } });
    assert.equal(source.name, 'rest_api');
    assert.deepEqual(source.secrets, ['x']);
  });
});
