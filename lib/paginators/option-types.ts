/** Option types that several paginators share. */
import { z } from 'zod';
import { answerPath } from './answer-path.ts';

/** A name or a body path that may be left out; dlt's `None` and YAML's `null` mean the same as leaving it out. */
export const optionalName = z.string().min(1).nullish();

/** A bound or a start, counted from 0. */
export const optionalCount = z.int().min(0).nullish();

export const hasMorePath = answerPath
  .nullish()
  .describe('Where the answer says whether there are more pages: true or false, yes or no, 1 or 0.');

/** An issue for each pair of options that say the same thing in two ways. */
export function atMostOne<Name extends string>(first: Name, second: Name) {
  return (options: { readonly [name in Name]?: unknown }, context: z.core.$RefinementCtx): void => {
    if (isUnset(options[first]) || isUnset(options[second])) return;
    context.addIssue({ code: 'custom', path: [second], message: `give ${first} or ${second}, not both` });
  };
}

function isUnset(value: unknown): boolean {
  return value === undefined || value === null;
}
