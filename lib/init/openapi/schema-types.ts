import { isRecord } from '../../core/is-record.ts';
import type { ObjectType, RowField, RowType } from '../row-type.ts';
import { flatSchema, type FlatSchema } from './flat-schema.ts';
import { nameOfPointer, nodesIn, type Node, type Refs } from './refs.ts';
import { unionOf } from './union-of.ts';

/** How many objects deep a row is described; what is further down comes as it is. */
const DEEPEST = 4;
/** How many objects are described in one row. */
const MOST_OBJECTS = 150;

/** Takes schemas to types. What has no end, or is too deep, is an object of any fields. */
export class SchemaTypes {
  readonly #refs: Refs;
  /** Where the description of a row ends although the document goes on. */
  readonly cut = new Set<string>();
  #left = MOST_OBJECTS;

  constructor(refs: Refs) {
    this.#refs = refs;
  }

  /**
   * @param depth how many objects deep to go; by default as deep as a row
   * @param at what it is, for messages
   */
  typeOf(schema: unknown, depth: number | undefined, at: string): RowType {
    this.#left = MOST_OBJECTS;
    return this.#type(schema, { depth: depth ?? DEEPEST, at, inside: [] });
  }

  #type(schema: unknown, place: Place): RowType {
    const resolved = this.#refs.resolve(schema);
    if (resolved === undefined) return { kind: 'unknown', nullable: true };
    const { node, pointer } = resolved;
    const flat = flatSchema(node, this.#refs);
    // With `nullable` or a description of its own, OpenAPI 3.0 wraps a reference into an `allOf`.
    const [wrapped, ...others] = nodesIn(node['allOf']);
    const sole = others.length === 0 && typeof wrapped?.['$ref'] === 'string' ? wrapped['$ref'] : undefined;
    const name = nameOfPointer(pointer ?? sole);
    const common = { nullable: flat.nullable, origin: schema, ...(name !== undefined && { name }) };
    const within = { ...place, inside: [...place.inside, node] };
    if (flat.properties.size === 0 && flat.options.length > 0 && flat.enum === undefined) {
      if (place.inside.includes(node)) return this.#cutHere(common, place);
      const options = flat.options.map((option) => this.#type(option, within));
      const union = unionOf(options);
      return { ...union, ...common, nullable: common.nullable || union.nullable, name: name ?? union.name };
    }
    if (node['type'] === 'null' || isOnly(flat.enum, null)) return { kind: 'null', ...common };
    if (flat.enum !== undefined) return enumType(flat, common);
    const kinds = flat.types.length > 0 ? flat.types : [inferred(flat)];
    const types = kinds.map((kind) => this.#ofKind(kind, flat, common, within, place));
    return types.length === 1 ? types[0]! : { ...unionOf(types), ...common };
  }

  #ofKind(kind: string, flat: FlatSchema, common: Common, within: Place, place: Place): RowType {
    const { node } = flat;
    switch (kind) {
      case 'object':
        return this.#object(flat, common, within, place);
      case 'array':
        return { kind: 'list', ...common, items: this.#type(node['items'], { ...within, at: `${place.at}[]` }) };
      case 'integer':
        return { kind: node['format'] === 'int64' ? 'int64' : 'integer', ...common };
      case 'number':
      case 'boolean':
        return { kind, ...common };
      case 'string': {
        const { format } = node;
        const says = [node['description'], node['example'], node['examples']].map((text) => JSON.stringify(text) ?? '');
        return {
          kind: 'string',
          ...common,
          description: says.join(' '),
          ...(typeof format === 'string' && { format }),
        };
      }
      default:
        return { kind: 'unknown', ...common };
    }
  }

  #object(flat: FlatSchema, common: Common, within: Place, place: Place): RowType {
    const values = flat.node['additionalProperties'];
    if (flat.properties.size === 0) {
      const isMap = isRecord(values) && Object.keys(values).length > 0;
      if (!isMap) return { kind: 'object', ...common, fields: [] };
      return { kind: 'map', ...common, values: this.#type(values, { ...within, at: `${place.at}.*` }) };
    }
    const isInside = within.inside.slice(0, -1).includes(within.inside.at(-1)!);
    if (isInside || place.depth === 0 || this.#left === 0) return this.#cutHere(common, place);
    this.#left -= 1;
    const inner = { ...within, depth: place.depth - 1 };
    const more = flat.options
      .map((option) => this.#type(option, { ...inner, depth: place.depth }))
      .filter((type): type is ObjectType & RowType => type.kind === 'object')
      .flatMap(({ fields }) => fields.map((field): RowField => ({ ...field, required: false })))
      .filter(({ name }) => !flat.properties.has(name));
    const own = [...flat.properties]
      .filter(([, schema]) => this.#refs.node(schema)?.['writeOnly'] !== true)
      .map(([name, schema]): RowField => ({
        name,
        type: this.#type(schema, { ...inner, at: `${place.at}.${name}` }),
        required: flat.required.has(name),
      }));
    const others = [...new Map(more.map((field) => [field.name, field])).values()];
    return { kind: 'object', ...common, fields: [...own, ...others] };
  }

  #cutHere(common: Common, { at }: Place): RowType {
    this.cut.add(at);
    return { kind: 'object', ...common, fields: [] };
  }
}

interface Common {
  readonly nullable: boolean;
  readonly name?: string;
  readonly origin: unknown;
}

interface Place {
  readonly depth: number;
  readonly at: string;
  readonly inside: readonly Node[];
}

function enumType({ enum: given = [], types }: FlatSchema, common: Common): RowType {
  const values = [...new Set(given)].filter(
    (value) => typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value),
  ) as (string | number | boolean)[];
  const number = types.find((type): type is 'integer' | 'number' => type === 'integer' || type === 'number');
  if (number !== undefined) return { kind: number, ...common };
  if (values.length === given.filter((value) => value !== null).length && values.length > 0) {
    return { kind: 'enum', ...common, values };
  }
  const [type] = types;
  return type === 'string' ? { kind: 'string', ...common } : { kind: 'unknown', ...common };
}

function isOnly(values: readonly unknown[] | undefined, value: unknown): boolean {
  return values?.length === 1 && values[0] === value;
}

/** The type of a schema that does not say one. */
function inferred({ node, properties }: FlatSchema): string {
  if (properties.size > 0 || isRecord(node['additionalProperties'])) return 'object';
  return 'items' in node ? 'array' : 'unknown';
}
