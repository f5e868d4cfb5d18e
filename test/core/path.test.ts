import { assert } from 'chai';
import { compilePath } from '../../lib/core/path.ts';

describe('compilePath', () => {
  const body = {
    data: { items: [{ id: 1 }, { id: 2 }] },
    'a.b': { "it's": 'quoted' },
    '@odata.nextLink': 'https://next',
    '0': 'zero',
    nothing: null,
  };

  const cases: [path: string | string[], expected: unknown][] = [
    ['data.items', body.data.items],
    ['$.data.items', body.data.items],
    ['$', body],
    [['data', 'items'], body.data.items],
    ['data.items[0].id', 1],
    ['data.items[-1].id', 2],
    ['data.items.1.id', 2],
    ['data.items[2]', undefined],
    ['data.items.id', undefined],
    ["['a.b']", body['a.b']],
    ['["@odata.nextLink"]', 'https://next'],
    ['["a.b"]["it\'s"]', 'quoted'],
    [['@odata.nextLink'], 'https://next'],
    [['a.b', "it's"], 'quoted'],
    ['0', 'zero'],
    ['nothing', null],
    ['nothing.more', undefined],
    ['missing.more', undefined],
    ['constructor', undefined],
    ['data.constructor.name', undefined],
    ['__proto__', undefined],
    ['data.items.length', undefined],
  ];
  for (const [path, expected] of cases) {
    it(`reads ${JSON.stringify(path)}`, () => assert.deepEqual(compilePath(path).read(body), expected));
  }

  it('reads a key that is called $', () => assert.equal(compilePath(['$']).read({ $: 1 }), 1));

  it('never throws, whatever the value is', () => {
    for (const value of [undefined, null, 1, 'text', [], true]) assert.isUndefined(compilePath('a.b[0]').read(value));
  });

  it('keeps its text for messages', () => {
    assert.equal(compilePath('data.items').text, 'data.items');
    assert.equal(compilePath(['Response', 'Staff']).text, 'Response.Staff');
  });
});
