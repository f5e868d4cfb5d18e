import { autoPaginator } from './auto.ts';
import { cursor } from './cursor.ts';
import { headerCursor } from './header-cursor.ts';
import { headerLink } from './header-link.ts';
import { jsonLink } from './json-link.ts';
import { offset } from './offset.ts';
import { pageNumber } from './page-number.ts';
import { singlePage } from './single-page.ts';

/** A new paginator is a file and a line here. */
const configured = {
  single_page: singlePage,
  page_number: pageNumber,
  offset,
  cursor,
  json_link: jsonLink,
  header_link: headerLink,
  header_cursor: headerCursor,
} as const;

/** Every paginator by the name that a configuration gives as `type`. */
export const paginators = { ...configured, auto: autoPaginator(configured) } as const;

/** Names that dlt had before. */
export const paginatorAliases: Readonly<Record<string, keyof typeof paginators>> = { json_response: 'json_link' };
