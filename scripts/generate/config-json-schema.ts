/** The JSON Schema of a configuration as YAML or JSON can write it, for editors. */
import { z } from 'zod';
import { configSchema } from '../../lib/config/schema.ts';

/** Marks of `lib/config/schema.ts` that are no words of JSON Schema, and do not get into it. */
interface Marks {
  /** The key that a text alone stands for. */
  textIs?: string;
  /** On a plug-in that is meant where no `type` is given. */
  typeMayBeLeftOut?: boolean;
  /** On what only code can write. */
  codeOnly?: boolean;
  /** On what goes by names, but may be a list as well: what the `name` of an item is. */
  listNames?: string;
}

const MARKS = ['textIs', 'typeMayBeLeftOut', 'codeOnly', 'listNames'] as const;

type JsonSchema = z.core.JSONSchema.BaseSchema & Marks;

/**
 * Made of the zod schema that checks configurations. Functions and zod schemas, which only TypeScript can write, are
 * left out; a secret is a text, `${secret:name}`.
 */
export function configJsonSchema(): object {
  const { $schema, properties, ...rest } = z.toJSONSchema(configSchema, {
    io: 'input',
    target: 'draft-07',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => writable(zodSchema, jsonSchema),
  });
  return {
    $schema,
    title: 'millrace source',
    description: 'A REST API and what to fetch from it.',
    properties: { $schema: { type: 'string', description: 'Where this schema is, for editors.' }, ...properties },
    ...rest,
  };
}

/** Changes one schema, whose parts are done, to what a text file can say. */
function writable(zodSchema: z.core.$ZodType, json: JsonSchema): void {
  const { def } = (zodSchema as z.ZodType)._zod;
  if (def.type === 'bigint') json.type = 'integer';
  if (def.type === 'record') delete json.propertyNames;
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (zodSchema instanceof z.ZodUnion) {
    json.anyOf &&= json.anyOf.filter((_, index) => !isCodeOnly(zodSchema.options[index]));
    json.oneOf &&= json.oneOf.filter((_, index) => !isCodeOnly(zodSchema.options[index]));
  }
  if (zodSchema instanceof z.ZodObject) {
    for (const [key, field] of Object.entries(zodSchema.shape)) {
      if (isCodeOnly(field as z.ZodType) || isForbidden(field as z.ZodType)) delete json.properties?.[key];
    }
  }
  if (json.typeMayBeLeftOut) json.required &&= json.required.filter((key) => key !== 'type');
  if (json.textIs !== undefined) textAllowed(zodSchema, json, json.textIs);
  if (json.listNames !== undefined) listAllowed(json, json.listNames);
  for (const mark of MARKS) delete json[mark];
}

/** Beside the object that goes by names, the list of the same with a name each. */
function listAllowed(json: JsonSchema, description: string): void {
  const { listNames: _, id, ...byName } = json;
  const values = byName.additionalProperties as JsonSchema;
  const item = values.anyOf?.find((option) => (option as JsonSchema).type === 'object') as JsonSchema;
  const properties = { name: { type: 'string', minLength: 1, description }, ...item.properties };
  for (const name of Object.keys(json)) delete (json as Record<string, unknown>)[name];
  const list = { type: 'array', items: { ...item, properties, required: ['name'] } };
  Object.assign(json, id && { id }, { anyOf: [byName, list] });
}

/** Whether the key is only there to say where it belongs. */
function isForbidden(schema: z.core.$ZodType): boolean {
  return schema instanceof z.ZodOptional && schema.unwrap() instanceof z.ZodNever;
}

/** Whether only code can write a value of this type: a function, a zod schema, `secret(...)`, or a list of such. */
function isCodeOnly(schema: z.core.$ZodType | undefined): boolean {
  const marks = schema && z.globalRegistry.get(schema);
  if (marks?.['codeOnly'] === true) return true;
  if (schema === undefined || marks?.['type'] !== undefined) return false;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return isCodeOnly(schema.unwrap());
  if (schema instanceof z.ZodArray) return isCodeOnly(schema.element);
  if (schema instanceof z.ZodObject) {
    const fields = Object.values(schema.shape) as z.core.$ZodType[];
    return fields.length > 0 && fields.every(isCodeOnly);
  }
  return schema instanceof z.ZodCustom;
}

/** Beside the object that a text alone stands for, the text. */
function textAllowed(zodSchema: z.core.$ZodType, json: JsonSchema, key: string): void {
  const { id, description, oneOf, ...whole } = json;
  for (const mark of MARKS) delete whole[mark];
  const text = oneOf === undefined ? textOf(whole, key) : typesAlone(zodSchema as z.ZodPipe);
  for (const name of Object.keys(json)) delete json[name];
  Object.assign(json, id && { id }, description && { description }, { anyOf: [...text, ...(oneOf ?? [whole])] });
}

function textOf(whole: JsonSchema, key: string): JsonSchema[] {
  const { description, enum: choices } = whole.properties![key] as JsonSchema;
  return [{ type: 'string', ...(choices && { enum: choices }), ...(description !== undefined && { description }) }];
}

/** The plug-ins that need no options beside their type. */
function typesAlone(schema: z.ZodPipe): JsonSchema[] {
  const { options } = schema.out as z.ZodDiscriminatedUnion<z.ZodObject<{ type: z.ZodLiteral<string> }>[]>;
  const alone = options.map((option) => option.shape.type.value).filter((type) => schema.safeParse(type).success);
  return alone.length === 0 ? [] : [{ type: 'string', enum: alone }];
}
