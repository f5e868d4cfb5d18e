import { assert } from 'chai';
import { z } from 'zod';
import { oneOrMany } from '../../lib/api/one-or-many.ts';

describe('oneOrMany', () => {
  const contacts = oneOrMany(z.object({ name: z.string() }));
  const one = { name: 'a' };

  const cases: [what: string, given: unknown, list: object[]][] = [
    ['one element', one, [one]],
    ['several', [one, one], [one, one]],
    ['none', undefined, []],
    ['null', null, []],
    ['an empty element', '', []],
    ['an empty list', [], []],
  ];
  for (const [what, given, list] of cases) it(what, () => assert.deepEqual(contacts.parse(given), list));

  it('may be left out of an object', () => assert.deepEqual(z.object({ contacts }).parse({}), { contacts: [] }));
  it('refuses what does not fit', () => assert.isFalse(contacts.safeParse({ name: 5 }).success));
});
