import { assert } from 'chai';
import { DecodeError } from '../../lib/core/errors.ts';
import { redactor } from '../../lib/core/redact.ts';
import { decodeBody, type DecoderChoice } from '../../lib/http/decode-body.ts';

const context = { resource: 'jobs', label: 'GET http://x/jobs', redact: redactor(['hush-hush']) };

function decode(
  body: string | Buffer,
  contentType?: string,
  choice: DecoderChoice = 'auto',
  status = 200,
  url = 'http://x/jobs',
): unknown {
  const headers: Record<string, string> = contentType === undefined ? {} : { 'content-type': contentType };
  return decodeBody({ status, headers, body: Buffer.from(body as string), url }, choice, context).value;
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
    for (const choice of ['auto', 'json', 'jsonl', 'csv', 'xml'] as const) {
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

  it('looks at the ending of the path where neither says anything', () => {
    const csv = [{ a: '1', b: '2' }];
    for (const type of [undefined, 'text/plain', 'application/octet-stream', 'application/gzip']) {
      assert.deepEqual(decode('a,b\n1,2\n', type, 'auto', 200, 'http://x/Jobs.CSV?x=.xml'), csv);
      assert.deepEqual(decode('a,b\n1,2\n', type, 'auto', 200, 'http://x/jobs.csv.gz'), csv);
      assert.deepEqual(decode('{"a":1}\n{"a":2}', type, 'auto', 200, 'http://x/jobs.jsonl'), [{ a: 1 }, { a: 2 }]);
      assert.deepEqual(decode('<a>1</a>', type, 'auto', 200, 'http://x/jobs.xml'), { a: '1' });
    }
    assert.deepEqual(decode('[1]', 'application/json', 'auto', 200, 'http://x/jobs.csv'), [1]);
    assert.throws(() => decode('not found', 'text/html', 'auto', 200, 'http://x/jobs.csv'), /an HTML page/);
  });

  it('gives a decoder its options and the content type', () => {
    assert.deepEqual(decode('1|2', 'text/csv', { type: 'csv', columns: ['a', 'b'] } as DecoderChoice), [
      { a: '1', b: '2' },
    ]);
    assert.deepEqual(decode('a\tb,c\n1\t2,5', 'text/tab-separated-values; charset=utf-8'), [{ a: '1', 'b,c': '2,5' }]);
    assert.deepEqual(decode('{"a":1}', 'application/json', { type: 'auto' }), { a: 1 });
  });

  it('says what a body looks like that is not JSON, and does not ask for it again', () => {
    const lines = failure('{"a":1}\n{"a":2}\n', 'application/json');
    assert.equal(lines.fix, 'it looks like JSONL: set endpoint.decoder to jsonl');
    assert.isFalse(lines.retryable);
    assert.equal(failure('a;b\n1;2\n').fix, 'it looks like CSV: set endpoint.decoder to csv');
    assert.isTrue(failure('[1,\n2', 'application/json').retryable);
    assert.isTrue(failure('a;b\n1;2\n', undefined, 'json').retryable);
  });

  it('does as it is told, whatever the content type', () => {
    assert.deepEqual(decode('<a>1</a>', 'application/json', 'xml'), { a: '1' });
    assert.deepEqual(decode('[1]', 'application/xml', 'json'), [1]);
  });

  it('strips a byte order mark and reads the character set', () => {
    assert.deepEqual(decode(Buffer.from('\uFEFF{"a":"é"}', 'utf16le'), 'application/json; charset=utf-8'), { a: 'é' });
    assert.deepEqual(decode(Buffer.from('\uFEFFa\né', 'utf16le').swap16(), 'text/csv'), [{ a: 'é' }]);
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
