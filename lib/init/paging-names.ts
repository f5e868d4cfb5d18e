/** The names that parameters of paging have, in lower case without separators. */
const PAGE = nameSet('page p pagenumber pageno pagenum numpage currentpage pageindex pgnum pg');
const SIZE = nameSet(`
  perpage pagesize limit size count take maxresults pagelimit top rows resultsperpage pagelen itemsperpage maxpagesize
  maxitems numresults batchsize recordsperpage pagecount first hitsperpage`);
const OFFSET = nameSet('offset skip start startat startindex from firstresult pageoffset rowoffset');
const CURSOR = nameSet(`
  cursor after pagetoken nexttoken nextcursor startingafter continuation continuationtoken marker nextpagetoken
  aftercursor scrollid pageafter pagecursor cursormark nextpage nextpageid startcursor next sincetoken`);

export type PagingRole = 'page' | 'size' | 'offset' | 'cursor';

/** What a parameter of this name is to paging, as far as a name can say it. */
export function pagingRole(name: string): PagingRole | undefined {
  const word = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (PAGE.has(word)) return 'page';
  if (SIZE.has(word) || /^page.?size$/.test(word)) return 'size';
  if (OFFSET.has(word)) return 'offset';
  return CURSOR.has(word) ? 'cursor' : undefined;
}

function nameSet(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
