/** One link of a `Link` header. */
export interface HeaderLink {
  readonly target: string;
  /** In lower case; a link may stand in several relations. */
  readonly rels: readonly string[];
}

/**
 * Reads a `Link` header as RFC 8288 writes it, several joined by commas included. It goes over the text once, so a
 * hostile header costs no more than a long one; what is no link is passed over.
 */
export function parseLinkHeader(text: string): HeaderLink[] {
  const links: HeaderLink[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('<', at);
    const close = open < 0 ? -1 : text.indexOf('>', open);
    if (close < 0) break;
    const params = readParams(text, close + 1);
    links.push({ target: text.slice(open + 1, close).trim(), rels: relsOf(params.parts) });
    at = params.end;
  }
  return links;
}

/** Splits at `;`, up to the comma that ends the link; quoted text is taken whole. */
function readParams(text: string, from: number): { parts: string[]; end: number } {
  const parts: string[] = [];
  let quoted = false;
  let start = from;
  let at = from;
  for (; at < text.length; at++) {
    const char = text[at];
    if (quoted && char === '\\') at += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && (char === ';' || char === ',')) {
      parts.push(text.slice(start, at));
      start = at + 1;
      if (char === ',') break;
    }
  }
  if (at >= text.length) parts.push(text.slice(start));
  return { parts, end: at + 1 };
}

/** Only the first `rel` of a link counts (RFC 8288, 3.3). */
function relsOf(params: readonly string[]): readonly string[] {
  for (const param of params) {
    const equals = param.indexOf('=');
    if (equals < 0 || param.slice(0, equals).trim().toLowerCase() !== 'rel') continue;
    const value = param.slice(equals + 1).replaceAll('"', ' ');
    return value.trim().toLowerCase().split(/\s+/);
  }
  return [];
}
