import { gzipSync } from 'node:zlib';
import { assert } from 'chai';
import { DecodeError, NetworkError } from '../../lib/core/errors.ts';
import { unzipped } from '../../lib/http/unzipped.ts';

const raw = (body: Buffer) => ({ status: 200, headers: {}, url: 'http://x/', body, ms: 1 });
const text = 'a'.repeat(5000);
const zip = gzipSync(text);

function failure(body: Buffer, limit = 10_000): unknown {
  try {
    unzipped(raw(body), limit, 'GET http://x/', 'jobs');
  } catch (error) {
    return error;
  }
  return assert.fail('nothing was thrown');
}

describe('unzipped', () => {
  it('reads a gzip file, and leaves any other body alone', () => {
    assert.equal(unzipped(raw(zip), 5000, 'GET http://x/', 'jobs').body.toString(), text);
    for (const body of ['', '\u001F', '{}', '\u001Fx']) {
      const answer = raw(Buffer.from(body));
      assert.strictEqual(unzipped(answer, 5000, 'GET http://x/', 'jobs'), answer);
    }
  });

  it('a file that breaks off may be whole the next time', () => {
    const error = failure(zip.subarray(0, -9));
    assert.instanceOf(error, DecodeError);
    assert.isTrue(error.retryable);
    assert.match(
      error.message,
      /^GET http:\/\/x\/: the gzip file of the answer cannot be read: unexpected end of file$/,
    );
  });

  it('does not unpack more than the limit', () => {
    const error = failure(zip, 4999);
    assert.instanceOf(error, NetworkError);
    assert.isFalse(error.retryable);
    assert.match(error.message, /holds more than 4999 bytes$/);
  });
});
