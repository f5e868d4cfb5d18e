import { isoDate, type Random } from './random.ts';

/** How another record is named inside a record. */
export interface Reference {
  readonly UUID: string;
  readonly Name: string;
}

export function reference({ UUID, Name }: Reference): Reference {
  return { UUID, Name };
}

/** What the XML of this API writes as text. */
export function textValues({ faker, int, amount, chance, moment }: Random) {
  return {
    uuid: () => faker.string.uuid(),
    money: (most: number) => amount(0, most).toFixed(2),
    /** Midnight, without a time zone. */
    day: (back: number) => `${isoDate(moment(back))}T00:00:00`,
    yesNo: (probability: number) => (chance(probability) ? 'Yes' : 'No'),
    trueFalse: (probability: number) => (chance(probability) ? 'true' : 'false'),
    minutes: (most: number) => String(int(0, most) * 15),
    numbered: (prefix: string, index: number) => `${prefix}${String(index + 1).padStart(6, '0')}`,
    /** A list of none to `most`. */
    many: <T>(most: number, make: (index: number) => T): T[] =>
      Array.from({ length: int(0, most) }, (_, index) => make(index)),
  };
}
