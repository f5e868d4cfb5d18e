/** Puts something else into the place of the secrets in a text, and back again. */
export interface HiddenSecrets {
  /** The text without any secret; `undefined` where it looks as if some were hidden in it already. */
  readonly hide: (text: string) => string | undefined;
  /** The text with the secrets of today. */
  readonly show: (text: string) => string;
  /** Whether a part of a hidden text is a secret and nothing else. */
  readonly isHidden: (part: string) => boolean;
}

const OPENING = '⟦';
const PLACE = /⟦(\d+)\.(\d+)⟧/g;
/** Shorter ones are everywhere; they are not hidden in messages either. */
const SHORTEST_SECRET = 3;

/**
 * Hides these values in JSON text: as they are, URL-encoded, and in base64. What stands in their place says which
 * value it was, in which form, and nothing about it.
 *
 * @param values in an order that is the same in each run of a source
 */
export function hiddenSecrets(values: readonly string[]): HiddenSecrets {
  const forms = values.map(formsOf);
  const places = new Map<string, string>();
  for (const [i, ofValue] of forms.entries()) {
    if (values[i]!.length < SHORTEST_SECRET) continue;
    for (const [form, text] of ofValue.entries()) if (!places.has(text)) places.set(text, `${OPENING}${i}.${form}⟧`);
  }
  // The longest first, so that no part of a longer one is left over; all at once, so that nothing is hidden twice.
  const texts = [...places.keys()].sort((a, b) => b.length - a.length);
  const any = texts.length === 0 ? undefined : new RegExp(texts.map(escaped).join('|'), 'g');
  return {
    hide: (text) => {
      if (text.includes(OPENING)) return undefined;
      return any === undefined ? text : text.replace(any, (found) => places.get(found)!);
    },
    show: (text) => text.replace(PLACE, (place, i: string, form: string) => forms[Number(i)]?.[Number(form)] ?? place),
    isHidden: (part) => part.replace(PLACE, '') === '',
  };
}

/** The forms a value may have inside of a JSON string. */
function formsOf(value: string): readonly string[] {
  const forms = [value, encodeURIComponent(value), new URLSearchParams([['', value]]).toString().slice(1)];
  return [...forms, Buffer.from(value).toString('base64')].map((form) => JSON.stringify(form).slice(1, -1));
}

function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}
