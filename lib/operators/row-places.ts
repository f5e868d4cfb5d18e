import { SelectorError } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import type { Row } from '../core/types.ts';
import type { Detected } from './detect-rows.ts';
import { selectorText } from './find-lists.ts';

const DEPTH = 3;

/** Records may have keys that are data; more places than this are not remembered. */
const REMEMBERED = 1000;

/** Where the answers of one resource had their rows, so that two of them are not read in two ways. */
export class RowPlaces {
  /** Of lists with rows. */
  readonly #lists = new Map<string, readonly string[]>();
  /** In answers that were taken for one row each: where a list of rows could have been, had there been several. */
  readonly #gaps = new Set<string>();

  /**
   * Throws a `SelectorError` where an answer is taken for one row although another one has a list of rows at the same
   * place: there it is empty, null or, as XML writes a list of one, an object.
   */
  check(body: Row, detected: Detected, context: { readonly resource: string; readonly setting: string }): void {
    if (detected.kind === 'list' && detected.list.items.length > 0) {
      const { keys } = detected.list;
      if (gapsFor(keys).some((gap) => this.#gaps.has(gap))) throw twoWays(keys, context);
      this.#lists.set(selectorText(keys), keys);
    }
    if (detected.kind !== 'row') return;
    const gaps = new Set(gapsIn(body));
    for (const keys of this.#lists.values()) {
      if (gapsFor(keys).some((gap) => gaps.has(gap))) throw twoWays(keys, context);
    }
    for (const gap of gaps) if (this.#gaps.size < REMEMBERED) this.#gaps.add(gap);
  }
}

/** What a body would have in the place of a list with these keys, where it had one row or none. */
function gapsFor(keys: readonly string[]): string[] {
  const nothing = keys.map((_, i) => `nothing ${selectorText(keys.slice(0, i + 1))}`);
  return [`object ${selectorText(keys)}`, ...nothing];
}

function gapsIn(value: unknown, keys: readonly string[] = []): string[] {
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) {
    return [`nothing ${selectorText(keys)}`];
  }
  if (!isRecord(value)) return [];
  const inside =
    keys.length === DEPTH ? [] : Object.entries(value).flatMap(([key, item]) => gapsIn(item, [...keys, key]));
  return keys.length === 0 ? inside : [`object ${selectorText(keys)}`, ...inside];
}

function twoWays(
  keys: readonly string[],
  context: { readonly resource: string; readonly setting: string },
): SelectorError {
  const path = selectorText(keys);
  return new SelectorError(`one answer looks like a single row, another one like a list of rows at "${path}"`, {
    ...context,
    fix: `set data_selector to "${path}" for the rows of that list, or to "$" for one row an answer`,
  });
}
