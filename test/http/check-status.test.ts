import { assert } from 'chai';
import { HttpError } from '../../lib/core/errors.ts';
import { redactor } from '../../lib/core/redact.ts';
import { checkStatus } from '../../lib/http/check-status.ts';

const NOW = Date.UTC(2026, 0, 15);

interface Given {
  readonly headers?: Record<string, string>;
  readonly url?: string;
  /** null for none. */
  readonly auth?: string | null;
}

function check(status: number, body = '', { headers = {}, url = 'https://x/jobs', auth = 'client.auth' }: Given = {}) {
  return checkStatus(
    {
      request: {
        resource: 'jobs',
        method: 'GET',
        url,
        params: { key: 'k' },
        headers: {},
        credentialOrigin: 'https://x',
      },
      raw: { status, headers, url, body: Buffer.from(body), ms: 1 },
    },
    { redact: redactor(['hush-hush']), now: NOW, auth: auth ?? undefined },
  );
}

function failure(...args: Parameters<typeof check>): HttpError {
  try {
    check(...args);
  } catch (error) {
    assert.instanceOf(error, HttpError);
    return error;
  }
  return assert.fail('the status passed');
}

describe('checkStatus', () => {
  it('lets 2xx pass, and nothing else', () => {
    for (const status of [200, 201, 204, 299]) assert.strictEqual(check(status).status, status);
    for (const status of [199, 300, 304, 400, 500, 503]) assert.strictEqual(failure(status).status, status);
  });

  it('says what was asked and what was answered, without secrets', () => {
    const error = failure(404, '{\n  "error": "no hush-hush"\n}');
    assert.strictEqual(error.message, 'GET https://x/jobs?key=*** answered 404 Not Found: { "error": "no ***" }');
    assert.strictEqual(error.resource, 'jobs');
    assert.strictEqual(failure(599).message, 'GET https://x/jobs?key=*** answered 599');
  });

  it('shortens a long body and shows the title of a page', () => {
    const long = failure(500, `${'x'.repeat(195)} hush-hush ${'y'.repeat(500)}`).message;
    assert.match(long, /x{195} \*\*\* …$/);
    assert.match(failure(502, '<html><title>Bad gateway</title>').message, /answered 502 Bad Gateway: Bad gateway$/);
  });

  it('carries what the server asked to wait', () => {
    assert.strictEqual(failure(429, '', { headers: { 'retry-after': '3' } }).retryAfter, 3000);
    assert.strictEqual(
      failure(503, '', { headers: { 'retry-after': 'Thu, 15 Jan 2026 00:00:05 GMT' } }).retryAfter,
      5000,
    );
    assert.isUndefined(failure(503).retryAfter);
  });

  it('says what to do', () => {
    const advice = (status: number, url?: string) => {
      const { setting, fix } = failure(status, '', { ...(url && { url }) });
      return `${setting}: ${fix}`;
    };
    assert.match(advice(401), /^client\.auth: check the secret/);
    assert.match(advice(403), /^client\.auth: check the secret/);
    assert.match(
      advice(401, 'http://x/jobs'),
      /^resources\.jobs\.endpoint\.path: credentials are sent to https:\/\/x only/,
    );
    const own = failure(401, '', { auth: 'resources.jobs.endpoint.auth' });
    assert.match(
      `${own.setting}: ${own.fix}`,
      /^resources\.jobs\.endpoint\.auth: .* that resources\.jobs\.endpoint\.auth uses/,
    );
    assert.equal(failure(403, '', { auth: null }).fix, 'set client.auth: the API wants to know who asks');
    assert.match(advice(404), /^resources\.jobs\.endpoint\.path: check endpoint\.path/);
    assert.match(advice(422), /^resources\.jobs\.endpoint\.params/);
    assert.match(advice(429), /client\.rate_limit/);
    assert.strictEqual(advice(500), 'undefined: undefined');
  });
});
