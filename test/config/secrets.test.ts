import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { assert } from 'chai';
import { z } from 'zod';
import { readSecretSource, resolveSecrets, type SecretSource } from '../../lib/config/secrets.ts';
import { ConfigError } from '../../lib/core/errors.ts';
import { Secret, secret } from '../../lib/core/secret.ts';
import { issueOf, issuesOf } from '../helpers/issues.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

type Variables = SecretSource['env'];
const source = (env: Variables, file: Variables = {}): SecretSource => ({ env, file, filePath: '/src/.env' });

/** The value that `secret(name)` of the source `web-scraper` has. */
function valueOf(name: string, env: Variables, file: Variables = {}): string {
  return resolveSecrets({ token: secret(name) }, 'web-scraper', source(env, file)).config.token.reveal();
}

describe('resolveSecrets', () => {
  const order = [
    'WEB_SCRAPER__API_TOKEN',
    'SOURCES__WEB_SCRAPER__API_TOKEN',
    'SOURCES__REST_API__API_TOKEN',
    'SOURCES__API_TOKEN',
    'API_TOKEN',
  ];

  it('takes the variable that is nearest to the source', () => {
    for (const [i, variable] of order.entries()) {
      const env = Object.fromEntries(order.slice(i).map((name) => [name, `value of ${name}`]));
      assert.equal(valueOf('api_token', env), `value of ${variable}`);
    }
  });

  it('takes the environment before the file, whichever variable it has', () => {
    assert.equal(valueOf('api_token', { API_TOKEN: 'env' }, { WEB_SCRAPER__API_TOKEN: 'file' }), 'env');
    assert.equal(valueOf('api_token', {}, { API_TOKEN: 'file' }), 'file');
    assert.equal(valueOf('api_token', { API_TOKEN: '' }, { API_TOKEN: 'file' }), 'file');
  });

  it('hides credentials that are written down in auth, whatever they are called', () => {
    const auth = {
      type: 'x',
      client_id: 'app',
      client_secret: 's1',
      private_key: 's2',
      private_key_passphrase: 's3',
      access_token_url: 'https://a.b',
      json: { user: 'ada', password: 's4', apiToken: 's5' },
      headers: { 'X-Api_Key': 's6', Authorization: 's7' },
    };
    const { values } = resolveSecrets({ client: { auth, token: 'shown' } }, 'shop', source({}));
    assert.deepEqual(values, ['s1', 's2', 's3', 's4', 's5', 's6', 's7']);
  });

  it('writes names as variables: dots are sections', () => {
    assert.equal(valueOf('web.api-token', { WEB__API_TOKEN: 'x' }), 'x');
    assert.equal(valueOf('apiToken', { APITOKEN: 'x' }), 'x');
  });

  it('tells every missing secret, where it is used and where it was looked for', () => {
    const config = {
      client: { auth: { token: secret('api_token') } },
      resources: [{ name: 'a' }, { name: 'jobs', endpoint: { auth: { api_key: secret('other') } } }],
    };
    const issues = issuesOf(() => resolveSecrets(config, 'web-scraper', source({})));
    assert.deepEqual(
      issues.map(({ path }) => path),
      ['client.auth.token', 'resources.jobs.endpoint.auth.api_key'],
    );
    assert.match(issues[0]!.message, /the secret api_token is missing/);
    for (const variable of order) assert.include(issues[0]!.message, variable);
    assert.include(issues[0]!.message, '/src/.env');
    assert.equal(issues[0]!.fix, 'set it: export API_TOKEN=...');
  });

  it('does not speak of a file where there can be none, nor of a variable twice', () => {
    const { message } = issueOf(() => resolveSecrets({ a: secret('k') }, 'rest_api', { env: {}, file: {} }));
    assert.notInclude(message, '.env');
    assert.lengthOf(message.match(/SOURCES__REST_API__K/g) ?? [], 1);
  });

  it('returns the values for the redactor, and a configuration that is otherwise the same', () => {
    const schema = z.object({});
    const step = () => true;
    const config = { list: [secret('a'), { b: secret('b') }], schema, step, text: 't', none: null };
    const { config: resolved, values } = resolveSecrets(config, 's', source({ A: '1', B: '2' }));
    assert.deepEqual(values, ['1', '2']);
    assert.strictEqual(resolved.schema, schema);
    assert.strictEqual(resolved.step, step);
    assert.deepInclude(resolved, { text: 't', none: null });
    assert.isFalse((config.list[0] as Secret).resolved, 'the configuration it was given is as it was');
    assert.notMatch(inspect(resolved, { depth: 9 }), /'[12]'/);
  });

  it('keeps a secret that has its value', () => {
    const { config, values } = resolveSecrets({ a: new Secret('a', 'given') }, 's', source({ A: 'env' }));
    assert.equal(config.a.reveal(), 'given');
    assert.deepEqual(values, ['given']);
  });
});

describe('readSecretSource', () => {
  const folder = temporaryFolder();

  it('reads the .env file beside the source', async () => {
    await writeFile(join(folder(), '.env'), '# comment\nAPI_TOKEN="with # in it"\nexport OTHER=x\n');
    const read = await readSecretSource(join(folder(), 'source.ts'), { A: 'b' });
    assert.deepEqual<unknown>(read, {
      env: { A: 'b' },
      file: { API_TOKEN: 'with # in it', OTHER: 'x' },
      filePath: join(folder(), '.env'),
    });
  });

  it('a missing file is empty, and so is a source without a place', async () => {
    const read = await readSecretSource(join(folder(), 'source.ts'), {});
    assert.deepEqual(read, { env: {}, file: {}, filePath: join(folder(), '.env') });
    assert.deepEqual(await readSecretSource(undefined, {}), { env: {}, file: {} });
  });

  it('says so where the file cannot be read', async () => {
    await mkdir(join(folder(), '.env'));
    const failure = await readSecretSource(join(folder(), 'source.ts'), {}).catch((thrown: unknown) => thrown);
    assert.instanceOf(failure, ConfigError);
    assert.match(failure.message, /cannot read .*\.env/);
  });
});
