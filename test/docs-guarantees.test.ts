import { existsSync, readFileSync } from 'node:fs';
import { assert } from 'chai';

describe('docs/guarantees.md', () => {
  const page = readFileSync('docs/guarantees.md', 'utf8');

  it('names tests that there are, for every promise', () => {
    const promises = page.split(/^\d+\. /m).slice(1);
    assert.lengthOf(promises, 14);
    for (const promise of promises) {
      const tests = [...promise.matchAll(/`(test\/[^`]*)`/g)].map(([, path]) => path!);
      assert.isNotEmpty(tests, promise);
      for (const path of tests) assert.isTrue(existsSync(path), path);
      assert.match(promise, /\bMUST\b/);
    }
  });
});
