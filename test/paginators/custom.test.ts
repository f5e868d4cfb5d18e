import { assert } from 'chai';
import { z } from 'zod';
import { checkConfig } from '../../lib/config/check.ts';
import { ConfigError, PaginationError } from '../../lib/core/errors.ts';
import { definePaginator, registerPaginator, withParam, type PaginatorFunction } from '../../lib/index.ts';
import type { Paginator } from '../../lib/core/plugin.ts';
import { ids, walk, type Server } from '../source/chains.ts';

/** Three rows, each behind the id of the one before. */
const afterId: Server = (_, path) => {
  const after = Number(new URL(path, 'http://x').searchParams.get('after') ?? 0);
  return after < 3 ? [{ id: after + 1 }] : [];
};
const lastId: PaginatorFunction = ({ body }, request) => {
  const last = (body as { id: number }[]).at(-1);
  return last && withParam(request, 'after', last.id);
};
const ASKED = ['/jobs', '/jobs?after=1', '/jobs?after=2', '/jobs?after=3'];

const byId = registerPaginator(
  definePaginator({
    type: 'last_id',
    summary: 'Asks for what comes after the last row.',
    options: z.strictObject({ param: z.string().min(1), start: z.int().default(0) }),
    examples: [],
    create: ({ param, start }) => ({
      moves: `the query parameter "${param}"`,
      first: (request) => (start > 0 ? withParam(request, param, start) : request),
      next: ({ body }, request) => {
        const last = (body as { id: number }[]).at(-1);
        return last && withParam(request, param, last.id);
      },
    }),
  }),
);

describe('a paginator in code', () => {
  it('may be a function, on the endpoint and on the client', async () => {
    for (const walked of [
      await walk({ paginator: lastId }, afterId),
      await walk({}, afterId, { client: { paginator: lastId } }),
    ]) {
      assert.deepEqual(ids(walked), [1, 2, 3]);
      assert.deepEqual(walked.asked, ASKED);
    }
  });

  it('may be an object, with or without a first request of its own', async () => {
    assert.deepEqual((await walk({ paginator: { next: lastId } }, afterId)).asked, ASKED);
    const paginator = { first: (request: never) => withParam(request, 'after', 1), next: lastId };
    assert.deepEqual((await walk({ paginator }, afterId)).asked, ASKED.slice(1));
  });

  it('may be an instance of a class', async () => {
    class After {
      readonly param = 'after';
      next(...[{ body }, request]: Parameters<PaginatorFunction>) {
        const last = (body as { id: number }[]).at(-1);
        return last && withParam(request, this.param, last.id);
      }
    }
    assert.deepEqual(ids(await walk({ paginator: new After() }, afterId)), [1, 2, 3]);
  });

  it('is kept from going round in circles, by the name that it gives', async () => {
    const same: Server = () => [{ id: 1 }];
    const next: PaginatorFunction = (_, request) => withParam(request, 'n', Number(request.params['n'] ?? 0) + 1);
    assert.match((await walk({ paginator: next }, same)).error!.message, /ignores what the custom paginator changes/);
    const named = { next, moves: 'the query parameter "n"' };
    assert.match((await walk({ paginator: named }, same)).error!.message, /ignores the query parameter "n"/);
    assert.match((await walk({ paginator: (_: never, request: never) => request }, same)).error!.message, /leads back/);
  });

  const mistakes: [what: string, paginator: unknown, message: RegExp][] = [
    ['throws', () => JSON.parse('{'), /"next" of the custom paginator failed: .*JSON/],
    ['gives no request', () => '/next', /"next" of the custom paginator did not return a request/],
    ['gives null', () => null, /"next" of the custom paginator did not return a request/],
    ['gives no first request', { first: () => undefined, next: lastId }, /"first" of the custom paginator did not/],
  ];
  for (const [what, paginator, message] of mistakes) {
    it(`fails its resource where it ${what}`, async () => {
      const { error } = await walk({ paginator }, afterId);
      assert.instanceOf(error, PaginationError);
      assert.match(error.message, message);
      assert.equal(error.setting, 'resources.jobs.endpoint.paginator');
      assert.match(error.fix ?? '', /return the request/);
    });
  }
});

describe('registerPaginator', () => {
  const config = (paginator: unknown) => ({ client: { base_url: 'https://a.b', paginator }, resources: ['jobs'] });

  it('makes its type one that a configuration can name', async () => {
    const paginator = { type: 'last_id', param: 'after', start: 1 };
    assert.deepEqual((await walk({ paginator }, afterId)).asked, ASKED.slice(1));
  });

  it('gives a function that makes the same of typed options', async () => {
    assert.deepEqual((await walk({ paginator: byId({ param: 'after' }) }, afterId)).asked, ASKED);
  });

  it('checks the options as strictly as those of its own', () => {
    try {
      checkConfig(config({ type: 'last_id', parm: 'x', start: 'two' }));
    } catch (error) {
      const { issues } = error as ConfigError;
      const paths = issues.map(({ path }) => path.replace('client.paginator.', ''));
      assert.sameMembers(paths, ['parm', 'param', 'start']);
      assert.equal(issues.find(({ path }) => path.endsWith('parm'))?.fix, 'did you mean param?');
      return;
    }
    assert.fail('it is refused');
  });

  it('is among the types that a misspelt one may have meant', () => {
    assert.throws(() => checkConfig(config('last_ids')), ConfigError, /no type "last_ids"/);
    try {
      checkConfig(config('last_ids'));
    } catch (error) {
      const [issue] = (error as ConfigError).issues;
      assert.match(issue?.fix ?? '', /did you mean last_id\?/);
      assert.notMatch(issue?.fix ?? '', /registered|custom/);
    }
  });

  for (const type of ['page_number', 'auto', 'custom', 'registered']) {
    it(`does not take the place of ${type}`, () => {
      const create = (): Paginator => ({ moves: 'nothing', first: (request) => request, next: () => undefined });
      const spec = definePaginator({ type, summary: '', options: z.strictObject({}), examples: [], create });
      assert.throws(() => registerPaginator(spec), ConfigError, /the paginator \w+ is built in/);
    });
  }
});
