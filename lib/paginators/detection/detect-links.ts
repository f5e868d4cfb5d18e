import { selectorText } from '../../operators/find-lists.ts';
import { parseLinkHeader } from '../link-header.ts';
import { nextRest, wordSet, type Answer, type Field } from './answer-fields.ts';
import type { Detected } from './choice.ts';

/** Names of values that are opaque, so that a slash in front makes no link of them. */
const OPAQUE = wordSet('cursor cursormark token pagetoken pagecursor starttoken id key startkey marker continuation');
/** Names that say link, so that anything is one. */
const LINK = /(?:url|uri|link|href|path)$/;

/** A `Link` header with the relation `next`. */
export function linkInHeader({ page }: Answer): Detected | undefined {
  const links = parseLinkHeader(page.headers['link'] ?? '');
  if (!links.some(({ target, rels }) => target !== '' && rels.includes('next'))) return undefined;
  return { choice: { type: 'header_link', options: {} }, message: 'the Link header has rel="next"' };
}

/** A link to the next page in the body. */
export function linkInBody({ fields, linkInList }: Answer): Detected | undefined {
  const links = fields.filter(isNextLink);
  // Where there is a path beside the whole URL, only the URL says what the path belongs to.
  const field = links.find(({ value }) => isUrl(value)) ?? links[0];
  const path = field?.keys ?? linkInList;
  if (path === undefined) return undefined;
  return {
    choice: { type: 'json_link', options: { next_url_path: path } },
    message: `"${typeof path === 'string' ? path : selectorText(path)}" is a link to the next page`,
  };
}

function isNextLink({ word, value }: Field): boolean {
  const rest = nextRest(word);
  if (rest === undefined || typeof value !== 'string') return false;
  const text = value.trim();
  if (isUrl(text)) return true;
  if (OPAQUE.has(rest) || text === '') return false;
  return LINK.test(rest) || /^(?:\/|\?.*=|[\w./-]+\?[^=]+=)/.test(text);
}

function isUrl(value: unknown): boolean {
  return typeof value === 'string' && /^\s*https?:\/\/./i.test(value);
}
