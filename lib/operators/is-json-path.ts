import type { z } from 'zod';
import { compileSelector } from './selector.ts';

/** A zod refinement: an issue where a path, or a list of keys, does not compile. `examples` are for the fix. */
export function isJsonPath(examples: string) {
  return (path: string | readonly string[], context: z.core.$RefinementCtx): void => {
    try {
      compileSelector(path);
    } catch (error) {
      context.addIssue({
        code: 'custom',
        message: `it is not a JSONPath: ${(error as Error).message}`,
        params: { fix: `write a path after RFC 9535, such as ${examples}` },
      });
    }
  };
}
