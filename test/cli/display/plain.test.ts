import { assert } from 'chai';
import { plainDisplay } from '../../../lib/cli/display/plain.ts';
import type { RunEvent } from '../../../lib/core/events.ts';
import {
  decision,
  failed,
  page,
  published,
  publishing,
  request,
  response,
  retry,
  started,
  waiting,
  warning,
} from './events.ts';
import { every, play, type Script } from './virtual-time.ts';

const plain = (script: Script, end: number) =>
  play(script, end, (events, scheduler) => plainDisplay(events, { scheduler }));
const linesOf = (...events: RunEvent[]): string[] =>
  plain(
    events.map((event) => [0, event]),
    1,
  ).map(({ text }) => text);

describe('plainDisplay', () => {
  it('has a line for start, decision, retry, warning, published and failed', () => {
    assert.deepEqual(
      linesOf(
        started('jobs'),
        request('jobs'),
        response('jobs'),
        decision('jobs', 'paging by json_link: "next" is a link'),
        retry('jobs', 2000, 'GET http://127.0.0.1/jobs answered 503'),
        page('jobs'),
        warning('the key id is on no row', 'jobs'),
        warning('a limit is set'),
        publishing('jobs'),
        published('jobs'),
        failed('sites', new Error('GET http://127.0.0.1/sites answered 404')),
      ),
      [
        'jobs: started\n',
        'jobs: paging by json_link: "next" is a link\n',
        'jobs: retry 1 of 3 in 2.0 s: GET http://127.0.0.1/jobs answered 503\n',
        'warning: jobs: the key id is on no row\n',
        'warning: a limit is set\n',
        'jobs: published 12,000 rows to data/jobs.parquet (1.2 MB) in 3.5 s: 12 pages, 12,345 read, 345 duplicates, 0 rejected\n',
        'sites: failed after 12 pages, 12,345 read: GET http://127.0.0.1/sites answered 404\n',
      ],
    );
  });

  it('has a line for a pause', () => {
    assert.deepEqual(linesOf(waiting(30_000)), ['waiting 30 s: the API says that its limit is used up\n']);
  });

  it('says that a resource was interrupted', () => {
    assert.deepEqual(linesOf(published('jobs', { status: 'interrupted' })), [
      'jobs: interrupted after 12 pages, 12,345 read\n',
    ]);
  });

  it('tells the progress of each resource at most once in five seconds', () => {
    const script: Script = [...every(10, 21_000, page('jobs', 1)), ...every(700, 21_000, page('sites', 1))];
    const chunks = plain(script, 21_000);
    for (const resource of ['jobs', 'sites']) {
      const times = chunks.filter(({ text }) => text.startsWith(resource)).map(({ at }) => at);
      assert.lengthOf(times, 4);
      for (const [index, at] of times.slice(1).entries()) assert.isAtLeast(at - (times[index] ?? 0), 5000);
    }
  });

  it('counts pages, rows, requests, retries and rejected rows in it', () => {
    const script: Script = [
      [0, request('jobs')],
      [1, retry('jobs', 10)],
      [20, request('jobs')],
      [30, page('jobs', 1200, 3)],
    ];
    assert.deepEqual(
      plain(script, 6000).map(({ at, text }) => `${at} ${text}`),
      [
        '1 jobs: retry 1 of 3 in 10 ms: answered 429 Too Many Requests\n',
        '5000 jobs: 1 page, 1,200 rows, 2 requests, 1 retry, 3 rejected\n',
      ],
    );
    const twice = plain([...script, [31, retry('jobs', 5)]], 6000);
    assert.include(twice.at(-1)?.text, '2 retries');
  });

  it('is silent about resources that stand still or have ended', () => {
    const script: Script = [
      [0, page('jobs')],
      [1, page('sites')],
      [2, published('sites')],
    ];
    const later = plain(script, 30_000).filter(({ at }) => at > 2);
    assert.deepEqual(
      later.map(({ text }) => text.slice(0, 4)),
      ['jobs'],
    );
  });

  it('has no control codes, whatever the server says', () => {
    const nasty = 'answered \u001b[2J\u001b]0;x\u0007\r\n\u009b1A404';
    const text = linesOf(
      started(`jobs${nasty}`),
      retry('jobs', 1, nasty),
      warning(nasty),
      failed('jobs', new Error(nasty)),
      published('jobs', { file: nasty }),
    ).join('');
    assert.lengthOf(text.split('\n'), 6);
    assert.notMatch(text.replaceAll('\n', ''), /[\u0000-\u001f\u007f-\u009f]/);
  });
});
