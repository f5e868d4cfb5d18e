import { assert } from 'chai';
import type { ApiRequest } from '../../lib/core/types.ts';
import { startAfter } from '../../lib/core/chain-start.ts';
import { ids, response, walk, type Server } from '../source/chains.ts';

/** Ids in pages of 2. */
const PAGES = [
  [1, 2],
  [3, 4],
  [5, 6],
  [7, 8],
];
const ALL = PAGES.flat();
const rows = (page: readonly number[] = []) => page.map((id) => ({ id }));
const query = (path: string, name: string) => new URL(path, 'http://x').searchParams.get(name);
const numberIn = (path: string, name: string) => (query(path, name) === null ? undefined : Number(query(path, name)));

/** What was told, without warnings about anything else. */
function told({ events }: { readonly events: readonly { readonly type: string }[] }, type: 'decision' | 'warning') {
  return events
    .filter((event) => event.type === type)
    .map((event) => (event as unknown as { message: string }).message);
}

describe('auto', () => {
  describe('total_pages', () => {
    interface Api {
      /** What the parameter counts from. */
      readonly base: 0 | 1;
      /** The number that the answers say, if they do, for the first page. */
      readonly echo?: number;
      readonly pages?: readonly (readonly number[])[];
    }
    /** An API that takes an omitted page, and one before the first, for the first. */
    const numbered =
      ({ base, echo, pages = PAGES }: Api): Server =>
      (_, path) => {
        const at = Math.max(0, (numberIn(path, 'page') ?? base) - base);
        return { data: rows(pages[at]), total_pages: pages.length, ...(echo !== undefined && { page: echo + at }) };
      };

    const apis: [what: string, api: Api, asked: readonly string[]][] = [
      ['counts from 1 and says so', { base: 1, echo: 1 }, ['', '?page=2', '?page=3', '?page=4']],
      ['counts from 1 and does not say so', { base: 1 }, ['', '?page=1', '?page=2', '?page=3', '?page=4']],
      ['counts from 0 and says so', { base: 0, echo: 0 }, ['', '?page=1', '?page=2', '?page=3']],
      ['counts from 0 and does not say so', { base: 0 }, ['', '?page=1', '?page=2', '?page=3']],
      [
        'answers from 0, but takes pages from 1',
        { base: 1, echo: 0 },
        ['', '?page=1', '?page=2', '?page=3', '?page=4'],
      ],
    ];
    for (const [what, api, asked] of apis) {
      it(`2.13 no. 2: reads every page once of an API that ${what}`, async () => {
        const walked = await walk({}, numbered(api));
        assert.isUndefined(walked.error);
        assert.deepEqual(ids(walked), ALL);
        assert.deepEqual(
          walked.asked,
          asked.map((search) => `/jobs${search}`),
        );
        assert.lengthOf(told(walked, 'decision'), 1);
        assert.match(told(walked, 'decision')[0]!, /^paging by page_number: "total_pages" is 4/);
      });
      for (const count of [1, 2, 3]) {
        it(`reads all of ${count} pages of an API that ${what}`, async () => {
          const walked = await walk({}, numbered({ ...api, pages: PAGES.slice(0, count) }));
          assert.isUndefined(walked.error);
          assert.deepEqual(ids(walked), PAGES.slice(0, count).flat());
        });
      }
    }

    it('fails where answers from 1 hide a parameter from 0, for page 1 was passed over', async () => {
      const walked = await walk({}, numbered({ base: 0, echo: 1 }));
      assert.match(
        walked.error?.message ?? '',
        /the query parameter "page" was 2, but the answer says that "page" is 3, not 2/,
      );
      assert.match((walked.error as { fix?: string }).fix ?? '', /configure the paginator/);
    });

    it('fails where the API ignores the page, and doubles no row', async () => {
      const walked = await walk({}, () => ({ data: rows([1, 2]), total_pages: 4 }));
      assert.match(walked.error?.message ?? '', /it ignores the query parameter "page"/);
      assert.deepEqual(ids(walked), [1, 2]);
    });

    it('tries the name that the answer has, where "page" is ignored', async () => {
      const server: Server = (_, path) => {
        const page = numberIn(path, 'page_number') ?? 1;
        return { data: rows(PAGES[page - 1]), page_number: page, total_pages: 4 };
      };
      const walked = await walk({}, server);
      assert.deepEqual(ids(walked), ALL);
      assert.deepEqual(walked.asked.slice(0, 3), ['/jobs', '/jobs?page=2', '/jobs?page_number=2']);
      assert.match(told(walked, 'decision')[1]!, /ignores the query parameter "page", so .*"page_number" is tried/);
    });

    it('goes on in the JSON body of a search', async () => {
      const server: Server = ({ body }) => {
        const { page = 1 } = (body as unknown as { value: { page?: number } }).value;
        return { data: rows(PAGES[page - 1]), page, total_pages: 4 };
      };
      const walked = await walk({ method: 'POST', json: { q: 'x' } }, server);
      assert.deepEqual(ids(walked), ALL);
    });
  });

  describe('cursors', () => {
    const byCursor =
      (name: string, where: (request: ApiRequest, path: string) => unknown): Server =>
      (request, path) => {
        const at = Number(where(request, path) ?? 0);
        return { data: rows(PAGES[at]), [name]: at < 3 ? at + 1 : null };
      };

    it('P28: sends the number of the next page', async () => {
      const walked = await walk(
        {},
        byCursor('next_page', (_, path) => query(path, 'page')),
      );
      assert.deepEqual(ids(walked), ALL);
      assert.deepEqual(walked.asked, ['/jobs', '/jobs?page=1', '/jobs?page=2', '/jobs?page=3']);
    });

    it('tries the name of the cursor where "cursor" is ignored, and doubles no row', async () => {
      const walked = await walk(
        {},
        byCursor('next_token', (_, path) => query(path, 'next_token')),
      );
      assert.deepEqual(ids(walked), ALL);
      assert.deepEqual(walked.asked.slice(0, 3), ['/jobs', '/jobs?cursor=1', '/jobs?next_token=1']);
      assert.match(told(walked, 'decision')[1]!, /so the query parameter "next_token" is tried/);
    });

    it('tries the query where the body of a search is ignored', async () => {
      const walked = await walk(
        { json: { q: 1 } },
        byCursor('next_cursor', (_, path) => query(path, 'cursor')),
      );
      assert.deepEqual(ids(walked), ALL);
    });

    it('fails where nothing is obeyed, and names what was tried last', async () => {
      const walked = await walk(
        {},
        byCursor('next_token', () => 0),
      );
      assert.match(walked.error?.message ?? '', /it ignores the query parameter "next_token"/);
      assert.deepEqual(ids(walked), [1, 2]);
    });

    it('exchanges nothing that was obeyed once', async () => {
      const server = byCursor('next_token', (_, path) => Math.min(2, Number(query(path, 'cursor') ?? 0)));
      const walked = await walk({}, server);
      assert.match(walked.error?.message ?? '', /same page twice|leads back/);
      assert.deepEqual(ids(walked), [1, 2, 3, 4, 5, 6]);
    });
  });

  describe('positions and totals of rows', () => {
    const byOffset =
      (cap: number): Server =>
      (_, path) => {
        const offset = numberIn(path, 'offset') ?? 0;
        const limit = Math.min(cap, numberIn(path, 'limit') ?? cap);
        return { data: rows(ALL.slice(offset, offset + limit)), offset, limit: 50, total: ALL.length };
      };

    it('counts on by the rows that came, not by the limit that was told', async () => {
      for (const cap of [1, 2, 3, 5, 7]) {
        const walked = await walk({}, byOffset(cap));
        assert.isUndefined(walked.error);
        assert.deepEqual(ids(walked), ALL, String(cap));
      }
    });

    it('ends by a page that is not full where all rows were seen, else by an empty one', async () => {
      assert.lengthOf((await walk({}, byOffset(3))).asked, 3);
      assert.lengthOf((await walk({}, byOffset(4))).asked, 3);
    });

    it('believes no total that is too small', async () => {
      const server: Server = (_, path) => {
        const offset = numberIn(path, 'offset') ?? 0;
        return { data: rows(ALL.slice(offset, offset + 2)), offset, limit: 2, total: 3 };
      };
      assert.deepEqual(ids(await walk({}, server)), ALL);
    });

    it('numbers pages where only the page and a flag are told', async () => {
      const server: Server = (_, path) => {
        const page = numberIn(path, 'page') ?? 1;
        return { data: rows(PAGES[page - 1]), page, has_more: page < 4 };
      };
      const walked = await walk({}, server);
      assert.deepEqual(ids(walked), ALL);
      assert.lengthOf(walked.asked, 4);
    });

    it('asks for no page behind the rows that there are', async () => {
      const server: Server = (_, path) => {
        const page = numberIn(path, 'page') ?? 1;
        const all = [...ALL, 9];
        if (page > 5) throw new Error('there is no such page');
        return { data: rows(all.slice(page * 2 - 2, page * 2)), page, total: all.length };
      };
      const walked = await walk({}, server);
      assert.isUndefined(walked.error);
      assert.deepEqual(ids(walked), [...ALL, 9]);
    });
  });

  describe('where nothing leads on', () => {
    it('says that it is one page', async () => {
      const walked = await walk({}, () => rows(ALL));
      assert.deepEqual(told(walked, 'decision'), ['one page: nothing leads to another page']);
      assert.isEmpty(told(walked, 'warning'));
    });

    it('warns where there may be more, and names the setting', async () => {
      const walked = await walk({}, () => ({ data: rows(ALL), has_more: true }));
      assert.lengthOf(told(walked, 'warning'), 1);
      assert.match(told(walked, 'warning')[0]!, /"has_more" is true; set resources\.jobs\.endpoint\.paginator/);
      assert.isEmpty(told(walked, 'decision'));
    });
  });

  describe('what is configured', () => {
    const linked: Server = (_, path) =>
      path === '/jobs' ? { data: rows([1]), next: '/jobs?page=2' } : { data: rows([2]) };

    it('goes before what the answer says, on the endpoint and on the client', async () => {
      assert.deepEqual(ids(await walk({ paginator: 'single_page' }, linked)), [1]);
      assert.deepEqual(ids(await walk({}, linked, { client: { paginator: 'single_page' } })), [1]);
    });

    it('is that of the client where the endpoint says auto or null', async () => {
      for (const paginator of ['auto', { type: 'auto' }, null]) {
        assert.deepEqual(ids(await walk({ paginator }, linked, { client: { paginator: 'single_page' } })), [1]);
        assert.deepEqual(ids(await walk({ paginator }, linked, { client: { paginator: 'auto' } })), [1, 2]);
      }
    });
  });

  describe('a chain that was cut', () => {
    const apis: Record<string, Server> = {
      'that counts from 1 and does not say so': (_, path) => {
        const page = Math.max(1, numberIn(path, 'page') ?? 1);
        return { data: rows(PAGES[page - 1]), total_pages: 4 };
      },
      'that counts from 0 and does not say so': (_, path) => {
        return { data: rows(PAGES[numberIn(path, 'page') ?? 0]), total_pages: 4 };
      },
      'that says how to go on once': (_, path) => {
        const at = numberIn(path, 'next_token') ?? 0;
        return { data: rows(PAGES[at]), ...(at < 3 && { next_token: at + 1 }) };
      },
    };
    for (const [what, server] of Object.entries(apis)) {
      it(`goes on wherever it can be cut, of an API ${what}`, async () => {
        const whole = await walk({}, server);
        assert.deepEqual(ids(whole), ALL);
        const starts = whole.pages.map(startAfter);
        assert.lengthOf(
          starts.filter((start) => start === undefined),
          1,
          'the first pages belong together',
        );
        for (const [i, start] of starts.entries()) {
          if (start === 'end' || start === undefined) continue;
          const rest = await walk({}, server, { start: JSON.parse(JSON.stringify(start)) as typeof start });
          assert.deepEqual(ids(rest), ids({ ...whole, pages: whole.pages.slice(i + 1) }));
          assert.isEmpty(told(rest, 'decision'));
        }
      });
    }
  });

  it('reads the Link header', async () => {
    const server: Server = (_, path) =>
      path === '/jobs' ? response(rows([1]), { headers: { link: '</jobs?page=2>; rel="next"' } }) : rows([2]);
    assert.deepEqual(ids(await walk({}, server)), [1, 2]);
  });
});
