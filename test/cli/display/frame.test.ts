import { assert } from 'chai';
import { frameLines } from '../../../lib/cli/display/frame.ts';
import { painter } from '../../../lib/cli/display/paint.ts';
import { EMPTY_RUN, reduceRun } from '../../../lib/cli/display/run-view.ts';
import { textWidth } from '../../../lib/cli/display/text-width.ts';
import type { RunEvent } from '../../../lib/core/events.ts';
import { failed, page, published, request, response, retry, started, waiting } from './events.ts';

const LONG = 'the_resource_with_a_name_that_is_longer_than_anybody_would_like';
const EVENTS: RunEvent[] = [
  started('sites'),
  started('jobs', 'sites'),
  started('日本語リソース👩‍👩‍👧'),
  started(LONG, 'jobs'),
  started('waiting'),
  request('sites'),
  response('sites', 45_000),
  page('sites', 1_234_567),
  retry('jobs', 4000),
  page(LONG, 5, 2),
  failed('日本語リソース👩‍👩‍👧', new Error('GET http://127.0.0.1/nowhere\nanswered \u001b[2J404 Not Found')),
];
const frame = (events: readonly RunEvent[], width: number, height = 24, colour = false): string[] =>
  frameLines(
    events.reduce((run, event) => reduceRun(run, event, 0), EMPTY_RUN),
    { width, height, now: 2000, paint: painter(colour) },
  );

describe('frameLines', () => {
  it('shows labels, one line a resource with children indented, and the total', () => {
    const events = [started('sites'), started('jobs', 'sites'), page('sites', 1200), page('jobs', 30)];
    assert.deepEqual(frame(events, 60), [
      '  resource   rows  pages  rows/s  time  state',
      '● sites     1,200      1     600   2 s  fetching',
      '●   jobs       30      1      15   2 s  fetching',
      '  total     1,230      2     615   2 s  0 of 2 published',
    ]);
    assert.equal(frame(events, 100)[1], '● sites     1,200      1     600   2 s         0       0 B  fetching');
  });

  it('tells in the total how long all requests still wait', () => {
    const total = (wait: number) => frame([started('sites'), request('sites'), waiting(wait)], 120).at(-1);
    assert.match(total(14_000)!, /0 of 1 published, waiting 12 s$/);
    assert.match(total(2000)!, /0 of 1 published$/);
  });

  for (const width of [1, 10, 40, 80, 200]) {
    it(`is never wider than ${width} columns`, () => {
      const lines = frame(EVENTS, width);
      assert.lengthOf(lines, 7);
      for (const line of lines) assert.isAtMost(textWidth(line), width, line);
    });
  }

  it('names every resource and its state at 40, 80 and 200 columns', () => {
    for (const width of [40, 80, 200]) {
      const text = frame(EVENTS, width).join('\n');
      for (const part of ['● sites', '↻   jobs', '●     the_', '✗ 日本', '○ waiting', '1,234,567', '0', '1 failed']) {
        assert.include(text, part, `at ${width}`);
      }
    }
  });

  it('tells wait and reason of a retry where there is room, and the wait everywhere', () => {
    assert.include(frame(EVENTS, 200).join('\n'), 'retry 1/3 in 2 s: answered 429 Too Many Requests');
    assert.match(frame(EVENTS, 40).join('\n'), /jobs .*retry in 2 s/);
  });

  it('shows rejected rows and retries only where there are any', () => {
    assert.notMatch(frame([page('jobs')], 200)[0] ?? '', /rejected|retries/);
    assert.match(frame(EVENTS, 200)[0] ?? '', /retries +rejected/);
  });

  it('lets nothing from outside steer the terminal', () => {
    assert.include(frame(EVENTS, 200).join('\n'), 'failed: GET http://127.0.0.1/nowhere answered 404 Not Found');
    assert.notMatch(frame(EVENTS, 200).join(''), /\u001b/);
  });

  it('draws a bar where the API says how much there is, and the share alone where there is little room', () => {
    const events = [page('jobs', 10, 0, 0.456), page('sites')];
    const [labels, jobs, sites] = frame(events, 80);
    assert.match(labels!, /rows +done +pages/);
    assert.match(jobs!, /^● jobs +10 {2}████░░░░░░ {2}45 % +1 /);
    assert.notMatch(sites!, /%|█/);
    assert.match(frame(events, 40)[1]!, /^● jobs +10 +45 % /);
    assert.match(frame([...events, page('jobs', 5, 0, 1)], 80)[1]!, / 15 {2}██████████ 100 % /);
    assert.notMatch(frame([page('jobs', 10, 0, 1)], 80).join(''), /%/, 'a single page is no progress');
  });

  it('gives up the words of the total before the rate of the resources', () => {
    const events = [
      started('a_resource_with_a_long_name_of_its_own'),
      page('a_resource_with_a_long_name_of_its_own', 1000, 0, 0.5),
      waiting(9000),
    ];
    const [labels, , total] = frame(events, 80);
    assert.match(labels!, /rows +done +(?:pages +)?rows\/s +state/);
    assert.match(total!, /0\/1, waiting 7 s$/);
  });

  it('tells how long requests waited, each moment once', () => {
    const at = (now: number, ...events: readonly (readonly [number, RunEvent])[]) =>
      frameLines(
        events.reduce((run, [time, event]) => reduceRun(run, event, time), EMPTY_RUN),
        { width: 120, height: 24, now, paint: painter(false) },
      );
    const waits = [
      [0, request('jobs')],
      [1000, retry('jobs', 4000)],
      [2000, retry('jobs', 5000)],
      [3000, retry('jobs', 1000)],
    ] as const;
    const waitedAt = (now: number) => {
      const [labels = '', ...lines] = at(now, ...waits);
      const waited = lines.map((line) => /\d+ s$/.exec(line.slice(0, labels.indexOf('waited') + 'waited'.length))?.[0]);
      assert.deepEqual(waited, [waited[0], waited[0]], 'the total is no more than the only resource');
      return waited[0];
    };
    assert.equal(waitedAt(9000), '6 s', 'from 1 to 7');
    assert.equal(waitedAt(4000), '3 s', 'the rest is still to come');
    assert.notMatch(at(500, [0, request('jobs')])[0]!, /waited/);
  });

  it('shows retries before times where there is no room for both', () => {
    const events = [started('jobs'), page('jobs', 10), retry('jobs', 1000)];
    const labels = (width: number) => frame(events, width)[0];
    assert.match(labels(56)!, /rows\/s +retries +state/);
    assert.match(labels(120)!, /time .*retries/);
  });

  it('says what was published', () => {
    assert.include(frame([published('jobs')], 100).join('\n'), 'published 12,000 rows, 1.2 MB');
    assert.notInclude(frame([published('jobs', { status: 'interrupted' })], 100).join('\n'), '12,000');
    assert.include(frame([published('jobs', { status: 'interrupted' })], 100).join('\n'), '■ jobs');
  });

  it('leaves the numbers of a waiting resource empty', () => {
    assert.match(frame([started('jobs')], 80)[1] ?? '', /^○ jobs +waiting$/);
  });

  it('has no more lines than asked for, shows the busiest and counts the rest', () => {
    const many = Array.from({ length: 20 }, (_, index) => `r${index}`);
    const events = [
      ...many.map((name) => started(name)),
      ...many.slice(0, 5).map((name) => published(name)),
      ...many.slice(5, 9).map((name) => request(name)),
      ...Array.from({ length: 100 }, () => request('r12')),
      failed('r15', new Error('no')),
    ];
    for (let height = 0; height <= 24; height += 1) {
      assert.isAtMost(frame(events, 80, height).length, height, `height ${height}`);
    }
    const lines = frame(events, 80, 8);
    const names = lines.slice(1, -2).map((line) => line.slice(2, 5).trim());
    assert.deepEqual(names, ['r5', 'r6', 'r7', 'r8', 'r12']);
    assert.equal(lines[6], '   … and 15 more');
    assert.match(frame(events, 80, 4)[1] ?? '', /r12/);
    assert.match(frame(events, 80, 9).join('\n'), /✗ r15/);
    assert.match(frame(events, 80, 1)[0] ?? '', /total/);
    assert.notInclude(frame(events, 80, 22).join('\n'), 'more');
  });

  it('is empty before the run has begun', () => assert.deepEqual(frame([], 80), []));

  it('colours states where colours are allowed', () => {
    assert.include(frame(EVENTS, 80, 24, true).join('\n'), '\u001b[33m↻\u001b[39m');
  });
});
