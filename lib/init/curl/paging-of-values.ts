import { pagingRole, type PagingRole } from '../paging-names.ts';

export interface FoundPaging {
  /** `undefined` where the values do not say it; the first answer does then. */
  readonly paginator: unknown;
  /** The names that are the paginator's, and no longer to be sent by the request itself. */
  readonly taken: readonly string[];
  readonly notes: readonly string[];
}

type Place = 'param' | 'body_path';

/** How a request pages, by the names and values that it sends. */
export function pagingOfValues(values: Readonly<Record<string, unknown>>, place: Place): FoundPaging {
  const find = (role: PagingRole) =>
    Object.entries(values).find(
      ([name, value]) => pagingRole(name) === role && (role === 'cursor' ? isToken(value) : isCount(value)),
    );
  const [size, page, offset] = [find('size'), find('page'), find('offset')];
  const limit = size && Number(size[1]) > 0 ? { limit: Number(size[1]), ...nameOption('limit', size[0], place) } : {};
  const taken = (...found: readonly (readonly [string, unknown] | undefined)[]) =>
    found.flatMap((one) => (one === undefined ? [] : [one[0]]));
  if (page !== undefined) {
    const base = Number(page[1]);
    return {
      paginator: {
        type: 'page_number',
        ...(base <= 1 && { base_page: base }),
        ...nameOption('page', page[0], place, 'page'),
        ...limit,
      },
      taken: taken(page, size),
      notes: base > 1 ? [`page ${base} was asked for: the pipeline begins with the first one`] : [],
    };
  }
  if (offset !== undefined && 'limit' in limit) {
    const paginator = { type: 'offset', ...limit, ...nameOption('offset', offset[0], place, 'offset') };
    return { paginator, taken: taken(offset, size), notes: [] };
  }
  const other =
    offset ??
    find('cursor') ??
    Object.entries(values).find(([name, value]) => pagingRole(name) === 'page' && isToken(value));
  if (other === undefined) return { paginator: undefined, taken: [], notes: [] };
  return {
    paginator: undefined,
    taken: taken(other),
    notes: [
      `${other[0]} says which page is meant, and is left out so that the first one comes first; how the next one is found is decided by the first answer (\`paginator: auto\`), and \`millrace check\` shows it`,
    ],
  };
}

/** The name of a parameter, unless it is what the paginator sends by itself. */
function nameOption(what: string, name: string, place: Place, fallback?: string): Readonly<Record<string, string>> {
  return place === 'param' && name === fallback ? {} : { [`${what}_${place}`]: name };
}

function isCount(value: unknown): boolean {
  return (typeof value === 'number' || typeof value === 'string') && /^\d{1,9}$/.test(String(value));
}

/** A cursor, and no date to filter by. */
function isToken(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && !/^\d{4}-\d\d/.test(value);
}
