import { readFileSync } from 'node:fs';
import { assert } from 'chai';
import { generatedFiles } from '../scripts/generate/generated-files.ts';

describe('generated files', () => {
  for (const [file, text] of Object.entries(generatedFiles())) {
    it(`${file} is up to date`, () => {
      assert.isTrue(readFileSync(file, 'utf8') === text, `${file} is stale; write it with: npm run generate`);
    });
  }
});
