import { assert } from 'chai';
import { finalize, lastValueFrom, toArray } from 'rxjs';
import { prepare } from '../../lib/api/prepare.ts';
import { PaginationError } from '../../lib/core/errors.ts';
import { createGate } from '../../lib/http/gate.ts';
import { createTransport } from '../../lib/http/transport.ts';
import { PageBudget } from '../../lib/source/page-budget.ts';
import { resourcePages } from '../../lib/source/resource-pages.ts';
import { testServers } from '../http/test-servers.ts';
import { api, type Route } from '../helpers/server.ts';
import { json } from '../../lib/decoders/json.ts';
import type { Page, Row } from '../../lib/core/types.ts';
import { createRowLane, type RowLane } from '../../lib/source/row-lane.ts';
import { page } from '../helpers/marbles.ts';

const BODY = '{"data":[{"id":1,"big":9007199254740993},{"id":2,"big":1}],"next":{"page":2,"big":9007199254740995}}';

/** The page that a lane makes of an answer, and whether its rows have been parsed. */
function through(lane: RowLane, text: string): Page {
  const read = lane.read(Buffer.from(text));
  const blank = page<unknown>([]);
  const { packed } = read ?? {};
  const response = {
    ...blank.response,
    ...(packed && { packed }),
    get body() {
      return read === undefined ? json.decode(text) : read.value;
    },
  };
  const select = (selected: Page<unknown>): Page => ({
    ...selected,
    rows: (selected.response.body as { data: Row[] }).data,
    rowsAt: ['data'],
  });
  return lane.page({ ...blank, response }, select);
}

const isLazy = (made: Page) => Object.getOwnPropertyDescriptor(made, 'rows')!.get !== undefined;

describe('createRowLane', () => {
  it('looks for the rows where those of the page before were', () => {
    const lane = createRowLane(['id'], undefined);
    const first = through(lane, BODY);
    assert.isUndefined(first.packed);
    assert.lengthOf(first.rows, 2);
    const second = through(lane, BODY);
    assert.equal(second.packed!.count, 2);
    assert.isTrue(isLazy(second));
    assert.deepEqual(second.rowsAt, ['data']);
  });

  it('parses the rows when they are looked at, in the page and in the body, every digit kept', () => {
    const made = through(createRowLane(['id'], ['data']), BODY);
    assert.isTrue(isLazy(made));
    const decoded = json.decode(BODY) as { data: Row[] };
    assert.deepEqual(made.rows, decoded.data);
    assert.deepEqual(made.response.body, decoded);
  });

  it('has the rest of the body at once', () => {
    const made = through(createRowLane(['id'], ['data']), BODY);
    assert.deepEqual((made.response.body as Row)['next'], { page: 2, big: 9007199254740995n });
  });

  it('takes a body that is the list', () => {
    const read = createRowLane([], []).read(Buffer.from('[{"a":1},{"a":2}]'))!;
    assert.equal(read.packed.count, 2);
    assert.deepEqual(read.value, [{ a: 1 }, { a: 2 }]);
  });

  const other: readonly [what: string, text: string][] = [
    ['a row without the key', '{"data":[{"id":1},{"name":"x"}]}'],
    ['an envelope that is not valid', '{"data":[{"id":1}],"next":}'],
    ['a body that goes on', '{"data":[{"id":1}]} x'],
    ['a broken row', '{"data":[{"id":1},{"id":]}'],
    ['a list behind another of its name', '{"data":[{"id":1}],"data":[]}'],
  ];
  for (const [what, text] of other) {
    it(`leaves ${what} to the decoder`, () => {
      const body = Buffer.from(text);
      assert.isUndefined(createRowLane(['id'], ['data']).read(body));
      assert.equal(body.toString(), text);
    });
  }

  describe('in the chain of pages', () => {
    const servers = testServers();

    const pagesOf = async (routes: Record<string, Route>, leavesRows: boolean) => {
      const server = await api(servers, routes);
      const endpoint = { paginator: { type: 'page_number', base_page: 1 } };
      const config = {
        client: { base_url: server.origin },
        resources: [{ name: 'jobs', primary_key: 'id', endpoint }],
      };
      const { plans, config: checked } = prepare(config, { secrets: { env: {}, file: {} } });
      const transport = createTransport({ gate: createGate(1), redact: (text) => text });
      const context = {
        transport,
        authenticators: { of: () => undefined },
        budget: new PageBudget(),
        onEvent: () => {},
        concurrency: 1,
        incremental: () => undefined,
        onParentSkipped: () => {},
        leavesRows: () => leavesRows,
      };
      const pages = resourcePages(plans[0]!, checked.client, context).pipe(toArray());
      return lastValueFrom(pages.pipe(finalize(() => transport.close())));
    };
    const rows = Array.from({ length: 8 }, (_, id) => ({ id }));
    const fourPages: Route = ({ query }) => {
      const start = Number(query.get('page')) * 2;
      return { data: rows.slice(start, start + 2) };
    };

    it('parses the rows of the first page only, to find where they are', async () => {
      const parsed: string[] = [];
      const parse = JSON.parse;
      JSON.parse = (text: string, ...rest: []) => {
        parsed.push(text);
        return parse(text, ...rest) as unknown;
      };
      const pages = await pagesOf({ '/jobs': fourPages }, true).finally(() => (JSON.parse = parse));
      assert.include(parsed.join(), '{"id":2}');
      // The second page is compared with the first one.
      assert.notInclude(parsed.join(), '{"id":6}');
      assert.deepEqual(pages.map(isLazy), [false, true, true, true]);
      assert.deepEqual(
        pages.flatMap(({ rows }) => rows),
        [2, 3, 4, 5, 6, 7].map((id) => ({ id })),
      );
    });

    it('parses all of them where somebody looks at them', async () => {
      const pages = await pagesOf({ '/jobs': fourPages }, false);
      assert.deepEqual(pages.map(isLazy), [false, false, false, false]);
    });

    for (const same of [1, 2, 3]) {
      it(`finds that page ${same + 1} is page ${same} again, and does not take its rows`, async () => {
        const rows = ({ query }: { query: URLSearchParams }) => [{ id: Math.min(Number(query.get('page')), same) }];
        const failure = await pagesOf({ '/jobs': rows }, true).catch((error: unknown) => error);
        assert.instanceOf(failure, PaginationError);
        assert.match((failure as Error).message, new RegExp(`page ${same + 1}: .* same page twice`));
      });
    }
  });
});
