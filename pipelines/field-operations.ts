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
  id: z.union([z.int(), z.string()]),
  createdTimestamp: z.union([moment, z.number()]).nullish(),
  updatedTimestamp: z.union([moment, z.number()]).nullish(),
});

const client = record.extend({
  name: z.string().nullish(),
  number: z.string().nullish(),
  country: z.string().nullish(),
  contact: z.looseObject({ name: z.string().nullish(), email: z.string().nullish() }).nullish(),
});

const location = record.extend({
  clientId: z.int().nullish(),
  name: z.string().nullish(),
  /** Square metres. */
  area: z.number().nullish(),
  position: z.looseObject({ latitude: z.number().nullish(), longitude: z.number().nullish() }).nullish(),
});

const row = record.extend({
  locationId: z.int().nullish(),
  name: z.string().nullish(),
  /** Metres. */
  length: z.number().nullish(),
  plants: z.int().nullish(),
  varietyId: z.int().nullish(),
});

const user = record.extend({
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  email: z.string().nullish(),
  roles: z.array(z.string()).nullish(),
  active: z.boolean().nullish(),
  lastLoginTimestamp: moment.nullish(),
});

const worker = record.extend({
  number: z.string().nullish(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  language: z.string().nullish(),
  groupIds: z.array(z.int()).nullish(),
  employedFrom: z.iso.date().nullish(),
  employedTo: z.iso.date().nullish(),
  /** Hours a week. */
  contract: z.looseObject({ hours: z.number().nullish(), agency: z.string().nullish() }).nullish(),
  active: z.boolean().nullish(),
});

const workerGroup = record.extend({ name: z.string().nullish(), leaderId: z.int().nullish() });

const task = record.extend({
  taskGroupId: z.int().nullish(),
  name: z.string().nullish(),
  unit: z.string().nullish(),
  /** Units an hour. */
  norm: z.number().nullish(),
  archived: z.boolean().nullish(),
});

const taskGroup = record.extend({ name: z.string().nullish(), sequence: z.int().nullish() });

const label = record.extend({
  name: z.string().nullish(),
  colour: z.string().nullish(),
  values: z.array(z.int()).nullish(),
});

const variety = record.extend({ name: z.string().nullish(), crop: z.string().nullish(), colour: z.string().nullish() });

const registration = record.extend({
  sessionId: z.int().nullish(),
  workerId: z.int().nullish(),
  taskId: z.int().nullish(),
  locationId: z.int().nullish(),
  rowId: z.int().nullish(),
  startTimestamp: moment.nullish(),
  endTimestamp: moment.nullish(),
  quantity: z.number().nullish(),
  labels: z.array(z.looseObject({ labelId: z.int().nullish(), value: z.int().nullish() })).nullish(),
  note: z.string().nullish(),
});

const session = record.extend({
  workerId: z.int().nullish(),
  deviceId: z.string().nullish(),
  workDate: z.iso.date().nullish(),
  loginTimestamp: moment.nullish(),
  logoutTimestamp: moment.nullish(),
  breaks: z.array(z.looseObject({ minutes: z.int().nullish(), paid: z.boolean().nullish() })).nullish(),
  approved: z.boolean().nullish(),
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
