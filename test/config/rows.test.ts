import { assert } from 'chai';
import { checkConfig } from '../../lib/config/check.ts';
import { issueOf } from '../helpers/issues.ts';

const endpoint = (over: object) => ({
  client: { base_url: 'https://api.example.com' },
  resources: [{ name: 'jobs', endpoint: over }],
});

describe('checkConfig: data_selector', () => {
  it('takes paths, lists of keys and JSONPath', () => {
    for (const data_selector of ['data', '$', ['a.b', 'c'], 'many-results', 'a[*].b', '$..x', 'a[?@.b == 1]']) {
      checkConfig(endpoint({ data_selector }));
    }
  });

  it('refuses what is no JSONPath, and says what one looks like', () => {
    const issue = issueOf(() => checkConfig(endpoint({ data_selector: 'a[?(@.b == 1 & @.c == 2)]' })));
    assert.equal(issue.path, 'resources.jobs.endpoint.data_selector');
    assert.match(issue.message, /^it is not a JSONPath: "&" cannot stand where it does/);
    assert.match(issue.fix!, /RFC 9535, such as data\.items, /);
  });
});
