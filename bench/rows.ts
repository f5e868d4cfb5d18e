/** The rows of the benchmark: 13 fields, about 350 bytes of JSON each, the same on every machine. */
export interface BenchRow {
  id: number;
  /** Position of the row in the whole answer, from 0: tells which of two rows with one key came last. */
  sequence: number;
  external_id: string;
  name: string;
  email: string;
  status: string;
  active: boolean;
  score: number;
  created_at: string;
  updated_at: string;
  address: { city: string; postcode: string; country: string };
  tags: string[];
  note: string;
}

/** Every tenth row repeats the key of an earlier row. */
const REPEAT_EVERY = 10;
const EPOCH = Date.UTC(2024, 0, 1);
const DAY = 86_400_000;
const FIRST = ['Ada', 'Bela', 'Chiara', 'Dmitri', 'Emeka', 'Farah', 'Grace', 'Hiro', 'Ines', 'Jonas', 'Kaja', 'Liv'];
const LAST = ['Abe', 'Brandt', 'Costa', 'Dubois', 'Eriksen', 'Fofana', 'Garcia', 'Huang', 'Ivanova', 'Jensen', 'Kowal'];
const STATUS = ['queued', 'running', 'finished', 'failed', 'cancelled'];
const CITY = ['Lisbon', 'Oslo', 'Turin', 'Gdansk', 'Lyon', 'Leeds', 'Ghent', 'Malmo'];
const COUNTRY = ['PT', 'NO', 'IT', 'PL', 'FR', 'GB', 'BE', 'SE'];
const TAGS = ['weekly', 'retail', 'manual', 'priority', 'archive', 'export', 'trial'];

/** Number of distinct keys among the first `rows` rows. */
export function distinctKeys(rows: number): number {
  return rows - Math.floor(rows / REPEAT_EVERY);
}

/** The key of row `index`: counts up from 1; every tenth row takes the key of some earlier row instead. */
export function keyOf(index: number): number {
  const fresh = index - Math.floor(index / REPEAT_EVERY);
  return index % REPEAT_EVERY === REPEAT_EVERY - 1 ? 1 + (scramble(index) % fresh) : 1 + fresh;
}

/** Row `index`, made from nothing but its index. */
export function benchRow(index: number): BenchRow {
  const random = scramble(index);
  const more = scramble(random);
  const id = keyOf(index);
  const name = `${pick(FIRST, random)} ${pick(LAST, random >>> 8)}`;
  const created = EPOCH + (more % 700) * DAY + (random % DAY);
  const place = (more >>> 12) % CITY.length;
  return {
    id,
    sequence: index,
    external_id: `${hex(random)}-${hex(more)}-${hex(id)}`,
    name,
    email: `${name.toLowerCase().replace(' ', '.')}${id}@example.com`,
    status: pick(STATUS, more),
    active: (random & 4) === 0,
    score: (more % 1_000_000) / 1000,
    created_at: new Date(created).toISOString(),
    updated_at: new Date(created + index * 1000).toISOString(),
    address: {
      city: CITY[place]!,
      postcode: String(10_000 + (random % 89_999)),
      country: COUNTRY[place]!,
    },
    tags: [pick(TAGS, random), pick(TAGS, more)].slice(0, random % 3),
    note: `call ${more % 9973} back`,
  };
}

/** The sum of `sequence` over the last row of each key: what a table with "last row wins" must add up to. */
export function lastSequenceSum(rows: number): number {
  const last = new Map<number, number>();
  for (let index = 0; index < rows; index += 1) last.set(keyOf(index), index);
  let sum = 0;
  for (const sequence of last.values()) sum += sequence;
  return sum;
}

/** A 32-bit mix (the finaliser of MurmurHash3): a deterministic stand-in for a random number. */
function scramble(value: number): number {
  let x = (value + 0x9e3779b9) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

function pick(words: string[], number: number): string {
  return words[number % words.length]!;
}

function hex(number: number): string {
  return number.toString(16).padStart(8, '0');
}
