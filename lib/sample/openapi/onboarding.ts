import {
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

const LISTS = {
  '/edit/searches': 'Search',
  '/edit/segments': 'Segment',
  '/edit/urls': 'Url',
  '/edit/url_groups': 'UrlGroup',
  '/edit/changes': 'Change',
  '/edit/launchers': 'Launcher',
  '/edit/tooltips': 'Tooltip',
  '/edit/tours': 'Tour',
  '/edit/surveys': 'Survey',
  '/analyze/responses': 'SurveyResponse',
} as const;

/** What every record has; some have more properties than are described. */
const of = (properties: Readonly<Record<string, Schema>>): Schema => ({ allOf: [ref('Record'), record(properties)] });

const experience = { name: text, segment_id: orNull(text), published_at: orNull(moment), rank: number };

/** The in-app onboarding tool of the sample API. */
export const onboardingDocument = openApi(
  {
    title: 'Onboarding',
    security: { type: 'apiKey', name: 'api_key', in: 'header' },
    paths: Object.fromEntries(
      Object.entries(LISTS).map(([path, schema]) => {
        const name = path.slice(path.lastIndexOf('/') + 1);
        const answer = record({ [name]: list(ref(schema)), cursor: record({ limit: whole, before: orNull(text) }) });
        return [path, get(`All ${name}, by offset and limit.`, answer, { params: offsetAndLimit(50, 500) })];
      }),
    ),
    schemas: {
      Record: {
        type: 'object',
        required: ['id', 'created_at', 'updated_at'],
        properties: {
          id: text,
          created_at: moment,
          updated_at: moment,
          platform: text,
          tag_names: list(text),
          stats: record({ started_count: whole, completed_count: whole }),
        },
      },
      Search: of({ ...experience, placeholder: text, items: list(record({ kind: text, title: text })) }),
      Segment: of({
        name: text,
        items: list(record({ kind: text, prop: text, op: text, value: text })),
        items_op: { type: 'string', enum: ['and', 'or'] },
      }),
      Url: of({ url: { type: 'string', format: 'uri' }, enabled_at: orNull(moment), archived_at: orNull(moment) }),
      UrlGroup: of({ name: text, url_ids: list(text) }),
      Change: of({
        action: text,
        editor: record({ id: text, email: text }),
        data: { type: 'object', properties: { from: orNull(text), to: text } },
      }),
      Launcher: of({ ...experience, title: text, list_type: text }),
      Tooltip: of({ ...experience, position: text }),
      Tour: of({ ...experience, steps: list(record({ order: whole, body: text })) }),
      Survey: of({ ...experience, question: text }),
      SurveyResponse: of({
        survey_id: text,
        href: orNull(text),
        profile: record({ id: text, uid: text, email: orNull(text) }),
        button_order: orNull(whole),
        input_text: orNull(text),
        dropdown_items: list(text),
        finished_at: orNull(moment),
      }),
    },
  },
  '/v3',
);
