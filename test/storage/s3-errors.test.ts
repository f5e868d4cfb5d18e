import { assert } from 'chai';
import { ConfigError, SinkError } from '../../lib/core/errors.ts';
import { bucketLocation } from '../../lib/storage/location.ts';
import { connectS3 } from '../../lib/storage/s3-client.ts';
import { S3Store } from '../../lib/storage/s3-store.ts';
import { failure, stores } from './stores.ts';

describe('errors of a bucket', () => {
  const { server, open } = stores();

  const refusals = [
    ['no permission', { status: 403, code: 'AccessDenied' }, '--out', /s3:PutObject.* on s3:\/\/lake\/out\/\*/],
    ['does not accept the credentials', { status: 403, code: 'InvalidAccessKeyId' }, 'AWS_ACCESS_KEY_ID', /log in/],
    [
      'does not accept the credentials',
      { status: 400, code: 'ExpiredToken' },
      'AWS_ACCESS_KEY_ID',
      /AWS_SESSION_TOKEN/,
    ],
    ['in another region', { status: 301, code: 'PermanentRedirect' }, 'AWS_REGION', /set AWS_REGION=/],
    [
      'the bucket is in the region eu-west-1',
      { status: 400, code: 'AuthorizationHeaderMalformed', more: '<Region>eu-west-1</Region>' },
      'AWS_REGION',
      /set AWS_REGION=eu-west-1$/,
    ],
    ['answered 400 OddRequest', { status: 400, code: 'OddRequest' }, '--out', /run it again/],
  ] as const;
  for (const [why, refusal, setting, fix] of refusals) {
    it(`${refusal.code} is "${why}", with the setting and the fix`, async () => {
      server().intercept = () => refusal;
      const error = await failure((await open()).read('head'));
      assert.instanceOf(error, SinkError);
      assert.include(error.message, 'cannot read s3://lake/out/head: ');
      assert.include(error.message, why);
      assert.equal(error.setting, setting);
      assert.match(error.fix!, fix);
      assert.notInclude(`${error.message} ${error.fix}`, 'hush-hush');
    });
  }

  it('a bucket that is not there is named', async () => {
    const error = await failure((await open('s3://pond/out')).read('head'));
    assert.include(error.message, `${server().url} has no bucket pond`);
    assert.match(error.fix!, /make the bucket/);
  });

  it('a server that is not there is named', async () => {
    const store = new S3Store(
      await connectS3({ AWS_ENDPOINT_URL_S3: 'http://me:pass@127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' }),
      bucketLocation('s3://lake'),
    );
    const error = await failure(store.write('head', 'text'));
    assert.include(
      error.message,
      'cannot write s3://lake/head: http://***@127.0.0.1:1 cannot be reached (ECONNREFUSED)',
    );
    assert.equal(error.setting, 'AWS_ENDPOINT_URL_S3');
    store.close();
  });

  it('no region says so', async () => {
    const before = { ...process.env };
    for (const name of ['AWS_ENDPOINT_URL_S3', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE'])
      delete process.env[name];
    Object.assign(process.env, { AWS_CONFIG_FILE: '/nowhere', AWS_SHARED_CREDENTIALS_FILE: '/nowhere' });
    const error = await failure((await open()).read('head'));
    process.env = before;
    assert.equal(error.setting, 'AWS_REGION');
    assert.include(error.message, 'no region is set');
  });

  it('an SDK that is not installed is named, with the command that installs it', async () => {
    const error = await failure(connectS3({}, () => Promise.reject(new Error('Cannot find package'))));
    assert.instanceOf(error, ConfigError);
    assert.match(error.fix!, /npm install @aws-sdk\/client-s3/);
  });

  it('no room for what is fetched is no failure of the server', async () => {
    const store = await open();
    await store.write('file', 'text');
    const error = await failure(store.download('file', '/dev/full'));
    assert.include(error.message, 'cannot read s3://lake/out/file: this machine has no room for it');
    assert.match(error.fix!, /TMPDIR/);
  });

  it('a failure of the server is asked again', async () => {
    process.env['AWS_MAX_ATTEMPTS'] = '3';
    const store = await open();
    await store.write('head', 'text');
    let failures = 2;
    server().intercept = () => (failures-- > 0 ? { status: 503, code: 'SlowDown' } : undefined);
    assert.equal((await store.read('head'))!.body.toString(), 'text');
  });
});
