import { readFile } from 'node:fs/promises';
import { assert } from 'chai';
import { resumedText } from '../../../lib/cli/display/resumed-text.ts';
import type { ResumedResource, RunEvent } from '../../../lib/core/events.ts';

type Resumed = Extract<RunEvent, { type: 'resumed' }>;

describe('resumedText', () => {
  const text = (over: Partial<Resumed>) =>
    resumedText({ type: 'resumed', interrupted: true, age: 12 * 60_000, resources: [], ...over });
  const one = (resource: string, how: ResumedResource['how'], pages = 0, reason?: string): ResumedResource => ({
    resource,
    how,
    pages,
    ...(reason !== undefined && { reason }),
  });

  it('says how old it is, what becomes of each resource, and the way out, as the page on guarantees shows', async () => {
    const resources = [
      one('users', 'complete', 3),
      one('jobs', 'continued', 40),
      one('sites', 'complete'),
      one('tasks', 'continued', 812),
    ];
    const shown = text({ resources });
    assert.equal(
      shown,
      'going on with the run that was interrupted 12 minutes ago: complete: users, sites; jobs goes on after 40 pages; ' +
        'tasks goes on after 812 pages (--fresh fetches everything anew)',
    );
    assert.include(await readFile('docs/guarantees.md', 'utf8'), `\n${shown}\n`);
  });

  it('tells those that start over by the reason', () => {
    const resources = [
      one('a', 'restarted', 0, 'its configuration has changed'),
      one('b', 'restarted', 0, '--fresh'),
      one('c', 'restarted', 0, 'its configuration has changed'),
    ];
    assert.equal(
      text({ resources, interrupted: false }),
      'not going on with what was left unfinished 12 minutes ago: a, c start over: its configuration has changed; ' +
        'b starts over: --fresh',
    );
  });

  for (const [age, words] of [
    [400, '0 seconds'],
    [1000, '1 second'],
    [59_000, '59 seconds'],
    [3_600_000, '1 hour'],
    [3 * 86_400_000, '3 days'],
  ] as const) {
    it(`says ${words} for ${age} ms`, () => assert.include(text({ age }), ` ${words} ago`));
  }
});
