/**
 * An in-app onboarding tool: what is shown to the visitors of an application, to whom, and what they answer.
 *
 * Publishes helpbars, segments, urls, url_groups, changes, launchers, tooltips, tours, surveys and survey_responses.
 * Each run asks for everything and takes what was updated since the run before. Records have more properties than
 * are named here; all of them are kept.
 *
 *     API_KEY=... npx millrace run pipelines/onboarding.ts --out data --set client.base_url=https://your.api/v3/
 */
import { restApiSource, secret } from 'millrace';
import { z } from 'zod';

const moment = z.iso.datetime({ offset: true });
const text = z.string().nullish();

/** What every record has; only these are always there. */
const record = z.looseObject({
  id: z.union([z.string(), z.int()]),
  created_at: moment.nullish(),
  updated_at: moment,
});

/** What is shown to a visitor. */
const experience = record.extend({
  name: text,
  segment_id: text,
  published_at: moment.nullish(),
  rank: z.number().nullish(),
});

const helpbar = experience.extend({
  placeholder: text,
  items: z.array(z.looseObject({ kind: z.string(), title: text })).nullish(),
});

const segment = record.extend({
  name: text,
  items: z.array(z.looseObject({ kind: z.string(), prop: text, op: text, value: text })).nullish(),
  items_op: text,
});

const url = record.extend({ url: text, enabled_at: moment.nullish(), archived_at: moment.nullish() });

const urlGroup = record.extend({ name: text, url_ids: z.array(z.string()).nullish() });

const change = record.extend({
  action: text,
  editor: z.looseObject({ id: z.string(), email: text }).nullish(),
  data: z.looseObject({ from: text, to: text }).nullish(),
});

const launcher = experience.extend({ title: text, list_type: text });

const tooltip = experience.extend({ position: text });

const tour = experience.extend({
  steps: z.array(z.looseObject({ order: z.int(), body: text })).nullish(),
});

const survey = experience.extend({ question: text });

const surveyResponse = record.extend({
  survey_id: text,
  href: text,
  profile: z.looseObject({ id: z.string(), uid: text, email: text }).nullish(),
  button_order: z.int().nullish(),
  input_text: text,
  dropdown_items: z.array(z.string()).nullish(),
  finished_at: moment.nullish(),
});

/** A list in pages of 50, taken up where the run before ended. */
function list<const Name extends string, const Path extends string, Schema extends z.ZodObject>(
  name: Name,
  path: Path,
  data_selector: string,
  schema: Schema,
) {
  const paginator = { type: 'offset' as const, limit: 50 };
  const incremental = { cursor_path: 'updated_at', initial_value: '1970-01-01T00:00:00.000Z' };
  return { name, endpoint: { path, data_selector, paginator, incremental }, schema };
}

export default restApiSource({
  name: 'onboarding',
  client: {
    base_url: 'https://api.example.com/v3/',
    auth: { type: 'api_key', name: 'api_key', api_key: secret('api_key'), location: 'header' },
  },
  resource_defaults: {
    primary_key: 'id',
    write_disposition: 'merge',
    endpoint: {
      params: { limit: 50 },
      error_handler: { retry_on_status_codes: [429], max_retries: 3, backoff_factor: 2 },
    },
  },
  resources: [
    list('helpbars', '/edit/searches', 'searches', helpbar),
    list('segments', '/edit/segments', 'segments', segment),
    list('urls', '/edit/urls', 'urls', url),
    list('url_groups', '/edit/url_groups', 'url_groups', urlGroup),
    list('changes', '/edit/changes', 'changes', change),
    list('launchers', '/edit/launchers', 'launchers', launcher),
    list('tooltips', '/edit/tooltips', 'tooltips', tooltip),
    list('tours', '/edit/tours', 'tours', tour),
    list('surveys', '/edit/surveys', 'surveys', survey),
    list('survey_responses', '/analyze/responses', 'responses', surveyResponse),
  ],
});
