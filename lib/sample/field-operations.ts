import { keyInHeader, type ApiDefinition, type Endpoint, type SampleRow } from './definition.ts';
import { masterLists } from './field-operations-masters.ts';
import { writeJson } from './json.ts';
import { byOffset, listEndpoint } from './page.ts';
import { daysBack, iso, isoDate, type Random } from './random.ts';

const HOUR = 3_600_000;

/** How far back the incremental views look, in days. */
const RECENT_DAYS = 7;

/** A horticulture operations platform: master lists in one answer, records in pages of up to 10,000. */
export const fieldOperations: ApiDefinition = {
  name: 'field-operations',
  seed: 1002,
  paths: /^\/v1\/(?:master|transactional)\//,
  contentType: 'application/json',
  keyOf: keyInHeader('api_key'),
  write: writeJson,
  build: (random) => {
    const masters = masterLists(random);
    const sessions = random.rows(12_000, (index, count) => session(random, index, index / count, masters));
    const registrations = random.rows(25_000, (index, count) =>
      registration(random, index, index / count, masters, sessions.length),
    );
    return [
      wholeList('/v1/master/client', 'clients', masters.clients),
      wholeList('/v1/master/locations', 'locations', masters.locations),
      wholeList('/v1/master/rows', 'rows', masters.rows),
      wholeList('/v1/master/users', 'users', masters.users),
      wholeList('/v1/master/workers', 'workers', masters.workers),
      wholeList('/v1/master/workergroups', 'worker_groups', masters.workerGroups),
      wholeList('/v1/master/tasks', 'tasks', masters.tasks),
      wholeList('/v1/master/taskgroups', 'task_groups', masters.taskGroups),
      wholeList('/v1/master/labels', 'labels', masters.labels),
      wholeList('/v1/master/varieties', 'varieties', masters.varieties),
      twoViews('/v1/transactional/registrations', 'registrations', registrations),
      twoViews('/v1/transactional/sessions', 'sessions', sessions),
    ];
  },
};

function wholeList(path: string, resource: string, rows: readonly SampleRow[]): Endpoint {
  return { path, holds: { [resource]: () => rows }, answer: () => ({ data: rows }) };
}

interface Transaction extends SampleRow {
  readonly updatedTimestamp: string;
}

/** With `offset` or `limit` the whole list in pages; without, what changed in the last days. */
function twoViews(path: string, name: string, rows: readonly Transaction[]): Endpoint {
  const since = iso(daysBack(RECENT_DAYS));
  const recent = rows.filter((row) => row.updatedTimestamp >= since);
  const initial = listEndpoint({
    path,
    resource: `${name}_initial`,
    rows,
    window: byOffset(10_000, 10_000),
    envelope: (data) => ({ data }),
  });
  return {
    path,
    holds: { ...initial.holds, [`${name}_incremental`]: () => recent },
    answer: (call) => (call.query.has('limit') || call.query.has('offset') ? initial.answer(call) : { data: recent }),
  };
}

type Masters = ReturnType<typeof masterLists>;

/** Records are spread evenly over a year, `part` of it gone by; a few are corrected long after. */
function moments({ int, chance, moment }: Random, part: number) {
  const start = daysBack(365) + Math.floor(part * 364 * 24) * HOUR + int(0, 3_599) * 1000;
  const created = Math.min(start + int(1, 300) * 60_000, daysBack(0));
  const updated = chance(0.02) ? Math.max(created, moment(RECENT_DAYS)) : created;
  return { start, createdTimestamp: iso(created), updatedTimestamp: iso(updated) };
}

function session(random: Random, index: number, part: number, masters: Masters): Transaction {
  const { int, pick, orNull, chance } = random;
  const { start, ...stamps } = moments(random, part);
  return {
    id: 7_000_001 + index,
    workerId: pick(masters.workers).id,
    deviceId: orNull(0.05, () => `OW-${int(1000, 1400)}`),
    workDate: isoDate(start),
    loginTimestamp: localTime(start),
    logoutTimestamp: orNull(0.01, () => localTime(start + int(30, 600) * 60_000)),
    breaks: Array.from({ length: chance(0.3) ? int(1, 3) : 0 }, () => ({ minutes: int(5, 45), paid: chance(0.5) })),
    approved: orNull(0.1, () => chance(0.9)),
    ...stamps,
  };
}

function registration(random: Random, index: number, part: number, masters: Masters, sessions: number): Transaction {
  const { int, amount, pick, orNull, chance, text } = random;
  const { start, ...stamps } = moments(random, part);
  const row = pick(masters.rows);
  return {
    id: 90_000_001 + index,
    sessionId: 7_000_001 + int(0, sessions - 1),
    workerId: pick(masters.workers).id,
    taskId: pick(masters.tasks).id,
    locationId: row.locationId,
    rowId: orNull(0.08, () => row.id),
    startTimestamp: localTime(start),
    endTimestamp: orNull(0.01, () => localTime(start + int(4, 120) * 60_000)),
    quantity: chance(0.6) ? int(0, 400) : amount(0, 400),
    labels: chance(0.2) ? [{ labelId: pick(masters.labels).id, value: int(1, 9) }] : [],
    note: chance(0.97) ? null : text(index, 'checked by the team leader'),
    ...stamps,
  };
}

/** Dutch summer time, as the devices in the greenhouse write it: `2025-06-30T20:00:00+02:00`. */
function localTime(moment: number): string {
  return iso(moment + 2 * HOUR).replace('.000Z', '+02:00');
}
