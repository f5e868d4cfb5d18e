import { assert } from 'chai';
import { createCookieJar } from '../../lib/http/cookies.ts';

const ORIGIN = 'https://api.example.com';

/** A jar at a moment that the test moves, and the `cookie` header of a request to a URL. */
function jarAt(start = 0) {
  let time = start;
  const jar = createCookieJar(() => time);
  return {
    take: (setCookie: string | undefined, url = `${ORIGIN}/v1/jobs`) => jar.take(url, setCookie),
    sent: (url = `${ORIGIN}/v1/jobs?page=2`, own?: string) => {
      const headers: Record<string, string> = own === undefined ? {} : { cookie: own };
      return jar.addTo({ resource: 'jobs', method: 'GET', url, headers, label: 'GET jobs' }).headers['cookie'];
    },
    pass: (ms: number) => {
      time += ms;
    },
  };
}

describe('createCookieJar', () => {
  it('sends back what was set, the newest value of each name', () => {
    const { take, sent } = jarAt();
    assert.isUndefined(sent());
    take(undefined);
    take('seat=7; Path=/; HttpOnly, lang=en; Path=/');
    assert.equal(sent(), 'seat=7; lang=en');
    take('seat=8; Path=/');
    assert.equal(sent(), 'lang=en; seat=8');
  });

  it('knows commas of dates from those between cookies', () => {
    const { take, sent } = jarAt(Date.parse('2026-01-01'));
    take('a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/, b=x=y; Path=/');
    assert.equal(sent(), 'a=1; b=x=y');
  });

  it('sends it to the host that set it and to no other, whatever the cookie says', () => {
    const { take, sent } = jarAt();
    take('seat=7; Path=/; Domain=example.com');
    assert.isUndefined(sent('https://example.com/'));
    assert.isUndefined(sent('https://other.example.com/'));
    assert.equal(sent(`${ORIGIN}:8443/`), 'seat=7');
  });

  it('sends it below its path: the one it names, else the folder of the request', () => {
    const { take, sent } = jarAt();
    take('here=1');
    take('deep=2; Path=/v1/jobs');
    take('odd=3; Path=relative');
    assert.equal(sent(), 'deep=2; here=1; odd=3');
    assert.equal(sent(`${ORIGIN}/v1/jobs/7`), 'deep=2; here=1; odd=3');
    assert.equal(sent(`${ORIGIN}/v1/jobsters`), 'here=1; odd=3');
    assert.isUndefined(sent(`${ORIGIN}/v2`));
  });

  it('sends a secure one by https only', () => {
    const { take, sent } = jarAt();
    take('seat=7; Path=/; Secure');
    assert.isUndefined(sent('http://api.example.com/'));
    assert.equal(sent(), 'seat=7');
  });

  it('forgets it when its time is over, or when it is taken back', () => {
    const { take, sent, pass } = jarAt();
    take('a=1; Path=/; Max-Age=60; Expires=Wed, 21 Oct 2099 07:28:00 GMT');
    take('b=2; Path=/');
    pass(59_999);
    assert.equal(sent(), 'a=1; b=2');
    pass(1);
    assert.equal(sent(), 'b=2');
    take('b=; Path=/; Max-Age=0');
    assert.isUndefined(sent());
    take('c=3; Expires=Thu, 01 Jan 1970 00:00:00 GMT');
    assert.isUndefined(sent());
  });

  it('lets a cookie of the request stand', () => {
    const { take, sent } = jarAt();
    take('seat=7; Path=/, lang=en; Path=/');
    assert.equal(sent(`${ORIGIN}/v1`, 'seat=mine; x=1'), 'seat=mine; x=1; lang=en');
  });

  it('keeps the newest hundred, and nothing that has no name', () => {
    const { take, sent } = jarAt();
    take('=x; Path=/');
    for (let i = 0; i < 150; i += 1) take(`c${i}=1; Path=/`);
    const kept = sent()!.split('; ');
    assert.lengthOf(kept, 100);
    assert.include(kept, 'c149=1');
  });
});
