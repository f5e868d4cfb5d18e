import { keyInQuery, type ApiDefinition, type SampleRow } from './definition.ts';
import { writeJson } from './json.ts';
import { byOffset, listEndpoint } from './page.ts';
import { iso, type Random } from './random.ts';

const COLOURS = ['red', 'green', 'blue', 'amber', 'violet'] as const;
const SIZES = ['S', 'M', 'L', 'XL'] as const;

/** A plain API: one list by offset and limit, without a total. Its values are the ones that are easily damaged. */
export const generic: ApiDefinition = {
  name: 'generic',
  seed: 1001,
  paths: /^\/v1\/resource$/,
  contentType: 'application/json; charset=utf-8',
  keyOf: keyInQuery('api_key'),
  write: writeJson,
  build: (random) => [
    listEndpoint({
      path: '/v1/resource',
      resource: 'resource_name',
      rows: random.rows(2500, (index) => item(random, index)),
      window: byOffset(100, 1000),
      envelope: (data) => ({ data }),
    }),
  ],
};

function item({ faker, int, amount, orNull, pick, some, chance, moment, text }: Random, index: number): SampleRow {
  const created = moment(900);
  const attributes = {
    colour: pick(COLOURS),
    size: pick(SIZES),
    dimensions: { width: amount(1, 90), height: amount(1, 90) },
  };
  return {
    id: index + 1,
    name: text(index, faker.commerce.productName()),
    value: orNull(0.04, () => amount(-500, 5_000)),
    // Whole numbers and fractions in one column.
    score: chance(0.5) ? int(0, 10) : amount(0, 10),
    active: orNull(0.02, () => chance(0.8)),
    // In every tenth row an odd number beyond 2^53, which a double cannot hold.
    big_ref:
      index % 10 === 3 ? 9_007_199_254_740_993n + BigInt(index) * 1_000_002n : orNull(0.1, () => int(1, 10 ** 9)),
    description: index % 250 === 40 ? faker.lorem.paragraphs(40, '\n') : orNull(0.1, () => faker.lorem.sentence()),
    tags: some(COLOURS, 3),
    attributes: chance(0.08) ? {} : orNull(0.03, () => attributes),
    created_at: iso(created),
    updated_at: iso(created + int(0, 40 * 86_400) * 1000),
  };
}
