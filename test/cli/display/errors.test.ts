import { assert } from 'chai';
import { formatError } from '../../../lib/cli/display/errors.ts';
import { textWidth } from '../../../lib/cli/display/text-width.ts';
import { ConfigError, HttpError, NetworkError } from '../../../lib/core/errors.ts';

const plain = (error: unknown, width?: number): string => formatError(error, { colour: false, width });

describe('formatError', () => {
  it('says what, where, why and how to mend it', () => {
    const refused = new Error('connect ECONNREFUSED 127.0.0.1:1');
    const error = new NetworkError('GET http://127.0.0.1:1/jobs: no connection', {
      resource: 'jobs',
      setting: 'client.base_url',
      fix: 'Check that the API is up.',
      cause: new Error('request failed', { cause: refused }),
    });
    assert.deepEqual(plain(error).split('\n'), [
      'error: GET http://127.0.0.1:1/jobs: no connection',
      '  resource  jobs',
      '  setting   client.base_url',
      '  why       request failed',
      '            connect ECONNREFUSED 127.0.0.1:1',
      '  fix       Check that the API is up.',
    ]);
  });

  it('leaves out what is not known', () => {
    assert.equal(plain(new HttpError('GET / answered 500', { status: 500 })), 'error: GET / answered 500');
  });

  it('shortens the causes to those that say something new', () => {
    const chain = (...messages: string[]): Error | undefined =>
      messages.reduceRight<Error | undefined>((cause, message) => new Error(message, { cause }), undefined);
    const why = (cause: unknown): number =>
      plain(new NetworkError('it broke: reset', { cause })).split('\n').length - 1;
    assert.equal(why(chain('reset', 'socket', 'socket', 'cable')), 2);
    assert.equal(why(chain('cable', 'router', 'street', 'town', 'country')), 3);
    const circle = new Error('circle');
    circle.cause = circle;
    assert.equal(why(circle), 1);
    assert.equal(why('a text'), 1);
    assert.equal(why({ errno: -111 }), 1);
  });

  it('looks into an error that says nothing itself', () => {
    const cause = new AggregateError([new Error('connect ECONNREFUSED ::1:1'), new Error('other')], '');
    assert.include(plain(new NetworkError('no connection', { cause })), 'why       connect ECONNREFUSED ::1:1');
    const silent = new RangeError('');
    assert.include(plain(new NetworkError('no connection', { cause: silent })), 'why       RangeError');
  });

  it('lists all that is wrong with a configuration, one per line with its path', () => {
    const error = new ConfigError([
      {
        path: 'resources.jobs.endpoint.paginator',
        message: 'unknown paginator "pag"',
        fix: 'Did you mean "page_number"?',
      },
      { path: 'client.base_url', message: 'is missing' },
      { path: '', message: 'two resources have one name' },
    ]);
    assert.deepEqual(plain(error).split('\n'), [
      'error: the configuration has 3 errors',
      '  resources.jobs.endpoint.paginator: unknown paginator "pag"',
      '    fix  Did you mean "page_number"?',
      '  client.base_url: is missing',
      '  two resources have one name',
    ]);
  });

  it('shows where a configuration error is written', () => {
    const issue = { path: 'client.base_url', message: 'is missing', at: 'my-api.yaml:3:5', fix: 'Add it.' };
    assert.deepEqual(plain(new ConfigError([issue])).split('\n'), [
      'error: is missing',
      '  setting   client.base_url',
      '  at        my-api.yaml:3:5',
      '  fix       Add it.',
    ]);
    assert.deepEqual(plain(new ConfigError([issue, { path: '', message: 'no' }])).split('\n'), [
      'error: the configuration has 2 errors',
      '  client.base_url: is missing',
      '    at   my-api.yaml:3:5',
      '    fix  Add it.',
      '  no',
    ]);
  });

  it('shows a single configuration error like every other', () => {
    const error = new ConfigError([{ path: 'client.base_url', message: 'is missing', fix: 'Add it.' }]);
    assert.deepEqual(plain(error).split('\n'), [
      'error: is missing',
      '  setting   client.base_url',
      '  fix       Add it.',
    ]);
    assert.equal(
      plain(new ConfigError('no such source', { fix: 'Name a file.' })),
      'error: no such source\n  fix       Name a file.',
    );
  });

  it('shows an unexpected error with its causes and its stack', () => {
    const text = plain(new TypeError('x is not a function', { cause: new Error('deeper') }));
    assert.match(
      text,
      /^error: unexpected TypeError: x is not a function\n {2}why {7}deeper\n {4}at .*errors\.test\.ts/,
    );
    assert.equal(plain('thrown text'), 'error: unexpected: thrown text');
    assert.equal(plain({ code: 7 }), 'error: unexpected: { code: 7 }');
  });

  it('keeps the lines of a message', () => {
    assert.equal(plain(new HttpError('one\ntwo', { status: 500 })), 'error: one\n       two');
  });

  it('lets nothing from outside steer the terminal', () => {
    const error = new HttpError('\u001b[2Jgone\u0007', { status: 500, fix: '\u009b1A', resource: 'a\rb' });
    assert.notMatch(plain(error).replaceAll('\n', ''), /[\u0000-\u001f\u007f-\u009f]/);
  });

  it('stays within a width, when given one', () => {
    const long = `GET http://127.0.0.1/${'long/'.repeat(30)} answered 404 `.repeat(2);
    const errors = [
      new HttpError(long, { status: 404, resource: 'jobs', fix: long, cause: new Error('because '.repeat(30)) }),
      new ConfigError([1, 2].map((index) => ({ path: `resources.r${index}`, message: long, fix: long }))),
      new TypeError(long),
    ];
    for (const width of [40, 80, 200]) {
      for (const error of errors) {
        for (const line of plain(error, width).split('\n')) assert.isAtMost(textWidth(line), width, line);
      }
    }
  });

  it('is coloured only on demand, and says the same', () => {
    const error = new HttpError('no', { status: 500, resource: 'jobs', fix: 'Try.' });
    const coloured = formatError(error, { colour: true });
    assert.include(coloured, '\u001b[31merror:\u001b[39m');
    assert.equal(coloured.replaceAll(/\u001b\[\d+m/g, ''), plain(error));
  });
});
