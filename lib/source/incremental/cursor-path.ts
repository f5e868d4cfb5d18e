import { compileSelector } from '../../operators/selector.ts';

export type CursorReader = (row: unknown) => unknown;

/**
 * Reads the cursor of a row: `updated_at`, `meta.versions[0].at`, `$` or any JSONPath, of whose matches the first
 * counts. `undefined` where there is none. Throws a `SyntaxError` for a path that is none.
 */
export function cursorReader(cursorPath: string): CursorReader {
  const { kind, start, matches } = compileSelector(cursorPath);
  return kind === 'plain' ? start.read : (row) => matches(row)[0];
}

/** What is wrong with a path. */
export function checkCursorPath(cursorPath: string): { message: string; fix: string } | undefined {
  try {
    cursorReader(cursorPath);
    return undefined;
  } catch (error) {
    return {
      message: `it is not a JSONPath: ${(error as Error).message}`,
      fix: 'write a path after RFC 9535, such as updated_at, meta.at or versions[-1].at',
    };
  }
}
