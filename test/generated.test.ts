import { readFileSync } from 'node:fs';
import { assert } from 'chai';
import { apiPage } from '../scripts/generate/api-page.ts';
import { generatedFiles } from '../scripts/generate/generated-files.ts';

describe('generated files', () => {
  it('docs/api.md is up to date', function () {
    this.timeout(60_000);
    assert.isTrue(
      readFileSync('docs/api.md', 'utf8') === apiPage(),
      'docs/api.md is stale; write it with: npm run generate',
    );
  });

  for (const [file, text] of Object.entries(generatedFiles())) {
    it(`${file} is up to date`, () => {
      assert.isTrue(readFileSync(file, 'utf8') === text, `${file} is stale; write it with: npm run generate`);
    });
  }
});
