import { MillraceError } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import type { Row } from '../core/types.ts';

/** Two keys of the rows would be one column. */
export class NamingError extends MillraceError {
  readonly code = 'naming';
}

/**
 * Gives the keys of the rows of one resource other names, which are remembered over all rows. What it returns throws a
 * `NamingError` where two keys would have one name.
 *
 * @param nested whether objects inside of rows get such names as well
 */
export function renaming(rename: (key: string) => string, resource: string, nested: boolean): (row: Row) => Row {
  const top = new Level(rename, resource);
  const record = (row: Row, level: Level): Row =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [level.name(key), nested ? inside(value, level, key) : value]),
    );
  const inside = (value: unknown, level: Level, key: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => inside(item, level, key));
    return isRecord(value) && !('toJSON' in value) ? record(value, level.below(key)) : value;
  };
  return (row) => record(row, top);
}

/** The names of the keys of one object. */
class Level {
  readonly #rename: (key: string) => string;
  readonly #resource: string;
  readonly #names = new Map<string, string>();
  readonly #keys = new Map<string, string>();
  readonly #levels = new Map<string, Level>();

  constructor(rename: (key: string) => string, resource: string) {
    this.#rename = rename;
    this.#resource = resource;
  }

  name(key: string): string {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = this.#rename(key);
    const other = this.#keys.get(name);
    if (other !== undefined) throw collision(this.#resource, other, key, name);
    this.#names.set(key, name);
    this.#keys.set(name, key);
    return name;
  }

  below(key: string): Level {
    let level = this.#levels.get(key);
    if (level === undefined) this.#levels.set(key, (level = new Level(this.#rename, this.#resource)));
    return level;
  }
}

function collision(resource: string, a: string, b: string, name: string): NamingError {
  return new NamingError(`"${a}" and "${b}" of its rows would both be called "${name}"`, {
    resource,
    setting: `resources.${resource}.naming`,
    fix: 'rename one of them in a map of processing_steps, or set naming to as_is',
  });
}
