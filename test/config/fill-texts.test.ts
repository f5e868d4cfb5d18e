import { assert } from 'chai';
import { prepare } from '../../lib/api/prepare.ts';
import { joinSecrets, secret, secretText } from '../../lib/core/secret.ts';
import { issueOf } from '../helpers/issues.ts';

const secrets = { env: { HOST: 'api.example.com', ACCOUNT: 'a/{b}', KEY: 'k3y-value' }, file: {} };

const prepared = (client: object, endpoint: object, more: object = {}) =>
  prepare({ client, resources: [{ name: 'a', endpoint }, 'parents'], ...more }, { secrets });

describe('secrets in texts', () => {
  it('make a base URL and a path, whose placeholders stay and whose braces are none', () => {
    const { config, plans } = prepared(
      { base_url: secretText`https://${secret('host')}/v1` },
      { path: secretText`${secret('account')}/{resources.parents.id}` },
    );
    assert.equal(config.client.base_url, 'https://api.example.com/v1');
    assert.equal(config.resources[0]!.endpoint!.path, 'a/{{b}}/{resources.parents.id}');
    assert.deepEqual(
      plans.map(({ info }) => info.name),
      ['parents', 'a'],
    );
  });

  it('make the path of the defaults', () => {
    const { config } = prepared({ base_url: 'http://a' }, {}, { resource_defaults: { endpoint: secret('account') } });
    assert.equal(config.resource_defaults!.endpoint!.path, 'a/{{b}}');
  });

  it('make a header, and are told to the redactor', () => {
    const { config, secrets: values } = prepared(
      { base_url: 'http://a', headers: { authorization: secretText`Token ${secret('key')}` } },
      {},
    );
    const header = config.client.headers!['authorization']!;
    assert.equal((header as { reveal(): string }).reveal(), 'Token k3y-value');
    assert.equal(String(header), '***');
    assert.include(values, 'k3y-value');
  });

  it('leave placeholders beside them to the parent, written or inferred', () => {
    const { plans } = prepared(
      { base_url: 'http://a' },
      { headers: { a: secretText`${secret('key')} {resources.parents.id}` } },
    );
    assert.equal(plans.find(({ info }) => info.name === 'a')!.parent?.resource, 'parents');
    const inferred = prepared(
      { base_url: 'http://a' },
      { params: { a: secretText`{{ stream_partition.parents }} ${secret('key')}` } },
      { resource_defaults: { primary_key: 'id' } },
    );
    assert.equal(inferred.plans.find(({ info }) => info.name === 'a')!.parent?.origin, 'inferred');
    const issue = issueOf(() => prepared({ base_url: 'http://a' }, { json: { a: secretText`{x} ${secret('key')}` } }));
    assert.match(issue.message, /\{x\}/);
  });

  it('that are missing are told one by one', () => {
    const issue = issueOf(() =>
      prepared({ base_url: 'http://a', headers: { a: secretText`${secret('key')} ${secret('other')}` } }, {}),
    );
    assert.equal(issue.path, 'client.headers.a');
    assert.match(issue.message, /the secret other is missing/);
  });

  it('that make no URL are told without their value', () => {
    const issue = issueOf(() => prepared({ base_url: secret('key') }, {}));
    assert.equal(issue.path, 'client.base_url');
    assert.match(issue.message, /with the value of key it is no URL/);
    assert.notInclude(JSON.stringify(issue), 'k3y-value');
  });

  it('cannot stand where no text does', () => {
    const issue = issueOf(() => prepared({ base_url: 'http://a' }, { data_selector: secret('key') }));
    assert.match(issue.message, /the secret key cannot stand here/);
    assert.match(issue.fix ?? '', /auth, headers/);
  });

  it('join to what they are: a text, a secret, or both', () => {
    assert.equal(joinSecrets(['a', 'b']), 'ab');
    assert.equal(joinSecrets([]), '');
    const one = secret('x');
    assert.equal(joinSecrets(['', one]), one);
    const nested = joinSecrets(['a', joinSecrets([one, 'b'])]);
    assert.deepEqual((nested as { parts?: unknown }).parts, ['a', one, 'b']);
    assert.throws(() => (nested as { reveal(): string }).reveal(), 'the secret x was not read yet');
  });
});
