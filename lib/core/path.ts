/**
 * Where something is inside a decoded body or a row: `data.items` or `["Response","StaffList","Staff"]`.
 * A number picks an element of a list, `-1` the last one; `$` is the whole value.
 */
export interface Path {
  /** As the user wrote it, for messages. */
  readonly text: string;
  readonly keys: readonly string[];
  /** The value there, or `undefined` where there is none. Never throws. */
  readonly read: (value: unknown) => unknown;
}

export function compilePath(source: string | readonly string[]): Path {
  const keys = typeof source === 'string' ? splitPath(source) : source;
  const text = typeof source === 'string' ? source : source.join('.');
  return { text, keys, read: (value) => readKeys(value, keys) };
}

const TOKEN = /\[(?:(-?\d+)|'([^']*)'|"([^"]*)")\]|([^.[\]]+)/g;

function splitPath(text: string): readonly string[] {
  const keys = [...text.matchAll(TOKEN)].map(
    ([, index, single, double, plain]) => index ?? single ?? double ?? plain ?? '',
  );
  return text.startsWith('$') && keys[0] === '$' ? keys.slice(1) : keys;
}

const INDEX = /^-?\d+$/;

function readKeys(value: unknown, keys: readonly string[]): unknown {
  let here = value;
  for (const key of keys) {
    if (Array.isArray(here)) here = INDEX.test(key) ? here.at(Number(key)) : undefined;
    else if (typeof here === 'object' && here !== null && Object.hasOwn(here, key))
      here = (here as Record<string, unknown>)[key];
    else return undefined;
  }
  return here;
}
