import type { SampleRow } from './definition.ts';
import { iso, type Random } from './random.ts';

const PLATFORMS = ['desktop', 'mobile', 'tablet'] as const;
const TAGS = ['trial', 'beta', 'enterprise', 'churn-risk', 'new-ui', 'q3'] as const;
const ACTIONS = ['published', 'unpublished', 'created', 'renamed', 'archived'] as const;

interface List {
  readonly path: string;
  /** The key of the list in the body. */
  readonly selector: string;
  readonly resource: string;
  readonly rows: readonly SampleRow[];
}

/** All lists of the onboarding API. */
export function onboardingLists(random: Random): readonly List[] {
  const { faker, int, pick, some, orNull, chance, moment, text } = random;
  const id = () => objectId(random);
  const many = <T>(most: number, make: (index: number) => T) =>
    Array.from({ length: int(0, most) }, (_, index) => make(index));
  const list = (path: string, resource: string, count: number, own: (index: number) => SampleRow): List => ({
    path,
    selector: path.slice(path.lastIndexOf('/') + 1),
    resource,
    rows: random.rows(count, (index) => record(random, own(index))),
  });
  /** What is shown to a visitor of the application. */
  const experience = (index: number) => ({
    name: text(index, `${faker.hacker.verb()} ${faker.hacker.noun()}`),
    segment_id: orNull(0.2, id),
    published_at: orNull(0.3, () => iso(moment(300))),
    // Whole numbers in some rows, fractions in others.
    rank: chance(0.5) ? int(0, 20) : int(0, 2000) / 100,
  });

  const surveys = list('/edit/surveys', 'surveys', 130, (index) => ({
    ...experience(index),
    question: `${faker.lorem.sentence(6).slice(0, -1)}?`,
  }));
  return [
    list('/edit/searches', 'helpbars', 60, (index) => ({
      ...experience(index),
      placeholder: faker.lorem.words(3),
      items: many(3, () => ({ kind: pick(['action', 'group']), title: faker.lorem.words(2) })),
    })),
    list('/edit/segments', 'segments', 340, (index) => ({
      name: text(index, faker.company.buzzPhrase()),
      items: many(4, () => ({
        kind: pick(['property', 'event', 'company']),
        prop: faker.database.column(),
        op: pick(['eq', 'gt', 'in', 'nin']),
        value: String(int(1, 99)),
      })),
      items_op: pick(['and', 'or']),
    })),
    list('/edit/urls', 'urls', 480, () => ({
      url: `https://${faker.internet.domainName()}/${faker.lorem.slug(2)}?tab=${int(1, 9)}&from=menu`,
      enabled_at: orNull(0.3, () => iso(moment(300))),
      archived_at: orNull(0.9, () => iso(moment(30))),
    })),
    list('/edit/url_groups', 'url_groups', 75, (index) => ({
      name: text(index, faker.commerce.department()),
      url_ids: many(5, id),
    })),
    list('/edit/changes', 'changes', 1_200, () => ({
      action: pick(ACTIONS),
      editor: { id: id(), email: faker.internet.email() },
      data: chance(0.2) ? {} : { from: orNull(0.4, () => faker.word.noun()), to: faker.word.noun() },
    })),
    list('/edit/launchers', 'launchers', 90, (index) => ({
      ...experience(index),
      title: faker.lorem.words(3),
      list_type: pick(['default', 'checklist']),
    })),
    list('/edit/tooltips', 'tooltips', 210, (index) => ({ ...experience(index), position: pick(['top', 'left']) })),
    list('/edit/tours', 'tours', 180, (index) => ({
      ...experience(index),
      steps: many(5, (step) => ({ order: step, body: faker.lorem.sentence() })),
    })),
    surveys,
    list('/analyze/responses', 'survey_responses', 3_000, (index) => ({
      survey_id: pick(surveys.rows)['id'],
      href: orNull(0.1, () => faker.internet.url()),
      profile: { id: id(), uid: String(int(1, 90_000)), email: orNull(0.2, () => faker.internet.email()) },
      button_order: orNull(0.1, () => int(0, 10)),
      input_text: chance(0.7) ? null : text(index, faker.lorem.sentence()),
      dropdown_items: some(['price', 'speed', 'support', 'other'], 2),
      finished_at: orNull(0.15, () => iso(moment(200))),
    })),
  ];
}

/** What every record has, its own properties, and some that only a few rows carry. */
function record(random: Random, own: SampleRow): SampleRow {
  const { int, pick, some, chance, moment } = random;
  const created = moment(700) + int(0, 999);
  return {
    id: objectId(random),
    created_at: iso(created),
    updated_at: iso(created + int(0, 60 * 86_400) * 1000 + int(0, 999)),
    ...own,
    ...(chance(0.25) ? { platform: pick(PLATFORMS) } : {}),
    ...(chance(0.15) ? { tag_names: some(TAGS, 3) } : {}),
    ...(chance(0.1) ? { stats: { started_count: int(0, 9_000), completed_count: int(0, 900) } } : {}),
    ...(chance(0.05) ? { rules: [{ kind: 'delay', seconds: int(1, 60) }] } : {}),
  };
}

function objectId({ faker }: Random): string {
  return faker.string.hexadecimal({ length: 24, casing: 'lower', prefix: '' });
}
