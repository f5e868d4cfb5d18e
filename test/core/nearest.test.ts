import { assert } from 'chai';
import { nearest } from '../../lib/core/nearest.ts';

describe('nearest', () => {
  const keys = ['endpoint', 'paginator', 'primary_key', 'data_selector', 'name'];
  const cases: [name: string, near: string | undefined][] = [
    ['endpont', 'endpoint'],
    ['pagniator', 'paginator'],
    ['Primary_Key', 'primary_key'],
    ['nmae', 'name'],
    ['name', 'name'],
    ['xyz', undefined],
    ['dataselector', 'data_selector'],
    ['', undefined],
    ['completely_different_thing', undefined],
  ];
  for (const [name, near] of cases) it(`${name} -> ${near}`, () => assert.equal(nearest(name, keys), near));

  it('two letters that changed places are one mistake, so they win over two', () =>
    assert.equal(nearest('form', ['for', 'from', 'farm']), 'for'));
  it('counts a swap as one', () => assert.equal(nearest('pgae', ['page', 'pages']), 'page'));
  it('takes the nearest of several', () =>
    assert.equal(nearest('page_pram', ['page_param', 'page', 'params']), 'page_param'));
  it('has nothing to offer where there is nothing', () => assert.isUndefined(nearest('a', [])));
});
