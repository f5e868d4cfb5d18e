import { assert } from 'chai';
import { jsonLine, summaryJson } from '../../../lib/cli/display/json.ts';
import { HttpError } from '../../../lib/core/errors.ts';
import type { RunEvent } from '../../../lib/core/events.ts';
import { decision, failed, failureOf, outcomeOf, page, published, response, warning } from './events.ts';

const error = new HttpError('GET http://127.0.0.1/jobs answered 404', {
  status: 404,
  resource: 'jobs',
  setting: 'resources.jobs.endpoint.path',
  fix: 'Check the path.',
});
const asObject = (event: RunEvent): unknown => JSON.parse(jsonLine(event, 0));

describe('jsonLine', () => {
  it('is the event with its time', () => {
    assert.deepEqual(asObject(page('jobs', 100, 2)), {
      time: '1970-01-01T00:00:00.000Z',
      type: 'page',
      resource: 'jobs',
      rows: 100,
      rejected: 2,
    });
    assert.include(asObject(response('jobs', 7)), { type: 'response', status: 200, bytes: 7 });
  });

  it('is flat where the event has an outcome', () => {
    assert.deepEqual(asObject(published('jobs')), {
      time: '1970-01-01T00:00:00.000Z',
      type: 'published',
      ...outcomeOf('jobs'),
    });
  });

  it('has the error as an object', () => {
    assert.deepInclude(asObject(failed('jobs', error)), {
      type: 'failed',
      status: 'failed',
      error: {
        name: 'HttpError',
        code: 'http',
        message: 'GET http://127.0.0.1/jobs answered 404',
        resource: 'jobs',
        setting: 'resources.jobs.endpoint.path',
        fix: 'Check the path.',
      },
    });
    assert.deepInclude(asObject(failed('jobs', new TypeError('no'))), { error: { name: 'TypeError', message: 'no' } });
  });

  it('writes integers of any size', () => {
    const big = (value: bigint) => asObject(page('jobs', value as unknown as number));
    assert.include(big(12n), { rows: 12 });
    assert.include(big(2n ** 53n + 1n), { rows: '9007199254740993' });
  });

  it('has what was decided, as a configuration would say it', () => {
    assert.deepInclude(asObject(decision('jobs', 'paging by json_link')), {
      type: 'decision',
      resource: 'jobs',
      message: 'paging by json_link',
      paginator: { type: 'json_link', next_url_path: ['next'] },
    });
  });

  it('is one line of printable characters', () => {
    const event = warning('a\nb\u001b[2J\u009b2J\u2028c');
    assert.notMatch(jsonLine(event, 0), /[\u0000-\u001f\u007f-\u009f\u2028]/);
    assert.include(asObject(event), { message: 'a\nb\u001b[2J\u009b2J\u2028c' });
  });
});

describe('summaryJson', () => {
  it('is the summary with its resources and their errors', () => {
    const resources = [outcomeOf('sites'), failureOf('jobs', error)];
    const text = summaryJson({ source: 'web', out: 'data', resources, interrupted: false, ms: 7 });
    assert.notInclude(text, '\n');
    const parsed = JSON.parse(text);
    assert.include(parsed, { type: 'summary', source: 'web', out: 'data', interrupted: false, ms: 7 });
    assert.deepEqual(parsed.resources[0], outcomeOf('sites'));
    assert.include(parsed.resources[1].error, { code: 'http', fix: 'Check the path.' });
  });
});
