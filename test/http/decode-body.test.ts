import { assert } from 'chai';
import { DecodeError } from '../../lib/core/errors.ts';
import { redactor } from '../../lib/core/redact.ts';
import { decodeBody, type DecoderChoice } from '../../lib/http/decode-body.ts';

const context = { resource: 'jobs', label: 'GET http://x/jobs', redact: redactor(['hush-hush']) };

function decode(body: string | Buffer, contentType?: string, choice: DecoderChoice = 'auto', status = 200): unknown {
  const headers: Record<string, string> = contentType === undefined ? {} : { 'content-type': contentType };
  return decodeBody({ status, headers, body: Buffer.from(body as string) }, choice, context).value;
}

function failure(...args: Parameters<typeof decode>): DecodeError {
  try {
    decode(...args);
  } catch (error) {
    assert.instanceOf(error, DecodeError);
    return error;
  }
  return assert.fail('nothing was thrown');
}

describe('decodeBody', () => {
  it('has nothing for an empty body, blanks, 204 and 205', () => {
    for (const choice of ['auto', 'json', 'xml'] as const) {
      assert.isUndefined(decode('', 'application/json', choice));
      assert.isUndefined(decode(' \r\n', undefined, choice));
    }
    assert.isUndefined(decode('{"a":1}', 'application/json', 'auto', 204));
    assert.isUndefined(decode('{"a":1}', 'application/json', 'auto', 205));
  });

  it('decides by content type', () => {
    assert.deepEqual(decode('{"a":1}', 'application/problem+json; charset=utf-8'), { a: 1 });
    assert.deepEqual(decode('<a>1</a>', 'Text/XML'), { a: '1' });
  });

  it('looks at the body where the content type says nothing', () => {
    for (const type of [undefined, 'text/plain', 'text/html', 'application/octet-stream']) {
      assert.deepEqual(decode('[1]', type), [1]);
      assert.deepEqual(decode('<?xml version="1.0"?><a>1</a>', type), { a: '1' });
    }
  });

  it('does as it is told, whatever the content type', () => {
    assert.deepEqual(decode('<a>1</a>', 'application/json', 'xml'), { a: '1' });
    assert.deepEqual(decode('[1]', 'application/xml', 'json'), [1]);
  });

  it('strips a byte order mark and reads the character set', () => {
    assert.deepEqual(decode('\uFEFF{"a":"é"}', 'application/json'), { a: 'é' });
    assert.deepEqual(decode(Buffer.from('{"a":"é"}', 'latin1'), 'application/json;charset="ISO-8859-1"'), { a: 'é' });
    assert.deepEqual(decode(Buffer.from('{"a":"é"}', 'utf16le'), 'application/json; charset=utf-16le'), { a: 'é' });
    assert.deepEqual(decode(Buffer.from('<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>', 'latin1'), 'text/xml'), {
      a: 'é',
    });
    assert.deepEqual(decode('{"a":"é"}', 'application/json; charset=utf8mb4'), { a: 'é' });
  });

  it('says that the API answered with a page, which no retry will change', () => {
    const page =
      '<!-- c -->\n<!DOCTYPE html><html><head><title>Sign in\n hush-hush</title></head><body>x</body></html>';
    for (const error of [
      failure(page, 'application/json'),
      failure(page, 'text/html'),
      failure(page, undefined, 'json'),
    ]) {
      assert.strictEqual(
        error.message,
        'GET http://x/jobs: the API answered with an HTML page instead of JSON: "Sign in ***"',
      );
      assert.isFalse(error.retryable);
      assert.strictEqual(error.resource, 'jobs');
      assert.match(error.fix ?? '', /endpoint\.path.*base_url.*credentials/);
    }
    assert.include(failure(page, 'text/xml').message, 'instead of XML');
  });

  it('shows the text of a page without a title', () => {
    assert.include(failure('<html><script>var a</script><body><h1>Not\nhere</h1></body>').message, '"Not here"');
    assert.include(failure('<p>down</p>', 'text/html').message, 'an HTML page instead of JSON: "down"');
  });

  it('calls a cut body retryable, with its size and its end', () => {
    const error = failure(`{"rows":[${'{"id":1},'.repeat(100)}{"id":2,"na`, 'application/json');
    assert.isTrue(error.retryable);
    assert.match(
      error.message,
      /^GET http:\/\/x\/jobs: the answer is not valid JSON: .* It has 920 bytes and ends with: ….*\{"id":2,"na$/,
    );
    assert.isTrue(failure('<a>\n<b>1</b>', 'text/xml').retryable);
    assert.match(
      failure('<a>\n<b>1</b>', 'text/xml').message,
      /not valid XML: Unclosed tag 'a'. Line 1. It has 12 bytes/,
    );
  });

  it('never shows a secret of the body', () => {
    const error = failure('{"token": hush-hush}', 'application/json');
    assert.notInclude(error.message, 'hush');
    assert.isUndefined(error.cause);
  });
});
