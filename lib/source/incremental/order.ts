/** Which of two cursors is further along: the order that `last_value_func` makes. */
import { isDeepStrictEqual } from 'node:util';
import { rowText } from '../../rows/row-text.ts';
import { CursorError } from './cursor-error.ts';
import { compareValues, cursorValue, type CursorValue } from './cursor-value.ts';

/** A function of one or two cursors, the newer one first, that gives what the two lead to. */
export type LastValueFunction = (values: readonly unknown[]) => unknown;

/** A cursor that is ready to be compared. */
export interface Mark {
  readonly raw: unknown;
  /** None where a function of the user compares. */
  readonly value?: CursorValue;
}

export interface Order {
  /** Throws a `CursorError` for a cursor that cannot be compared at all. */
  mark(raw: unknown): Mark;
  /** Below 0 where `a` is behind `b`, 0 where it is there, above 0 where it is further. Throws a `CursorError`. */
  position(a: Mark, b: Mark): number;
  /** The furthest of what was seen before and of one more. */
  advance(before: Mark | undefined, mark: Mark): Mark;
}

/** Names the cursor in errors. */
export interface CursorName {
  readonly resource: string;
  readonly cursorPath: string;
}

export function orderOf(func: 'max' | 'min' | LastValueFunction, name: CursorName): Order {
  return typeof func === 'function' ? functionOrder(func) : naturalOrder(func === 'max' ? 1 : -1, name);
}

function naturalOrder(direction: 1 | -1, name: CursorName): Order {
  const position = (a: Mark, b: Mark): number => {
    const compared = compareValues(a.value!, b.value!);
    if (compared === undefined) throw incomparable(a, b, name);
    return compared * direction;
  };
  return {
    mark: (raw) => {
      const value = cursorValue(raw);
      if (value === undefined) throw unordered(raw, name);
      return { raw, value };
    },
    position,
    advance: (before, mark) => (before === undefined || position(mark, before) > 0 ? mark : before),
  };
}

/** dlt's meaning: a cursor is further where the function makes something else of it and of what was before. */
function functionOrder(func: LastValueFunction): Order {
  return {
    mark: (raw) => ({ raw }),
    position: (a, b) => {
      if (!isDeepStrictEqual(func([a.raw, b.raw]), b.raw)) return 1;
      return isDeepStrictEqual(func([a.raw]), b.raw) ? 0 : -1;
    },
    advance: (before, { raw }) => ({ raw: func(before === undefined ? [raw] : [raw, before.raw]) }),
  };
}

function incomparable(a: Mark, b: Mark, name: CursorName): CursorError {
  return new CursorError(`the cursors ${described(a)} and ${described(b)} of ${name.cursorPath} cannot be compared`, {
    ...placeOf(name),
    fix: 'make them one kind in processing_steps, or compare them by a last_value_func of your own',
  });
}

function unordered(raw: unknown, name: CursorName): CursorError {
  return new CursorError(`the cursor ${name.cursorPath} of a row is ${rowText(raw)}, which has no order`, {
    ...placeOf(name),
    fix: 'let cursor_path lead to a time, a number or a text, or compare by a last_value_func of your own',
  });
}

export function placeOf({ resource }: CursorName) {
  return { resource, setting: `resources.${resource}.endpoint.incremental` };
}

const KINDS = { time: 'a time', number: 'a number', text: 'a text' } as const;

function described({ raw, value }: Mark): string {
  return `${rowText(raw)} (${KINDS[value!.kind]})`;
}
