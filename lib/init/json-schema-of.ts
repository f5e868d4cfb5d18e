import type { RowType } from './row-type.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** The type of a row as JSON Schema; keys that it does not name are allowed. */
export function jsonSchemaOf(type: RowType): JsonSchema {
  const plain = plainSchema(type);
  if (!type.nullable || Object.keys(plain).length === 0) return plain;
  const { type: name } = plain;
  if (typeof name === 'string' && !('enum' in plain)) return { ...plain, type: [name, 'null'] };
  return { anyOf: [plain, { type: 'null' }] };
}

function plainSchema(type: RowType): JsonSchema {
  switch (type.kind) {
    case 'unknown':
      return {};
    case 'int64':
      return { type: 'integer' };
    case 'string':
      return { type: 'string', ...(isTime(type.format) && { format: type.format }) };
    case 'enum':
      return { enum: type.values };
    case 'list':
      return { type: 'array', items: jsonSchemaOf(type.items) };
    case 'map':
      return { type: 'object', additionalProperties: jsonSchemaOf(type.values) };
    case 'union':
      return { anyOf: type.options.map(jsonSchemaOf) };
    case 'object': {
      const required = type.fields.filter((field) => field.required).map(({ name }) => name);
      return {
        type: 'object',
        properties: Object.fromEntries(type.fields.map((field) => [field.name, jsonSchemaOf(field.type)])),
        ...(required.length > 0 && { required }),
      };
    }
    default:
      return { type: type.kind };
  }
}

/** The formats that make a column of another type. */
export function isTime(format: string | undefined): format is 'date-time' | 'date' {
  return format === 'date-time' || format === 'date';
}
