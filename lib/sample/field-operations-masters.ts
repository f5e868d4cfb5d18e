import { iso, isoDate, type Random } from './random.ts';

const LANGUAGES = ['nl', 'en', 'pl', 'ro', 'bg'] as const;
const UNITS = ['stems', 'crates', 'plants', 'metres', 'hours'] as const;
const WORK = ['Picking', 'Pruning', 'Lowering', 'Clipping', 'Leaf removal', 'Sorting', 'Planting', 'Packing'] as const;
const CROPS = ['Tomato', 'Cucumber', 'Pepper', 'Aubergine', 'Strawberry', 'Rose', 'Orchid', 'Gerbera'] as const;

/** The master data that registrations and sessions refer to. */
export function masterLists(random: Random) {
  const { faker, int, amount, pick, some, orNull, chance, moment, text, rows } = random;
  const stamps = () => {
    const created = moment(1_500);
    return { createdTimestamp: iso(created), updatedTimestamp: iso(created + int(0, 90) * 86_400_000) };
  };

  const clients = rows(40, (index) => ({
    id: 11 + index,
    name: text(index, faker.company.name()),
    number: String(int(0, 99_999)).padStart(5, '0'),
    country: faker.location.countryCode(),
    contact: orNull(0.1, () => ({ name: faker.person.fullName(), email: faker.internet.email() })),
    ...stamps(),
  }));
  const locations = rows(60, (index) => ({
    id: 201 + index,
    clientId: pick(clients).id,
    name: text(index, `Greenhouse ${faker.location.street()}`),
    area: amount(500, 60_000),
    position: { latitude: int(50_750, 53_500) / 1000, longitude: int(3_400, 7_200) / 1000 },
    ...stamps(),
  }));
  const varieties = rows(120, (index) => ({
    id: 3_001 + index,
    name: text(index, `${faker.color.human()} ${faker.person.firstName()}`),
    crop: pick(CROPS),
    colour: orNull(0.2, () => faker.color.rgb()),
    ...stamps(),
  }));
  const greenhouseRows = rows(400, (index) => ({
    id: 40_001 + index,
    locationId: pick(locations).id,
    name: `${pick(['A', 'B', 'C', 'D'])}${index + 1}`,
    length: amount(20, 140),
    plants: int(40, 900),
    varietyId: orNull(0.05, () => pick(varieties).id),
    ...stamps(),
  }));
  const users = rows(45, (index) => ({
    id: 501 + index,
    firstName: text(index, faker.person.firstName()),
    lastName: faker.person.lastName(),
    email: faker.internet.email(),
    roles: some(['admin', 'planner', 'leader', 'viewer'], 2),
    active: chance(0.9),
    lastLoginTimestamp: orNull(0.2, () => iso(moment(60))),
    ...stamps(),
  }));
  const workerGroups = rows(40, (index) => ({
    id: 601 + index,
    name: text(index, `Team ${faker.color.human()} ${index + 1}`),
    leaderId: orNull(0.15, () => pick(users).id),
    ...stamps(),
  }));
  const groupIds = workerGroups.map(({ id }) => id);
  const workers = rows(320, (index) => ({
    id: 8_001 + index,
    number: `W${String(index + 1).padStart(4, '0')}`,
    firstName: text(index, faker.person.firstName()),
    lastName: faker.person.lastName(),
    language: pick(LANGUAGES),
    groupIds: some(groupIds, 3),
    employedFrom: isoDate(moment(2_000)),
    employedTo: orNull(0.8, () => isoDate(moment(200))),
    contract: { hours: pick([16, 24, 32, 38.5, 40]), agency: orNull(0.5, () => faker.company.name()) },
    active: chance(0.85),
    ...stamps(),
  }));
  const taskGroups = rows(40, (index) => ({
    id: 701 + index,
    name: text(index, `${pick(WORK)} ${faker.commerce.productAdjective().toLowerCase()}`),
    sequence: index + 1,
    ...stamps(),
  }));
  const tasks = rows(90, (index) => ({
    id: 9_001 + index,
    taskGroupId: pick(taskGroups).id,
    name: text(index, `${pick(WORK)} ${pick(CROPS).toLowerCase()}`),
    unit: pick(UNITS),
    norm: orNull(0.2, () => amount(1, 400)),
    archived: chance(0.1),
    ...stamps(),
  }));
  const labels = rows(64, (index) => ({
    id: 100_001 + index,
    name: text(index, faker.word.adjective()),
    colour: faker.color.rgb(),
    values: some([1, 2, 3, 4, 5], 5),
    ...stamps(),
  }));
  return {
    clients,
    locations,
    varieties,
    rows: greenhouseRows,
    users,
    workerGroups,
    workers,
    taskGroups,
    tasks,
    labels,
  };
}
