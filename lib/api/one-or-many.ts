import { z } from 'zod';

/**
 * The schema of a list that XML gives as one element, as several or as none: it puts out a list in every case.
 * `contacts: oneOrMany(z.object({ name: z.string() }))`
 */
export function oneOrMany<T extends z.ZodType>(element: T) {
  return z.preprocess((value) => {
    if (value === undefined || value === null || value === '') return [];
    return Array.isArray(value) ? value : [value];
  }, z.array(element));
}
