/**
 * A horticulture operations platform: master data (clients, greenhouses, workers, tasks), and what workers did in
 * sessions and registrations.
 *
 * Publishes clients, locations, rows, users, workers, worker_groups, tasks, task_groups, labels, varieties, and
 * registrations and sessions in two views each: `_initial` is everything, `_incremental` what changed in the last
 * days.
 *
 *     API_KEY=... npx millrace run pipelines/field-operations.ts --out data --set client.base_url=https://your.api
 */
import { restApiSource, secret } from 'millrace';
import { z } from 'zod';

const moment = z.iso.datetime({ offset: true });

/** What every record has. */
const record = z.looseObject({
  id: z.int(),
  createdTimestamp: moment,
  updatedTimestamp: moment,
});

const client = record.extend({
  name: z.string(),
  number: z.string(),
  country: z.string(),
  contact: z.looseObject({ name: z.string(), email: z.string() }).nullable(),
});

const location = record.extend({
  clientId: z.int(),
  name: z.string(),
  /** Square metres. */
  area: z.number(),
  position: z.looseObject({ latitude: z.number(), longitude: z.number() }),
});

const row = record.extend({
  locationId: z.int(),
  name: z.string(),
  /** Metres. */
  length: z.number(),
  plants: z.int(),
  varietyId: z.int().nullable(),
});

const user = record.extend({
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  roles: z.array(z.string()),
  active: z.boolean(),
  lastLoginTimestamp: moment.nullable(),
});

const worker = record.extend({
  number: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  language: z.string(),
  groupIds: z.array(z.int()),
  employedFrom: z.iso.date(),
  employedTo: z.iso.date().nullable(),
  /** Hours a week. */
  contract: z.looseObject({ hours: z.number(), agency: z.string().nullable() }),
  active: z.boolean(),
});

const workerGroup = record.extend({ name: z.string(), leaderId: z.int().nullable() });

const task = record.extend({
  taskGroupId: z.int(),
  name: z.string(),
  unit: z.string(),
  /** Units an hour. */
  norm: z.number().nullable(),
  archived: z.boolean(),
});

const taskGroup = record.extend({ name: z.string(), sequence: z.int() });

const label = record.extend({ name: z.string(), colour: z.string(), values: z.array(z.int()) });

const variety = record.extend({ name: z.string(), crop: z.string(), colour: z.string().nullable() });

const registration = record.extend({
  sessionId: z.int(),
  workerId: z.int(),
  taskId: z.int(),
  locationId: z.int(),
  rowId: z.int().nullable(),
  startTimestamp: moment,
  endTimestamp: moment.nullable(),
  quantity: z.number(),
  labels: z.array(z.looseObject({ labelId: z.int(), value: z.int() })),
  note: z.string().nullable(),
});

const session = record.extend({
  workerId: z.int(),
  deviceId: z.string().nullable(),
  workDate: z.iso.date(),
  loginTimestamp: moment,
  logoutTimestamp: moment.nullable(),
  breaks: z.array(z.looseObject({ minutes: z.int(), paid: z.boolean() })),
  approved: z.boolean().nullable(),
});

/** A list that comes in one answer. */
function inOne<const Name extends string, const Path extends string, Schema extends z.ZodObject>(
  name: Name,
  path: Path,
  schema: Schema,
) {
  return { name, endpoint: { path, data_selector: 'data', paginator: { type: 'single_page' as const } }, schema };
}

/** A list that comes in pages of 10,000. */
function inPages<const Name extends string, const Path extends string, Schema extends z.ZodObject>(
  name: Name,
  path: Path,
  schema: Schema,
) {
  const paginator = { type: 'offset' as const, limit: 10_000 };
  return { name, endpoint: { path, data_selector: 'data', paginator }, schema };
}

export default restApiSource({
  name: 'field_operations',
  client: {
    base_url: 'https://api.example.com',
    auth: { type: 'api_key', name: 'api_key', api_key: secret('api_key'), location: 'header' },
    error_handler: { retry_on_status_codes: [429, 500, 502, 503, 504], max_retries: 3, backoff_factor: 2 },
  },
  resource_defaults: { primary_key: 'id', write_disposition: 'merge' },
  resources: [
    inOne('clients', '/v1/master/client', client),
    inOne('locations', '/v1/master/locations', location),
    inOne('rows', '/v1/master/rows', row),
    inOne('users', '/v1/master/users', user),
    inOne('workers', '/v1/master/workers', worker),
    inOne('worker_groups', '/v1/master/workergroups', workerGroup),
    inOne('tasks', '/v1/master/tasks', task),
    inOne('task_groups', '/v1/master/taskgroups', taskGroup),
    inOne('labels', '/v1/master/labels', label),
    inOne('varieties', '/v1/master/varieties', variety),
    inPages('registrations_initial', '/v1/transactional/registrations', registration),
    inOne('registrations_incremental', '/v1/transactional/registrations', registration),
    inPages('sessions_initial', '/v1/transactional/sessions', session),
    inOne('sessions_incremental', '/v1/transactional/sessions', session),
  ],
});
