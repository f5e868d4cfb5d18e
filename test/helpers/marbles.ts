import { inspect } from 'node:util';
import { assert, AssertionError } from 'chai';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { Receipt } from '../../lib/core/receipt.ts';
import type { ApiRequest, Page } from '../../lib/core/types.ts';

/** Runs a marble test in virtual time. A difference is printed one frame a line. */
export function run(test: (helpers: RunHelpers) => void): void {
  new TestScheduler((actual: unknown, expected: unknown) => {
    try {
      assert.deepEqual(actual, expected);
    } catch {
      const message = `expected\n${lines(expected)}\nbut saw\n${lines(actual)}`;
      throw new AssertionError(message, { actual, expected, showDiff: false });
    }
  }).run(test);
}

interface Frame {
  readonly frame?: number;
  readonly notification?: { readonly kind: 'N' | 'E' | 'C'; readonly value?: unknown; readonly error?: unknown };
  readonly subscribedFrame?: number;
  readonly unsubscribedFrame?: number;
}

function lines(frames: unknown): string {
  return (frames as readonly Frame[]).map((frame) => `  ${lineOf(frame)}`).join('\n') || '  nothing';
}

function lineOf({ frame, notification, subscribedFrame, unsubscribedFrame }: Frame): string {
  if (!notification) return `^ ${subscribedFrame} ms  ! ${unsubscribedFrame} ms`;
  const { kind, value, error } = notification;
  const what = { N: `next ${show(value)}`, E: `error ${show(error)}`, C: 'complete' }[kind];
  return `${frame} ms  ${what}`;
}

function show(value: unknown): string {
  return inspect(value, { depth: 4, breakLength: Infinity });
}

export function requestFor(resource: string, over: Partial<ApiRequest> = {}): ApiRequest {
  return {
    resource,
    method: 'GET',
    url: `https://api.example.com/v1/${resource}`,
    params: {},
    headers: {},
    credentialOrigin: 'https://api.example.com',
    ...over,
  };
}

/** A page of the resource `jobs` with these rows; its body is the list of them. */
export function page<R>(rows: readonly R[], over: Partial<Page<R>> = {}): Page<R> {
  const request = requestFor('jobs');
  return {
    resource: {
      name: 'jobs',
      table: 'jobs',
      primaryKey: ['id'],
      primaryKeyDeclared: true,
      writeDisposition: 'merge',
      parentColumns: [],
    },
    index: 0,
    request,
    response: { status: 200, headers: {}, url: request.url, body: rows, bytes: 2 },
    rows,
    rejected: [],
    receipt: new Receipt(),
    ...over,
  };
}

/** A page whose rows were not selected yet. */
export function bodyPage(body: unknown, index = 0): Page<unknown> {
  const blank = page<unknown>([], { index });
  return { ...blank, response: { ...blank.response, body } };
}
