import { assert } from 'chai';
import { ConfigError, SinkError } from '../../lib/core/errors.ts';
import { Relocation } from '../../lib/run/relocation.ts';

describe('Relocation', () => {
  const relocation = new Relocation('/tmp/work', 's3://lake/out');

  it('names the place that the user knows in texts and plain data, and leaves other values alone', () => {
    const map = new Map([['a', '/tmp/work/a']]);
    assert.deepEqual(relocation.value({ list: ['/tmp/work/a.parquet and /tmp/work/b'], n: 1, none: null, map }), {
      list: ['s3://lake/out/a.parquet and s3://lake/out/b'],
      n: 1,
      none: null,
      map,
    });
  });

  it('does so in the message, the fix and the causes of an error', () => {
    const cause = new Error('EACCES /tmp/work/x');
    const error = relocation.error(new SinkError('cannot read /tmp/work/x', { fix: 'move /tmp/work/x away', cause }));
    assert.equal(error.message, 'cannot read s3://lake/out/x');
    assert.equal(error.fix, 'move s3://lake/out/x away');
    assert.equal(cause.message, 'EACCES s3://lake/out/x');
  });

  it('does so in the issues of a wrong configuration', () => {
    const error = relocation.error(new ConfigError('there is no folder /tmp/work', { fix: 'make /tmp/work' }));
    assert.deepEqual(error.issues, [
      { path: '', message: 'there is no folder s3://lake/out', fix: 'make s3://lake/out' },
    ]);
  });

  it('leaves the folder in an error that says that there is no room in it', () => {
    const cause = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    const error = relocation.error(new SinkError('cannot write /tmp/work/x', { fix: 'choose another --out', cause }));
    assert.equal(error.message, 'cannot write /tmp/work/x');
    assert.match(error.fix!, /TMPDIR/);
  });
});
