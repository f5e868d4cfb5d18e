import { assert } from 'chai';
import { planSource } from '../../../lib/api/plan-source.ts';
import { planTree } from '../../../lib/cli/display/plan-tree.ts';
import { textWidth } from '../../../lib/cli/display/text-width.ts';

const PLAN = planSource(
  {
    client: { base_url: 'https://api.example.com/v1' },
    resource_defaults: { primary_key: 'id', write_disposition: 'merge' },
    resources: [
      'customers',
      { name: 'orders', endpoint: '/customers/{resources.customers.id}/orders' },
      { name: 'lines', endpoint: '/orders/{resources.orders.id}/lines' },
      { name: 'notes', endpoint: '/customers/{resources.customers.id}/notes' },
    ],
  },
  { secrets: { env: {}, file: {} }, out: 'data', select: undefined, cursorOf: () => undefined },
);

describe('planTree', () => {
  it('draws who opens whom', () => {
    const names = planTree(PLAN, { width: 200, colour: false })
      .split('\n')
      .filter((line) => line.includes(' → '));
    assert.deepEqual(names, [
      'customers → data/customers.parquet',
      '├─ orders → data/orders.parquet',
      '│  └─ lines → data/lines.parquet',
      '└─ notes → data/notes.parquet',
    ]);
  });

  for (const width of [40, 80]) {
    it(`stays within ${width} columns, and keeps each arrow with what it points from`, () => {
      const text = planTree(PLAN, { width, colour: false });
      for (const line of text.split('\n')) {
        assert.isAtMost(textWidth(line), width, line);
        assert.notMatch(line, /←$/);
      }
      assert.include(text.replaceAll(/[\s│]+/g, ''), '/orders/{resources.orders.id}/lines←endpoint');
    });
  }

  it('puts texts below their labels where there is little room', () => {
    assert.match(planTree(PLAN, { width: 40, colour: false }), /^│ {8}request$/m);
    assert.notMatch(planTree(PLAN, { width: 80, colour: false }), /request$/m);
  });

  it('shows how a parent that was inferred is written out', () => {
    const plan = planSource(
      {
        client: { base_url: 'https://api.example.com/v1' },
        resources: [
          { name: 'jobs', primary_key: 'id' },
          { name: 'logs', endpoint: '/jobs/{id}/logs' },
        ],
      },
      { secrets: { env: {}, file: {} }, out: 'data', select: undefined, cursorOf: () => undefined },
    );
    const text = planTree(plan, { width: 200, colour: false });
    assert.include(
      text,
      'asked once for each id ← inferred, which can be written out as /jobs/{resources.jobs.id}/logs',
    );
  });

  it('shows what is done with answers, and what is said of columns', () => {
    const plan = planSource(
      {
        client: { base_url: 'https://api.example.com/v1' },
        resource_defaults: { columns: { id: { nullable: false } } },
        resources: [
          {
            name: 'jobs',
            nested: 'json',
            naming: 'snake_case',
            columns: { at: { data_type: 'timestamp' } },
            endpoint: {
              response_actions: [
                { status_code: 404, action: 'ignore' },
                { content: 'busy', action: 'retry' },
              ],
            },
          },
        ],
      },
      { secrets: { env: {}, file: {} }, out: 'data', select: undefined, cursorOf: () => undefined },
    );
    const lines = planTree(plan, { width: 200, colour: false })
      .split('\n')
      .map((line) => line.trim());
    assert.includeMembers(lines, [
      'response_actions   404: ignore, any answer with "busy": retry ← endpoint',
      'columns            id not null ← defaults, at timestamp ← resource',
      'nested             json ← resource',
      'naming             snake_case ← resource',
    ]);
  });

  it('names files in a bucket by their URLs', () => {
    const lines = planTree({ ...PLAN, out: 's3://lake/out/' }, { width: 200, colour: false });
    assert.match(lines, / → s3:\/\/lake\/out\/\w+\.parquet$/m);
  });

  it('colours without becoming wider', () => {
    const coloured = planTree(PLAN, { width: 80, colour: true });
    assert.include(coloured, '\u001b[36m← written\u001b[39m');
    assert.equal(coloured.replaceAll(/\u001b\[\d+m/g, ''), planTree(PLAN, { width: 80, colour: false }));
  });
});
