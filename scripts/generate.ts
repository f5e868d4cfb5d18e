/**
 * node --import tsx scripts/generate.ts
 *
 * Writes the files that are made of the schemas and the plug-ins' specifications.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { apiPage } from './generate/api-page.ts';
import { generatedFiles } from './generate/generated-files.ts';

for (const [file, text] of Object.entries({ ...generatedFiles(), 'docs/api.md': apiPage() })) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
