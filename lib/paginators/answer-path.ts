/** Where the answer says something about its pages. */
import { z } from 'zod';
import { isRecord } from '../core/is-record.ts';
import type { Path } from '../core/path.ts';
import { isJsonPath } from '../operators/is-json-path.ts';
import { compileSelector } from '../operators/selector.ts';

/** Where a value is in the answer: a path such as `meta.next`, any JSONPath, or a list of keys. */
export const answerPath = z
  .union([z.string().min(1), z.array(z.string()).min(1)], {
    error: 'expected a path such as "meta.next" or a list of keys',
  })
  .superRefine(isJsonPath('meta.next or links[?@.rel == "next"].href'));

export type AnswerPath = z.output<typeof answerPath>;
export type AnswerReader = Pick<Path, 'text' | 'read'>;

/**
 * Reads the first match. A name with a dot in it, such as `@odata.nextLink`, is found without quotes as well where
 * there is nothing at the path.
 */
export function compileAnswerPath(source: AnswerPath): AnswerReader {
  const { text, matches } = compileSelector(source);
  return {
    text,
    read: (body) => {
      const [first] = matches(body);
      return first === undefined && isRecord(body) && Object.hasOwn(body, text) ? body[text] : first;
    },
  };
}
