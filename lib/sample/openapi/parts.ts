/** Pieces of the OpenAPI documents of the sample APIs. */

export type Schema = Readonly<Record<string, unknown>>;

export const text: Schema = { type: 'string' };
export const whole: Schema = { type: 'integer' };
export const number: Schema = { type: 'number' };
export const flag: Schema = { type: 'boolean' };
export const moment: Schema = { type: 'string', format: 'date-time' };
export const day: Schema = { type: 'string', format: 'date' };

/** The same, or null, as OpenAPI 3.1 says it. */
export function orNull(schema: Schema): Schema {
  if (typeof schema['type'] === 'string') return { ...schema, type: [schema['type'], 'null'] };
  return { oneOf: [schema, { type: 'null' }] };
}

export function list(items: Schema): Schema {
  return { type: 'array', items };
}

/** An object whose properties are all there. */
export function record(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', required: Object.keys(properties), properties };
}

export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

export function queryParam(name: string, schema: Schema, description: string): Schema {
  return { name, in: 'query', description, schema };
}

export const offsetAndLimit = (limit: number, most: number): readonly Schema[] => [
  queryParam('offset', { type: 'integer', minimum: 0, default: 0 }, 'How many rows to pass over.'),
  queryParam('limit', { type: 'integer', minimum: 1, maximum: most, default: limit }, 'How many rows to give.'),
];

export interface GetOptions {
  readonly params?: readonly Schema[];
  /** Of the path. */
  readonly id?: string;
}

/** A GET operation that answers with JSON. */
export function get(summary: string, answer: Schema, { params = [], id }: GetOptions = {}): Schema {
  const ofPath = id === undefined ? [] : [{ name: id, in: 'path', required: true, schema: whole }];
  return {
    get: {
      summary,
      parameters: [...ofPath, ...params],
      responses: {
        '200': { description: 'As asked for.', content: { 'application/json': { schema: answer } } },
        '401': { description: 'The key is missing or wrong.' },
      },
    },
  };
}

export interface DocumentParts {
  readonly title: string;
  readonly security: Schema;
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly paths: Readonly<Record<string, Schema>>;
}

/** A document of OpenAPI 3.1 whose API is where it was loaded from. */
export function openApi({ title, security, schemas, paths }: DocumentParts, server = '/'): Schema {
  return {
    openapi: '3.1.0',
    info: { title, version: '1.0.0' },
    servers: [{ url: server }],
    security: [{ key: [] }],
    paths,
    components: { securitySchemes: { key: security }, schemas },
  };
}
