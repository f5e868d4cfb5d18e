import { assert } from 'chai';
import { TestScheduler } from 'rxjs/testing';
import { ConfigError, DecodeError, HttpError, NetworkError, SelectorError } from '../../lib/core/errors.ts';
import { givenUp, retryReason } from '../../lib/http/giving-up.ts';
import { retryDelay, type RetryPolicy } from '../../lib/http/retry-policy.ts';
import { retryWithBackoff } from '../../lib/operators/retry-with-backoff.ts';

const policy: RetryPolicy = { statuses: 'default', maxRetries: 4, backoffFactor: 2 };
const http = (status: number, retryAfter?: number) => new HttpError(`GET x answered ${status}`, { status, retryAfter });

describe('retryDelay', () => {
  it('waits backoff_factor ** n seconds before retry n', () => {
    assert.deepEqual(
      [1, 2, 3, 4].map((n) => retryDelay(http(503), n, policy, 0)),
      [2000, 4000, 8000, 16_000],
    );
    assert.strictEqual(retryDelay(http(503), 3, { ...policy, backoffFactor: 1.5 }, 0), 3375);
  });

  it('adds up to a quarter of it', () => {
    assert.strictEqual(retryDelay(http(503), 1, policy, 0.5), 2250);
    assert.isBelow(retryDelay(http(503), 1, policy, 0.999_999)!, 2500);
  });

  it('does not wait with a factor of 0, unless the server asks for it', () => {
    assert.strictEqual(retryDelay(http(503), 1, { ...policy, backoffFactor: 0 }, 0.9), 0);
    assert.strictEqual(retryDelay(http(503, 700), 1, { ...policy, backoffFactor: 0 }, 0.9), 700);
  });

  it('is never shorter than Retry-After, and never shorter than the backoff', () => {
    assert.strictEqual(retryDelay(http(429, 30_000), 1, policy, 0), 30_000);
    assert.strictEqual(retryDelay(http(429, 1000), 3, policy, 0), 8000);
  });

  it('gives up where the server asks for more than the limit', () => {
    const limited = { ...policy, maxRetryAfter: 5000 };
    assert.strictEqual(retryDelay(http(429, 5000), 1, limited, 0), 5000);
    assert.isUndefined(retryDelay(http(429, 5001), 1, limited, 0));
    assert.strictEqual(retryDelay(http(429, 900_000), 1, policy, 0), 900_000);
    assert.isUndefined(retryDelay(http(429, 900_001), 1, policy, 0));
  });

  it('gives up after the last retry', () => {
    assert.isDefined(retryDelay(http(503), 4, policy, 0));
    assert.isUndefined(retryDelay(http(503), 5, policy, 0));
    assert.isUndefined(retryDelay(http(503), 1, { ...policy, maxRetries: 0 }, 0));
  });

  it('retries 429 and every 5xx by default, and else exactly the listed statuses', () => {
    const retried = (statuses: RetryPolicy['statuses']) =>
      [400, 401, 403, 404, 408, 425, 429, 499, 500, 501, 503, 599, 600].filter(
        (status) => retryDelay(http(status), 1, { ...policy, statuses }, 0) !== undefined,
      );
    assert.deepEqual(retried('default'), [429, 500, 501, 503, 599]);
    assert.deepEqual(retried([403, 503]), [403, 503]);
    assert.deepEqual(retried([]), []);
  });

  it('retries other errors as they say of themselves, and never a bug', () => {
    const delay = (error: unknown) => retryDelay(error, 1, policy, 0);
    assert.strictEqual(delay(new NetworkError('reset')), 2000);
    assert.isUndefined(delay(new NetworkError('certificate', { retryable: false })));
    assert.strictEqual(delay(new DecodeError('cut off', { retryable: true })), 2000);
    for (const error of [
      new DecodeError('html'),
      new SelectorError('x'),
      new ConfigError('x'),
      new TypeError('bug'),
      'text',
      undefined,
    ]) {
      assert.isUndefined(delay(error));
    }
  });

  it('drives retryWithBackoff in virtual time', () => {
    new TestScheduler((actual, expected) => assert.deepEqual(actual, expected)).run(({ cold, expectObservable }) => {
      const source = cold('-#', {}, http(503, 3000)).pipe(
        retryWithBackoff({ delay: (error, n) => retryDelay(error, n, { ...policy, maxRetries: 2 }, 0) }),
      );
      expectObservable(source).toBe('- 3s - 4s -#', {}, http(503, 3000));
    });
  });
});

describe('what is said about retries', () => {
  it('names the status and what the server asked for', () => {
    assert.strictEqual(
      retryReason(http(429, 3000), 'GET x'),
      'GET x answered 429 Too Many Requests, the server asked for 3 s',
    );
    assert.strictEqual(retryReason(http(503), 'GET x'), 'GET x answered 503 Service Unavailable');
    assert.strictEqual(retryReason(http(599), 'GET x'), 'GET x answered 599');
    assert.strictEqual(
      retryReason(new NetworkError('GET x: connection refused'), 'GET x'),
      'GET x: connection refused',
    );
    assert.strictEqual(retryReason('text', 'GET x'), 'text');
  });

  it('adds the number of retries to a copy of the error', () => {
    const error = new HttpError('GET x answered 503', {
      status: 503,
      resource: 'jobs',
      fix: 'Wait.',
      retryAfter: 1000,
    });
    const last = givenUp(error, 4, policy) as HttpError;
    assert.instanceOf(last, HttpError);
    assert.include(last, {
      message: 'GET x answered 503 (gave up after 4 retries)',
      status: 503,
      resource: 'jobs',
      fix: 'Wait.',
      retryAfter: 1000,
    });
    assert.strictEqual(error.message, 'GET x answered 503');
    const network = givenUp(new NetworkError('reset'), 1, policy) as NetworkError;
    assert.include(network, { message: 'reset (gave up after 1 retry)', retryable: true });
    const decode = givenUp(new DecodeError('html'), 2, policy) as DecodeError;
    assert.include(decode, { message: 'html (gave up after 2 retries)', retryable: false });
  });

  it('says that the server asked for too long a wait', () => {
    const { message } = givenUp(http(429, 3_600_000), 0, policy) as Error;
    assert.include(message, '(the server asked to wait 60 min, longer than the 15 min that are waited for)');
  });

  it('leaves an error alone that was not tried again', () => {
    for (const error of [http(404), http(404, 3_600_000), new TypeError('bug')])
      assert.strictEqual(givenUp(error, 0, policy), error);
    for (const error of [new TypeError('bug'), new SelectorError('x')])
      assert.strictEqual(givenUp(error, 1, policy), error);
  });
});
