import { assert } from 'chai';
import { defer, of } from 'rxjs';
import type { AuthAsk, AuthContext } from '../../lib/core/plugin.ts';
import { joinUrl, requestUrl } from '../../lib/core/request.ts';
import type { ApiRequest } from '../../lib/core/types.ts';
import { createMemory } from '../../lib/source/memory.ts';

export interface FakeContext extends AuthContext {
  /** The requests for credentials. */
  readonly asked: ApiRequest[];
  readonly hidden: Set<string>;
}

/** A context whose server answers these requests for credentials, in order, and no other. */
export function fakeContext(asks: readonly AuthAsk[] = []): FakeContext {
  const asked: ApiRequest[] = [];
  const hidden = new Set<string>();
  return {
    asked,
    hidden,
    send: (request) =>
      defer(() => {
        const ask = asks[asked.length] ?? assert.fail('a credential too many is asked for');
        asked.push(request);
        fits(request, ask);
        const { body, headers = {} } = ask.answer;
        return of({ status: 200, headers, url: requestUrl(request), body, bytes: 2 });
      }),
    hide: (secret) => hidden.add(secret),
    kept: createMemory(),
    urlOf: (path) => joinUrl('https://api.example.com/v1', path),
  };
}

function fits(request: ApiRequest, { method, url, headers, form, json }: AuthAsk): void {
  assert.equal(`${request.method} ${requestUrl(request)}`, `${method} ${url}`);
  assert.equal(request.credentialOrigin, new URL(url).origin);
  assert.equal(request.resource, 'items');
  assert.deepEqual(request.headers, { accept: 'application/json', ...headers });
  const { body } = request;
  if (form !== undefined) {
    assert.equal(body?.kind, 'form');
    const fields = Object.fromEntries(body?.kind === 'form' ? body.fields : []);
    assert.sameMembers(Object.keys(fields), Object.keys(form));
    for (const [name, value] of Object.entries(form)) {
      if (/^<.+>$/.test(value)) assert.isNotEmpty(fields[name], name);
      else assert.equal(fields[name], value, name);
    }
  } else if (json !== undefined) assert.deepEqual(body, { kind: 'json', value: json });
  else assert.isUndefined(body);
}
