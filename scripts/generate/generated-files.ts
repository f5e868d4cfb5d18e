import { configJsonSchema } from './config-json-schema.ts';
import { referenceText } from './reference.ts';

/** Every file that `npm run generate` writes, by its path, with the text it has to have. */
export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    'docs/reference.md': referenceText(),
    'schema/millrace.schema.json': `${JSON.stringify(configJsonSchema(), null, 2)}\n`,
  };
}
