/** What a key means, for the JSON Schema and the reference, and what holds where it is left out. */
export function about(description: string, standard?: string | number | boolean | readonly (string | number)[]) {
  return standard === undefined ? { description } : { description, default: standard };
}
