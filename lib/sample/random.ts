import type { Faker } from '@faker-js/faker';

const DAY = 86_400_000;

/** The newest moment in the data: nothing depends on the clock of the machine. */
const LATEST = Date.UTC(2025, 5, 30, 18);

/** Texts that careless code breaks: accents, other scripts, emoji, quotes, separators, line ends, markup. */
const AWKWARD = [
  'Crème brûlée & Söhne',
  'Žluťoučký kůň 🐎',
  '東京タワー',
  'مرحبا بالعالم',
  'She said "yes", he said \'no\'; C:\\temp\\new',
  'Two lines:\nfirst\nsecond',
  'Family 👩‍👩‍👧‍👦, flag 🇳🇱, e\u0301',
  'comma, semicolon; pipe | tab\tend',
  '<b>bold</b> & <i>italic</i>',
] as const;

/** Every how many rows an awkward text stands in for a plain one. */
const AWKWARD_EVERY = 23;

/** Deterministic data: the same seed and size give the same values on every machine. */
export interface Random {
  readonly faker: Faker;
  /** `base` rows times the size of the sample, at least one. */
  readonly rows: <T>(base: number, make: (index: number, count: number) => T) => T[];
  /** A whole number, both ends included. */
  readonly int: (min: number, max: number) => number;
  /** A number with two decimal places. */
  readonly amount: (min: number, max: number) => number;
  readonly chance: (probability: number) => boolean;
  /** What `make` gives, or, with the probability given, null. */
  readonly orNull: <T>(probability: number, make: () => T) => T | null;
  readonly pick: <T>(list: readonly T[]) => T;
  /** Up to `most` different elements, in order; often none. */
  readonly some: <T>(list: readonly T[], most: number) => T[];
  /** A moment in the `days` before the newest, in milliseconds since 1970. */
  readonly moment: (days: number) => number;
  /** `plain`, or at every so many rows a text that is hard to carry unharmed. */
  readonly text: (index: number, plain: string) => string;
}

/** The moment `days` before the newest one in the data, in milliseconds since 1970. */
export function daysBack(days: number): number {
  return LATEST - days * DAY;
}

/** `2025-06-30T18:00:00.000Z` */
export function iso(moment: number): string {
  return new Date(moment).toISOString();
}

/** `2025-06-30` */
export function isoDate(moment: number): string {
  return iso(moment).slice(0, 10);
}

/** Only the English texts of faker are loaded: a tenth of the time that all of its languages take. */
export async function loadFaker(): Promise<Faker> {
  const { faker } = await import('@faker-js/faker/locale/en');
  return faker;
}

/**
 * Seeds `faker` and returns the generator on top of it. One instance serves all APIs in turn, so everything has to
 * be drawn before the next generator is made.
 */
export function createRandom(faker: Faker, seed: number, size: number): Random {
  faker.seed(seed);
  const int = (min: number, max: number) => faker.number.int({ min, max });
  const chance = (probability: number) => faker.number.int(999_999) < probability * 1_000_000;
  return {
    faker,
    int,
    chance,
    rows: (base, make) => {
      const length = Math.max(1, Math.round(base * size));
      return Array.from({ length }, (_, index) => make(index, length));
    },
    amount: (min, max) => int(min * 100, max * 100) / 100,
    orNull: (probability, make) => {
      const value = make();
      return chance(probability) ? null : value;
    },
    pick: (list) => faker.helpers.arrayElement(list),
    some: (list, most) => {
      const wanted = int(0, most) / list.length;
      return list.filter(() => chance(wanted)).slice(0, most);
    },
    moment: (days) => LATEST - int(0, days * 86_400) * 1000,
    text: (index, plain) =>
      index % AWKWARD_EVERY === 7 ? AWKWARD[Math.floor(index / AWKWARD_EVERY) % AWKWARD.length]! : plain,
  };
}
