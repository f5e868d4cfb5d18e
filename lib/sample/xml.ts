const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * An XML document: every value is text, an object's keys are elements, a list repeats its element, an empty list leaves it out, null and
 * the empty text are an empty element. Text with markup in it goes into a CDATA section. Keys that begin with `@`
 * are attributes.
 */
export function writeXml(body: unknown): string {
  const parts = ['<?xml version="1.0" encoding="utf-8"?>\n'];
  writeChildren(parts, body as Readonly<Record<string, unknown>>);
  return parts.join('');
}

function writeChildren(parts: string[], object: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(object)) {
    if (name.startsWith('@') || value === undefined) continue;
    for (const one of Array.isArray(value) ? (value as readonly unknown[]) : [value]) writeElement(parts, name, one);
  }
}

function writeElement(parts: string[], name: string, value: unknown): void {
  if (value === null || value === '') {
    parts.push(`<${name} />`);
    return;
  }
  if (typeof value === 'string') {
    parts.push(`<${name}>${writeText(value)}</${name}>`);
    return;
  }
  const object = value as Readonly<Record<string, unknown>>;
  const inside: string[] = [];
  writeChildren(inside, object);
  const opening = `<${name}${writeAttributes(object)}`;
  if (inside.length === 0) parts.push(`${opening} />`);
  else parts.push(`${opening}>`, ...inside, `</${name}>`);
}

function writeAttributes(object: Readonly<Record<string, unknown>>): string {
  return Object.entries(object)
    .filter(([name]) => name.startsWith('@'))
    .map(([name, value]) => ` ${name.slice(1)}="${escape(String(value))}"`)
    .join('');
}

function writeText(text: string): string {
  return text.includes('<') ? `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>` : escape(text);
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);
}
