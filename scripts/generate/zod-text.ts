/** What a zod schema takes, in the words of the reference. */
import { z } from 'zod';

/** Where the reference explains what the schemas with these ids take. */
const SECTIONS: Readonly<Record<string, string>> = {
  paginator: '[paginator](#paginators)',
  auth: '[auth](#authentication)',
  decoder: '[decoder](#decoders)',
  endpoint: '[endpoint](#endpoint) or text',
  error_handler: '[error_handler](#error_handler)',
  incremental: '[incremental](#incremental)',
  resource: '[resource](#resource) or text',
  row_schema: '[JSON Schema](rows.md#what-fits-schema) or a zod schema',
};

/** `text or list of text`, `` `merge` or `append` ``, a link where there is a section. */
export function typeText(schema: z.core.$ZodType): string {
  const meta = z.globalRegistry.get(schema);
  const section = SECTIONS[meta?.id ?? ''];
  if (section !== undefined) return section;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return typeText(schema.unwrap());
  }
  if (schema instanceof z.ZodPipe) return pipeText(schema, meta?.['textIs']);
  if (schema instanceof z.ZodTuple) return schema.def.items.length === 2 ? 'pair' : 'list';
  if (schema instanceof z.ZodUnion) return alternatives(schema.options.map(typeText));
  if (schema instanceof z.ZodArray) return `list of ${typeText(schema.element)}`;
  if (schema instanceof z.ZodEnum) return alternatives(schema.options.map((value) => `\`${value}\``));
  if (schema instanceof z.ZodLiteral) return `\`${String(schema.value)}\``;
  if (schema instanceof z.ZodRecord) return 'object';
  if (meta?.['type'] === 'string') return 'text or secret';
  if (meta?.['type'] === 'array') return 'list';
  return WORDS[schema._zod.def.type] ?? schema._zod.def.type;
}

/** With a short form: what that takes, or the object. */
function pipeText(schema: z.ZodPipe, textIs: unknown): string {
  const short =
    schema.out instanceof z.ZodObject ? (schema.out.shape as Record<string, z.ZodType>)[String(textIs)] : undefined;
  return short === undefined ? typeText(schema.out) : alternatives([typeText(short), 'object']);
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'number',
  bigint: 'integer',
  boolean: 'boolean',
  unknown: 'anything',
  any: 'anything',
  null: 'null',
  object: 'object',
  custom: 'TypeScript only',
};

function alternatives(texts: readonly string[]): string {
  const parts = [...new Set(texts.flatMap((text) => text.split(' or ')))].filter(
    (text) => !text.endsWith('TypeScript only'),
  );
  return parts.length === 0 ? 'TypeScript only' : parts.join(' or ');
}

/** A key of an object, as the reference lists it; keys of an object inside of it follow with their path. */
export interface KeyText {
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly standard: unknown;
  readonly description: string;
}

export function keysOf(object: z.ZodObject, prefix = ''): KeyText[] {
  return Object.entries(object.shape as Record<string, z.ZodType>).flatMap(([name, field]) => {
    const inner = innerObject(field);
    const key: KeyText = {
      path: `${prefix}${name}`,
      type: typeText(field),
      required: !field.safeParse(undefined).success,
      standard: field instanceof z.ZodDefault ? field.def.defaultValue : z.globalRegistry.get(field)?.['default'],
      description: field.description ?? '',
    };
    return [key, ...(inner === undefined ? [] : keysOf(inner.object, `${prefix}${name}${inner.inside}.`))];
  });
}

/**
 * The object that a field takes, or takes a list of (`inside` is `[]` then) or one a name (`.*`), where it has no section
 * of its own.
 */
function innerObject(schema: z.core.$ZodType): { object: z.ZodObject; inside: string } | undefined {
  if ((z.globalRegistry.get(schema)?.id ?? '') in SECTIONS) return undefined;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return innerObject(schema.unwrap());
  if (schema instanceof z.ZodPipe) return innerObject(schema.out);
  if (schema instanceof z.ZodArray) {
    const found = innerObject(schema.element);
    return found && { ...found, inside: '[]' };
  }
  if (schema instanceof z.ZodRecord) {
    const found = innerObject(schema.valueType);
    return found && { ...found, inside: '.*' };
  }
  return schema instanceof z.ZodObject ? { object: schema, inside: '' } : undefined;
}

/** The object behind a schema with a short form. */
export function objectOf(schema: z.core.$ZodType): z.ZodObject {
  if (schema instanceof z.ZodObject) return schema;
  if (schema instanceof z.ZodPipe) return objectOf(schema.out);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return objectOf(schema.unwrap());
  if (schema instanceof z.ZodArray) return objectOf(schema.element);
  throw new Error(`${schema._zod.def.type} is no object`);
}
