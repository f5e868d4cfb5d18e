/** A node in document order: text under `#text`, or an element, its children under its name and attributes in `:@`. */
export type XmlNode = Readonly<Record<string, unknown>>;

const TEXT = '#text';
const ATTRIBUTES = ':@';

/**
 * Document order as plain data: a text where there is nothing else, `null` where there is nothing at all, and an
 * object otherwise. An element that occurs several times is a list of its contents.
 *
 * @param guard what stands before each element name
 */
export function contentOf(
  children: readonly XmlNode[],
  guard: string,
  attributes: Readonly<Record<string, string>> = {},
): unknown {
  const texts: string[] = [];
  const content: Record<string, unknown> = { ...attributes };
  let hasElements = false;
  for (const node of children) {
    const name = Object.keys(node).find((key) => key !== ATTRIBUTES)!;
    if (name === TEXT) texts.push(String(node[TEXT]));
    else {
      hasElements = true;
      const own = node[ATTRIBUTES] as Readonly<Record<string, string>> | undefined;
      addElement(content, name.slice(guard.length), contentOf(node[name] as XmlNode[], guard, own));
    }
  }

  const text = (hasElements ? texts.filter((part) => part.trim() !== '') : texts).join('');
  if (!isIndentation(text)) {
    if (Object.keys(content).length === 0) return text;
    content[TEXT] = text;
  }
  return Object.keys(content).length === 0 ? null : content;
}

function addElement(content: Record<string, unknown>, name: string, value: unknown): void {
  const before = Object.hasOwn(content, name) ? content[name] : undefined;
  if (Array.isArray(before)) before.push(value);
  // Defined, not assigned: an element may be called `__proto__`.
  else {
    Object.defineProperty(content, name, {
      value: before === undefined ? value : [before, value],
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
}

/** Nothing, or white space over more than one line. A blank within one line is a value. */
function isIndentation(text: string): boolean {
  return text === '' || (text.includes('\n') && text.trim() === '');
}
