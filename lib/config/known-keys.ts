/** Which keys a configuration may have at a place: read from the schema, for suggestions. */
import { z } from 'zod';
import { registeredAuths } from '../auth/registry.ts';
import { registeredPaginators } from '../paginators/registry.ts';

/** The keys that `schema` allows at `path`; `value` picks among the plug-ins of a union. Empty where any key is. */
export function knownKeys(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): readonly string[] {
  const here = unwrap(schema, value);
  if (path.length === 0) return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
  const [head, ...rest] = path;
  const inside = isObject(value) ? value[head as string] : undefined;
  if (here instanceof z.ZodObject) {
    const field = (here.shape as Record<string, z.ZodType | undefined>)[String(head)];
    return field === undefined ? [] : knownKeys(field, rest, inside);
  }
  if (here instanceof z.ZodRecord) return knownKeys(here.valueType as z.ZodType, rest, inside);
  if (here instanceof z.ZodArray) return knownKeys(here.element as z.ZodType, rest, inside);
  return [];
}

function unwrap(schema: z.ZodType, value: unknown): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return unwrap(schema.unwrap() as z.ZodType, value);
  if (schema instanceof z.ZodPipe) return unwrap(schema.def.out as z.ZodType, value);
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const options = schema.options as readonly z.ZodObject[];
    const type = isObject(value) ? value['type'] : undefined;
    const isKnown = options.some((option) => option.shape['type']?.safeParse(type).success);
    const registered = isKnown ? undefined : (registryOf(options).get(type) as { options: z.ZodObject } | undefined);
    if (registered !== undefined) return registered.options;
    return options.find((option) => option.shape['type']?.safeParse(type).success) ?? options[0]!;
  }
  // Of a union of forms, the one for objects.
  if (schema instanceof z.ZodUnion) {
    const forObjects = schema.options.find((option) => option instanceof z.ZodDiscriminatedUnion);
    return forObjects === undefined ? schema : unwrap(forObjects, value);
  }
  return schema;
}

/** A union of paginators is told from one of authentications by the types that are built in. */
function registryOf(options: readonly z.ZodObject[]) {
  const isPaginator = options.some((option) => option.shape['type']?.safeParse('single_page').success);
  return isPaginator ? registeredPaginators : registeredAuths;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
