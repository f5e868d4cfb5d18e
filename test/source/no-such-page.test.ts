import { assert } from 'chai';
import { firstValueFrom, lastValueFrom, throwError } from 'rxjs';
import { HttpError } from '../../lib/core/errors.ts';
import { explainNoSuchPage } from '../../lib/source/no-such-page.ts';
import { chain, type Server } from './chains.ts';

const failed = (status: number) =>
  new HttpError(`GET /jobs?page=3 answered ${status}`, {
    status,
    resource: 'jobs',
    fix: 'check endpoint.path',
    retryAfter: 7,
  });

async function explained(error: Error, pagesBefore: number): Promise<unknown> {
  try {
    await firstValueFrom(throwError(() => error).pipe(explainNoSuchPage('jobs', pagesBefore)));
  } catch (reason) {
    return reason;
  }
  return assert.fail('it did not fail');
}

describe('explainNoSuchPage', () => {
  it('says of a 404 after pages how to say where they end', async () => {
    const error = (await explained(failed(404), 2)) as HttpError;
    assert.instanceOf(error, HttpError);
    assert.deepInclude(error, {
      message: 'GET /jobs?page=3 answered 404',
      status: 404,
      resource: 'jobs',
      setting: 'resources.jobs.endpoint.paginator',
      retryAfter: 7,
    });
    assert.match(error.fix!, /say where the pages end .* if 2 pages are all there are$/);
    assert.match(((await explained(failed(404), 1)) as HttpError).fix!, /if 1 page is all there is$/);
  });

  it('leaves the first page, and all other errors, as they are', async () => {
    for (const [error, pages] of [
      [failed(404), 0],
      [failed(500), 2],
      [new TypeError('no'), 2],
    ] as const) {
      assert.equal(await explained(error, pages), error);
    }
  });

  it('is told where an API answers the page after its last one with 404', async () => {
    const server: Server = (_, path) => {
      if (path.endsWith('page=3')) throw failed(404);
      return { items: [{ id: path }] };
    };
    const error = await lastValueFrom(chain({ paginator: { type: 'page_number', base_page: 1 } }, server)).catch(
      (reason: unknown) => reason,
    );
    assert.match((error as HttpError).fix!, /say where the pages end/);
  });
});
