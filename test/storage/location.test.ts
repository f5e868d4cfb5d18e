import { assert } from 'chai';
import { ConfigError } from '../../lib/core/errors.ts';
import { makeFolders } from '../../lib/files/folders.ts';
import { isBucket } from '../../lib/files/is-bucket.ts';
import { bucketLocation } from '../../lib/storage/location.ts';
import { failure } from './stores.ts';

describe('a place in a bucket', () => {
  it('is told from a path', () => {
    for (const out of ['s3://lake', 'gs://lake/x', 'S3://lake']) assert.isTrue(isBucket(out), out);
    for (const out of ['data', './s3:/x', '/a//b', 'C:\\data', 'c://data', '']) assert.isFalse(isBucket(out), out);
  });

  it('is a bucket and a prefix', () => {
    assert.deepEqual(bucketLocation('s3://lake'), { bucket: 'lake', prefix: '', url: 's3://lake' });
    const location = { bucket: 'my.lake-1', prefix: 'a/b', url: 's3://my.lake-1/a/b' };
    assert.deepEqual(bucketLocation('S3://my.lake-1//a/b/'), location);
  });

  for (const [out, message, fix] of [
    ['gs://lake/x', /cannot write to gs:\/\//, /s3:\/\/bucket\/prefix.*gsutil rsync/],
    ['az://lake/x', /cannot write to az:\/\//, /azcopy/],
    ['file:///tmp/x', /cannot write to file:\/\//, /without file:\/\//],
    ['https://lake/x', /cannot write to https:\/\//, /a folder, and s3:\/\//],
    ['s3://', /no name of a bucket/, /write s3:\/\/bucket\/prefix/],
    ['s3://l/x', /no name of a bucket/, /write s3:\/\/bucket\/prefix/],
    ['s3://lake/../x', /no place in a bucket/, /without/],
    ['s3://lake/x?endpoint=y', /no place in a bucket/, /AWS_ENDPOINT_URL_S3/],
  ] as const) {
    it(`is not ${out}, which says what is possible`, () => {
      try {
        bucketLocation(out);
      } catch (error) {
        assert.instanceOf(error, ConfigError);
        assert.match(error.message, message);
        assert.match(error.fix!, fix);
        return;
      }
      assert.fail('it was taken');
    });
  }

  it('makes no folder of that name where only folders are possible', async () => {
    const error = await failure(makeFolders('s3://lake/out'));
    assert.instanceOf(error, ConfigError);
    assert.include(error.message, 's3://lake/out is no folder');
  });
});
