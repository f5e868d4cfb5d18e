import { assert } from 'chai';
import { checkConfig } from '../../lib/config/check.ts';
import { selectResources, withDescendants, type ResourceNode } from '../../lib/run/select-resources.ts';
import { planResources } from '../../lib/source/plan.ts';

const plans = planResources(
  checkConfig({
    client: { base_url: 'https://api.example.com' },
    resources: [
      'a',
      { name: 'b', endpoint: '/{resources.a.id}' },
      { name: 'c', endpoint: '/{resources.b.id}' },
      { name: 'd', endpoint: '/{resources.a.id}/d' },
      { name: 'hidden', selected: false },
      { name: 'skipped', write_disposition: 'skip' },
      { name: 'parent', selected: false },
      { name: 'child', endpoint: '/{resources.parent.id}' },
    ],
  }),
);

/** `a(b(c) d)`, in brackets what is not published. */
function text(nodes: readonly ResourceNode[]): string {
  return nodes
    .map(({ plan, children, published }) => {
      const name = published ? plan.info.name : `[${plan.info.name}]`;
      return children.length === 0 ? name : `${name}(${text(children)})`;
    })
    .join(' ');
}

describe('selectResources', () => {
  const cases: [select: string[] | undefined, trees: string][] = [
    [undefined, 'a(b(c) d) [parent](child)'],
    [['a'], 'a'],
    [['c'], '[a]([b](c))'],
    [['b', 'd'], '[a](b d)'],
    [['a', 'c'], 'a([b](c))'],
    [['hidden'], 'hidden'],
    [['parent'], 'parent'],
    [['skipped', 'skipped'], 'skipped'],
    [[], ''],
  ];
  for (const [select, trees] of cases) {
    it(`${select?.join(', ') ?? 'everything'}: ${trees || 'nothing'}`, () =>
      assert.equal(text(selectResources(plans, select)), trees));
  }

  it('lists a resource before what is below it', () => {
    const [a] = selectResources(plans, undefined);
    assert.deepEqual(
      withDescendants(a!).map(({ plan }) => plan.info.name),
      ['a', 'b', 'c', 'd'],
    );
  });
});
