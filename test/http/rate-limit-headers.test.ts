import { assert } from 'chai';
import { toldLimits, type ToldLimit } from '../../lib/http/rate-limit-headers.ts';

const NOW = Date.UTC(2030, 0, 1, 12);
const inSeconds = (seconds: number) => NOW + seconds * 1000;

function told(headers: Record<string, string>, status = 200): readonly ToldLimit[] {
  return toldLimits({ status, headers }, NOW);
}

describe('toldLimits', () => {
  const fits: [what: string, headers: Record<string, string>, expected: readonly Partial<ToldLimit>[]][] = [
    [
      'the draft of the IETF, version 7',
      { ratelimit: 'limit=100, remaining=50, reset=5' },
      [{ name: '', remaining: 50, resetAt: inSeconds(5), limit: 100 }],
    ],
    [
      'version 8 and later, with its policy',
      { ratelimit: '"default";r=50;t=30', 'ratelimit-policy': '"default";q=100;w=60' },
      [{ name: 'default', remaining: 50, resetAt: inSeconds(30), limit: 100 }],
    ],
    [
      'several policies at once',
      { ratelimit: '"burst";r=0;t=1, "day";r=990;t=3600', 'ratelimit-policy': '"burst";q=10;w=1,"day";q=1000;w=86400' },
      [
        { name: 'burst', remaining: 0, resetAt: inSeconds(1), limit: 10 },
        { name: 'day', remaining: 990, resetAt: inSeconds(3600), limit: 1000 },
      ],
    ],
    [
      'an item without quotes and without a policy',
      { ratelimit: 'default; r=3; t=7' },
      [{ name: 'default', remaining: 3, resetAt: inSeconds(7), limit: undefined }],
    ],
    [
      'the earlier versions, with a list of windows',
      { 'ratelimit-limit': '10, 10;w=1, 50;w=60', 'ratelimit-remaining': '9', 'ratelimit-reset': '50' },
      [{ name: '', remaining: 9, resetAt: inSeconds(50), limit: 10 }],
    ],
    [
      'X-RateLimit- with seconds from now',
      { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '12' },
      [{ remaining: 0, resetAt: inSeconds(12), limit: 60 }],
    ],
    [
      'X-RateLimit- with seconds since 1970',
      { 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': String(inSeconds(90) / 1000) },
      [{ remaining: 7, resetAt: inSeconds(90), limit: undefined }],
    ],
    [
      'X-RateLimit- with milliseconds since 1970',
      { 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': String(inSeconds(90)) },
      [{ remaining: 7, resetAt: inSeconds(90) }],
    ],
    [
      'X-RateLimit- with fractions of a second',
      { 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '0.25' },
      [{ remaining: 7, resetAt: inSeconds(0.25) }],
    ],
    [
      'X-Rate-Limit- with a date',
      { 'x-rate-limit-remaining': '7', 'x-rate-limit-reset': '2030-01-01T12:00:30Z' },
      [{ remaining: 7, resetAt: inSeconds(30) }],
    ],
    [
      'a server whose clock is wrong, by its date',
      {
        'x-ratelimit-remaining': '7',
        'x-ratelimit-reset': String(inSeconds(3600 + 20) / 1000),
        date: new Date(inSeconds(3600)).toUTCString(),
      },
      [{ remaining: 7, resetAt: inSeconds(20) }],
    ],
    [
      'the draft before the older families',
      {
        'ratelimit-remaining': '1',
        'ratelimit-reset': '1',
        'x-ratelimit-remaining': '2',
        'x-ratelimit-reset': '2',
      },
      [{ remaining: 1, resetAt: inSeconds(1) }],
    ],
    ['nothing where nothing is told', { 'content-type': 'application/json' }, []],
    ['nothing where only half is told', { 'x-ratelimit-remaining': '7' }, []],
    ['nothing where only the reset is told', { 'x-ratelimit-reset': '7' }, []],
    ['nothing of what is no number', { 'x-ratelimit-remaining': 'many', 'x-ratelimit-reset': '7' }, []],
    ['nothing of what is no time', { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': 'soon' }, []],
    ['nothing of an item without numbers', { ratelimit: '"default"' }, []],
  ];
  for (const [what, headers, expected] of fits) {
    it(`understands ${what}`, () => {
      const found = told(headers);
      assert.lengthOf(found, expected.length);
      for (const [i, limit] of expected.entries()) assert.deepInclude(found[i], limit);
    });
  }

  it('knows that after a 429 nothing is left', () => {
    assert.deepInclude(told({ 'x-ratelimit-reset': '7' }, 429)[0], { remaining: 0, resetAt: inSeconds(7) });
  });
});
