import { assert } from 'chai';
import { ConfigError } from '../../lib/core/errors.ts';
import { decide, type Deciding, type Wanted } from '../../lib/progress/decide.ts';
import { NOTHING_COUNTED, type RunRequest, type SavedResource } from '../../lib/progress/saved.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2024, 0, 2);
const EVERYTHING: RunRequest = { source: 'shop', select: null, limit: null, fullRefresh: false };

/** `jobs > tasks > notes`, and `users`. */
const TREE: readonly Wanted[] = [
  { name: 'jobs', parent: undefined, published: true, fingerprint: 'jobs' },
  { name: 'tasks', parent: 'jobs', published: true, fingerprint: 'tasks' },
  { name: 'notes', parent: 'tasks', published: true, fingerprint: 'notes' },
  { name: 'users', parent: undefined, published: true, fingerprint: 'users' },
];

const MARK = { file: 'x', lines: 1, bytes: 1, longest: 1, checksum: 1, finished: false };
const JOURNAL = { files: {}, columns: { rows: [], keyless: [], rejected: [], parents: [] } };
const WORK = { counted: { ...NOTHING_COUNTED, pages: 3 }, journal: JOURNAL, chains: [] };

type Entry = Partial<SavedResource> & Pick<SavedResource, 'status'>;
const open: Entry = { status: 'open', work: WORK, given: MARK };
const fetched: Entry = { status: 'fetched', work: WORK };
const failed: Entry = { status: 'failed', work: WORK, given: MARK };
const done: Entry = { status: 'published' };

interface Situation extends Partial<Omit<Deciding, 'saved' | 'request'>> {
  readonly before?: Partial<RunRequest>;
  readonly ended?: boolean;
  readonly request?: Partial<RunRequest>;
}

/** What is decided where a run an hour ago has left this behind, one word a resource; a reason in brackets. */
function decided(entries: Readonly<Record<string, Entry>>, situation: Situation = {}): string[] {
  const { before, ended = false, request, wanted = TREE, ...rest } = situation;
  const at = new Date(NOW - HOUR).toISOString();
  const resources = Object.entries(entries).map(([name, entry]): [string, SavedResource] => [
    name,
    { run: 'old', began: at, saved: at, fingerprint: name, fullRefresh: before?.fullRefresh ?? false, ...entry },
  ]);
  const { starts } = decide({
    saved: {
      runs: { old: { started: at, ended, request: { ...EVERYTHING, ...before } } },
      resources: Object.fromEntries(resources),
    },
    request: { ...EVERYTHING, ...request },
    wanted,
    now: NOW,
    resumeWithin: 6 * HOUR,
    fresh: false,
    ...rest,
  });
  return [...starts].map(
    ([name, { how, reason, feedsChildren, fullRefresh }]) =>
      `${name} ${how}${feedsChildren ? ' feeding' : ''}${fullRefresh ? ' in full' : ''}${reason ? ` (${reason})` : ''}`,
  );
}

describe('decide', () => {
  it('begins everything where there is nothing', () => {
    assert.deepEqual(decided({}), ['jobs anew', 'tasks anew', 'notes anew', 'users anew']);
  });

  it('finishes an interrupted run: what is complete is left alone', () => {
    const entries = { jobs: done, tasks: fetched, notes: open, users: { status: 'open' } as const };
    assert.deepEqual(decided(entries), ['jobs published', 'tasks fetched', 'notes on', 'users anew']);
  });

  it('does nothing for a run that was killed when all was published', () => {
    const entries = { jobs: done, tasks: done, notes: done, users: done };
    assert.deepEqual(decided(entries), ['jobs published', 'tasks published', 'notes published', 'users published']);
  });

  it('goes on with what failed, and begins the rest, after a run that ended', () => {
    assert.deepEqual(decided({ notes: failed }, { ended: true }), [
      'jobs anew',
      'tasks anew',
      'notes on',
      'users anew',
    ]);
  });

  describe('for another request', () => {
    it('fetches what was published', () => {
      const wanted = TREE.filter(({ name }) => name === 'users');
      assert.deepEqual(decided({ users: done, jobs: open }, { wanted, request: { select: ['users'] } }), [
        'users anew',
      ]);
    });

    it('goes on with what is unfinished', () => {
      const wanted = TREE.filter(({ name }) => name === 'users');
      assert.deepEqual(decided({ users: open }, { wanted, request: { select: ['users'] } }), ['users on']);
    });

    it('of another source does not finish the run', () => {
      assert.include(decided({ users: done }, { request: { source: 'other' } }), 'users anew');
    });
  });

  describe('starts over', () => {
    const cases: Readonly<Record<string, readonly [Entry, Situation]>> = {
      '--fresh': [open, { fresh: true }],
      'its configuration has changed': [{ ...open, fingerprint: 'other' }, {}],
      'its checkpoint is older than resume_within': [open, { resumeWithin: HOUR - 1 }],
      '--full-refresh': [open, { request: { fullRefresh: true } }],
      'it was limited to 2 pages': [open, { before: { limit: 2 } }],
      'it was only fetched for its children': [{ status: 'open', work: { counted: WORK.counted, chains: [] } }, {}],
      'it holds pages back': [{ status: 'open', startsOver: 'it holds pages back' }, {}],
    };
    for (const [reason, [entry, situation]] of Object.entries(cases)) {
      it(reason, () => {
        const [users] = decided({ users: entry }, { wanted: TREE.slice(3), ...situation });
        assert.equal(users, `users anew${situation.request?.fullRefresh ? ' in full' : ''} (${reason})`);
      });
    }

    it('also where all was published, if that is too old', () => {
      const [users] = decided({ users: done }, { wanted: TREE.slice(3), resumeWithin: 0 });
      assert.equal(users, 'users anew (its checkpoint is older than resume_within)');
    });
  });

  describe('a parent', () => {
    it('is fetched again for a child that begins anew, up to the root, and published only once', () => {
      assert.deepEqual(decided({ jobs: done, tasks: done, users: done }), [
        'jobs published feeding',
        'tasks published feeding',
        'notes anew',
        'users published',
      ]);
    });

    it('that is not published yet begins anew for such a child', () => {
      const needed = 'needs all of its rows again';
      assert.deepEqual(decided({ jobs: open, tasks: fetched }).slice(0, 3), [
        `jobs anew (tasks ${needed})`,
        `tasks anew (notes ${needed})`,
        'notes anew',
      ]);
    });

    it('is fetched again for a child that failed while it went on', () => {
      assert.deepEqual(decided({ jobs: done, tasks: { ...failed, missesParents: true }, notes: open }).slice(0, 3), [
        'jobs published feeding',
        'tasks on',
        'notes on',
      ]);
    });

    it('is fetched again where that was under way', () => {
      assert.deepEqual(decided({ jobs: { ...done, feeding: true }, tasks: open, notes: open }).slice(0, 3), [
        'jobs published feeding',
        'tasks on',
        'notes on',
      ]);
    });

    it('that starts over may have rows that its children do not know', () => {
      const entries = { jobs: { ...open, fingerprint: 'other' }, tasks: fetched, notes: done };
      assert.deepEqual(decided(entries).slice(0, 3), [
        'jobs anew (its configuration has changed)',
        'tasks on',
        'notes published',
      ]);
      assert.deepEqual(decided({ jobs: { ...open, fingerprint: 'other' }, tasks: done }).slice(0, 2), [
        'jobs anew (its configuration has changed)',
        'tasks anew (its parent starts over)',
      ]);
    });
  });

  describe('a limit', () => {
    it('is refused where it would cut what there is of all pages', () => {
      const wanted = TREE.slice(3);
      assert.throws(() => decided({ users: open }, { wanted, request: { limit: 1 } }), ConfigError, /of users$/);
    });

    it('is no trouble where there is nothing of use', () => {
      const wanted = TREE.slice(3);
      const request = { limit: 1 };
      for (const entry of [done, { ...open, fingerprint: 'other' }, { status: 'open' } as const]) {
        assert.match(decided({ users: entry }, { wanted, request })[0]!, /^users anew/);
      }
      assert.match(decided({ users: open }, { wanted, request, fresh: true })[0]!, /^users anew/);
    });

    it('that is the same goes on', () => {
      const wanted = TREE.slice(3);
      assert.deepEqual(decided({ users: open }, { wanted, request: { limit: 9 }, before: { limit: 9 } }), ['users on']);
    });
  });

  describe('a full refresh', () => {
    const before = { fullRefresh: true };

    it('is finished as one, also in what had not begun, be it asked for again or not', () => {
      for (const request of [{}, { fullRefresh: true }]) {
        assert.deepEqual(decided({ jobs: open, tasks: open, notes: open }, { before, request }), [
          'jobs on in full',
          'tasks on in full',
          'notes on in full',
          'users anew in full',
        ]);
      }
    });

    it('does not make one of another run', () => {
      const request = { select: ['users'] };
      assert.deepEqual(decided({ jobs: open }, { before, request, wanted: TREE.slice(3) }), ['users anew']);
    });
  });

  it('takes a resource for what it is, whatever it is called', () => {
    const wanted = [{ name: 'constructor', parent: undefined, published: true, fingerprint: 'constructor' }];
    assert.deepEqual(decided({}, { wanted }), ['constructor anew']);
    assert.deepEqual(decided({ constructor: open }, { wanted }), ['constructor on']);
  });
});
