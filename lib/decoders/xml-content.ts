/** A node in document order: text under `#text`, or an element, its children under its name and attributes in `:@`. */
export type XmlNode = Readonly<Record<string, unknown>>;

const TEXT = '#text';
const ATTRIBUTES = ':@';

export interface XmlContentOptions {
  /** What stands before each element name. */
  readonly guard: string;
  /** The elements that are a list even where there is one of them. */
  readonly lists: ReadonlySet<string>;
  /** What becomes of the name of an element or an attribute; `undefined` leaves it out. */
  readonly rename: ((name: string) => string | undefined) | undefined;
}

type Attributes = Readonly<Record<string, string>>;

/**
 * Document order as plain data: a text where there is nothing else, `null` where there is nothing at all, and an
 * object otherwise. An element that occurs several times is a list of its contents. Throws a `SyntaxError` where two
 * names become one.
 */
export function contentOf(
  children: readonly XmlNode[],
  options: XmlContentOptions,
  attributes: Attributes = {},
): unknown {
  const texts: string[] = [];
  const content: Record<string, unknown> = {};
  const nameOf = options.rename === undefined ? (name: string) => name : renamer(options.rename);
  for (const [original, value] of Object.entries(attributes)) {
    const name = nameOf(original);
    if (name !== undefined) define(content, name, value);
  }
  let hasElements = false;
  for (const node of children) {
    const guarded = Object.keys(node).find((key) => key !== ATTRIBUTES)!;
    if (guarded === TEXT) texts.push(String(node[TEXT]));
    else {
      hasElements = true;
      const own = node[ATTRIBUTES] as Attributes | undefined;
      const name = nameOf(guarded.slice(options.guard.length))!;
      addElement(content, name, contentOf(node[guarded] as XmlNode[], options, own), options.lists.has(name));
    }
  }

  const text = (hasElements ? texts.filter((part) => part.trim() !== '') : texts).join('');
  if (!isIndentation(text)) {
    if (Object.keys(content).length === 0) return text;
    content[TEXT] = text;
  }
  return Object.keys(content).length === 0 ? null : content;
}

/** Renames the children of one element. Two names that become one would mix what is apart. */
function renamer(rename: (name: string) => string | undefined): (original: string) => string | undefined {
  const names = new Map<string | undefined, string>();
  return (original) => {
    const name = rename(original);
    const other = names.get(name);
    if (name !== undefined && other !== undefined && other !== original) {
      throw new SyntaxError(`Both ${other} and ${original} would be called ${name}.`);
    }
    names.set(name, original);
    return name;
  };
}

function addElement(content: Record<string, unknown>, name: string, value: unknown, isList: boolean): void {
  const before = Object.hasOwn(content, name) ? content[name] : undefined;
  if (Array.isArray(before)) before.push(value);
  else if (before === undefined) define(content, name, isList ? [value] : value);
  else define(content, name, [before, value]);
}

/** Defined, not assigned: an element may be called `__proto__`. */
function define(content: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(content, name, { value, configurable: true, enumerable: true, writable: true });
}

/** Nothing, or white space over more than one line. A blank within one line is a value. */
function isIndentation(text: string): boolean {
  return text === '' || (text.includes('\n') && text.trim() === '');
}
