import {
  day,
  flag,
  get,
  list,
  moment,
  number,
  offsetAndLimit,
  openApi,
  orNull,
  record,
  ref,
  text,
  whole,
  type Schema,
} from './parts.ts';

const stamped = (properties: Readonly<Record<string, Schema>>): Schema =>
  record({ id: whole, ...properties, createdTimestamp: moment, updatedTimestamp: moment });

const all = (path: string, name: string) => ({
  [`/v1/master/${path}`]: get(`All of ${path}.`, record({ data: list(ref(name)) })),
});

const inPages = (path: string, name: string) => ({
  [`/v1/transactional/${path}`]: get(
    `The ${path} of the last days; with offset or limit, all of them.`,
    record({ data: list(ref(name)) }),
    {
      params: offsetAndLimit(10_000, 10_000),
    },
  ),
});

/** The horticulture operations platform of the sample API. */
export const fieldOperationsDocument = openApi({
  title: 'Field operations',
  security: { type: 'apiKey', name: 'api_key', in: 'header' },
  paths: {
    ...all('client', 'Client'),
    ...all('locations', 'Location'),
    ...all('rows', 'Row'),
    ...all('users', 'User'),
    ...all('workers', 'Worker'),
    ...all('workergroups', 'WorkerGroup'),
    ...all('tasks', 'Task'),
    ...all('taskgroups', 'TaskGroup'),
    ...all('labels', 'Label'),
    ...all('varieties', 'Variety'),
    ...inPages('registrations', 'Registration'),
    ...inPages('sessions', 'Session'),
  },
  schemas: {
    Client: stamped({ name: text, number: text, country: text, contact: orNull(record({ name: text, email: text })) }),
    Location: stamped({
      clientId: whole,
      name: text,
      area: number,
      position: record({ latitude: number, longitude: number }),
    }),
    Row: stamped({ locationId: whole, name: text, length: number, plants: whole, varietyId: orNull(whole) }),
    User: stamped({
      firstName: text,
      lastName: text,
      email: text,
      roles: list(text),
      active: flag,
      lastLoginTimestamp: orNull(moment),
    }),
    Worker: stamped({
      number: text,
      firstName: text,
      lastName: text,
      language: text,
      groupIds: list(whole),
      employedFrom: day,
      employedTo: orNull(day),
      contract: record({ hours: number, agency: orNull(text) }),
      active: flag,
    }),
    WorkerGroup: stamped({ name: text, leaderId: orNull(whole) }),
    Task: stamped({ taskGroupId: whole, name: text, unit: text, norm: orNull(number), archived: flag }),
    TaskGroup: stamped({ name: text, sequence: whole }),
    Label: stamped({ name: text, colour: text, values: list(whole) }),
    Variety: stamped({ name: text, crop: text, colour: orNull(text) }),
    Registration: stamped({
      sessionId: whole,
      workerId: whole,
      taskId: whole,
      locationId: whole,
      rowId: orNull(whole),
      startTimestamp: moment,
      endTimestamp: orNull(moment),
      quantity: number,
      labels: list(record({ labelId: whole, value: whole })),
      note: orNull(text),
    }),
    Session: stamped({
      workerId: whole,
      deviceId: orNull(text),
      workDate: day,
      loginTimestamp: moment,
      logoutTimestamp: orNull(moment),
      breaks: list(record({ minutes: whole, paid: flag })),
      approved: orNull(flag),
    }),
  },
});
