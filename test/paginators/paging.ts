import { assert } from 'chai';
import { PaginationError } from '../../lib/core/errors.ts';
import type { Paginator, PaginatorSpec } from '../../lib/core/plugin.ts';
import type { ApiRequest } from '../../lib/core/types.ts';
import { requestFor } from '../helpers/marbles.ts';
import { asked, drive, factsOf, type Answer } from '../conformance/paginator.ts';

export type Options = Readonly<Record<string, unknown>>;

export function make(spec: PaginatorSpec, options: Options): Paginator {
  return spec.create(spec.options.parse(options));
}

/** The paths and queries that a paginator asks for; after the scripted bodies the server answers an empty page. */
export function asks(spec: PaginatorSpec, options: Options, bodies: readonly unknown[]): string[] {
  return drive(make(spec, options), (_request, at): Answer => ({ body: at in bodies ? bodies[at] : { data: [] } })).map(
    asked,
  );
}

/** The JSON bodies that a paginator sends, starting from `body`. */
export function sends(spec: PaginatorSpec, options: Options, bodies: readonly unknown[], body?: unknown): unknown[] {
  const initial = requestFor('items', {
    method: 'POST',
    ...(body !== undefined && { body: { kind: 'json', value: body } }),
  });
  const requests = drive(make(spec, options), (_request, at) => ({ body: bodies[at] ?? { data: [] } }), initial);
  return requests.map((request) => (request.body?.kind === 'json' ? request.body.value : undefined));
}

/** What comes after the first page: `undefined` where it is the last. */
export function afterFirst(spec: PaginatorSpec, options: Options, answer: Answer): string | undefined {
  const paginator = make(spec, options);
  const request = paginator.first(ITEMS);
  const next = paginator.next(factsOf(answer, request), request);
  return next && asked(next);
}

/** The `PaginationError` that the first page causes; it names the resource, the setting and what to do. */
export function refusal(spec: PaginatorSpec, options: Options, answer: Answer, setting: string): string {
  try {
    afterFirst(spec, options, answer);
  } catch (error) {
    assert.instanceOf(error, PaginationError);
    assert.equal(error.resource, 'items');
    assert.equal(error.setting, `resources.items.endpoint.paginator.${setting}`);
    assert.isNotEmpty(error.fix);
    return error.message;
  }
  return assert.fail('the page was not refused');
}

/** The options that issues are about, where `options` are invalid. */
export function invalid(spec: PaginatorSpec, options: Options): string[] {
  return (spec.options.safeParse(options).error?.issues ?? []).map(({ path }) => path.join('.'));
}

export const ITEMS: ApiRequest = requestFor('items', { url: 'https://api.example.com/items' });

/** A body with `count` rows. */
export function rows(count: number, rest: object = {}): { data: unknown[] } {
  return { data: Array.from({ length: count }, (_, id) => ({ id })), ...rest };
}
