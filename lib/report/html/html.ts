/** HTML that was made by this room; nothing from outside becomes one without being escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template. A list is written one behind the other, and nothing for `undefined` and `false`. */
export type Part = Html | string | number | undefined | false | readonly Part[];

/** Makes HTML: what is put into the template is escaped, unless it is HTML itself. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(texts.map((text, i) => (i === 0 ? '' : written(parts[i - 1])) + text).join(''));
}

/** Controls, halves of characters, and the marks that turn the direction of what follows: they are shown as what they are. */
const UNSHOWN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text for the inside of an element or of a quoted attribute. */
export function escaped(text: string): string {
  return text.replace(UNSHOWN, '\ufffd').replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}

function written(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(written).join('');
  return escaped(String(part));
}
