import { assert } from 'chai';
import {
  ConfigError,
  DecodeError,
  HttpError,
  NetworkError,
  PaginationError,
  SinkError,
} from '../../lib/core/errors.ts';

describe('errors', () => {
  it('a ConfigError has one line for each issue', () => {
    const error = new ConfigError([
      { path: 'client.base_url', message: 'is missing' },
      { path: '', message: 'is no configuration' },
    ]);
    assert.equal(error.message, 'client.base_url: is missing\nis no configuration');
    assert.lengthOf(error.issues, 2);
  });

  it('a ConfigError of one sentence is one issue', () => {
    const error = new ConfigError('is wrong', { setting: 'client', fix: 'put it right' });
    assert.deepEqual(error.issues, [{ path: 'client', message: 'is wrong', fix: 'put it right' }]);
    assert.equal(error.message, 'client: is wrong');
  });

  it('names its class, resource, setting, fix and cause', () => {
    const cause = new Error('why');
    const error = new SinkError('no', { resource: 'jobs', setting: 'out', fix: 'do', cause });
    const { name, code, resource, setting, fix } = error;
    assert.deepEqual(
      { name, code, resource, setting, fix, cause: error.cause },
      { name: 'SinkError', code: 'sink', resource: 'jobs', setting: 'out', fix: 'do', cause },
    );
    assert.isFalse(Object.hasOwn(new SinkError('no'), 'cause'));
  });

  it('knows what may succeed when it is sent again', () => {
    const retryable = [new NetworkError('reset'), new DecodeError('broken off', { retryable: true })];
    const final = [
      new NetworkError('too large', { retryable: false }),
      new DecodeError('HTML'),
      new HttpError('gone', { status: 410 }),
      new PaginationError('the same page'),
    ];
    assert.deepEqual(
      [retryable.map((error) => error.retryable), final.map((error) => error.retryable)],
      [
        [true, true],
        [false, false, false, false],
      ],
    );
  });
});
