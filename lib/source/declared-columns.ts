import { z } from 'zod';
import { isRecord } from '../core/is-record.ts';
import { isZodSchema, type RowSchema } from '../operators/row-check.ts';
import type { Observation } from '../rows/observation.ts';
import { RowColumns, type StoredColumn } from '../rows/row-columns.ts';

/**
 * The columns that a row schema declares, so that they have their types before the first value is seen. What the
 * schema leaves open is left to the rows.
 */
export function declaredColumns(schema: RowSchema | undefined): readonly StoredColumn[] {
  const columns = new RowColumns();
  const root: unknown = isZodSchema(schema)
    ? z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any', override: bigintAsInteger })
    : schema;
  for (const json of partsOf(root, { root, inside: ['#'] })) {
    for (const [name, field] of Object.entries(propertiesOf(json.schema))) declare(columns.at(name), field, json.at);
  }
  return columns.toJSON();
}

function bigintAsInteger({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodType;
  jsonSchema: Record<string, unknown>;
}): void {
  if (zodSchema._zod.def.type === 'bigint') jsonSchema['type'] = 'integer';
  if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
}

/** Where a part of a schema is. */
interface Place {
  readonly root: unknown;
  /** The references it is inside of. */
  readonly inside: readonly string[];
}

interface Part {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly at: Place;
}

/** A schema, what it refers to and all that it is made of. One that is inside of itself is left to the rows. */
function partsOf(json: unknown, at: Place): readonly Part[] {
  if (!isRecord(json)) return [];
  const ref = json['$ref'];
  const all = Array.isArray(json['allOf']) ? json['allOf'] : [];
  const referred =
    typeof ref === 'string' && !at.inside.includes(ref)
      ? partsOf(referredTo(ref, at.root), { ...at, inside: [...at.inside, ref] })
      : [];
  return [{ schema: json, at }, ...referred, ...all.flatMap((part) => partsOf(part, at))];
}

/** `#/$defs/person`, a JSON pointer. */
function referredTo(ref: string, root: unknown): unknown {
  if (!ref.startsWith('#')) return undefined;
  const keys = decodeURIComponent(ref.slice(1)).split('/').slice(1);
  return keys.reduce(
    (here: unknown, key) => (isRecord(here) ? here[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
    root,
  );
}

function propertiesOf(json: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return isRecord(json['properties']) ? json['properties'] : {};
}

/** Of several types that a value may have, only the rows tell which a column has. */
function theOnly<T>(types: readonly T[]): readonly T[] {
  const real = [...new Set(types.filter((type) => type !== 'null'))];
  return real.length === 1 ? real : [];
}

function declare(column: Observation, json: unknown, place: Place): void {
  for (const { schema, at } of partsOf(json, place)) declarePart(column, schema, at);
}

function declarePart(column: Observation, json: Readonly<Record<string, unknown>>, at: Place): void {
  const options = [json['anyOf'], json['oneOf']].flat().filter(isRecord);
  const types = options.flatMap((option) => partsOf(option, at)).flatMap(({ schema }) => schema['type'] ?? []);
  if (theOnly(types).length > 0) for (const option of options) declare(column, option, at);
  for (const type of theOnly([json['type']].flat())) {
    switch (type) {
      case 'boolean':
        column.declare('bool');
        break;
      case 'integer':
        column.declare('int');
        break;
      case 'number':
        column.declare('double');
        break;
      case 'string':
        column.declare(textType(json['format']));
        break;
      case 'array':
        column.declare('list');
        declare(column.element, json['items'], at);
        break;
      case 'object':
        column.declare('struct');
        for (const [name, field] of Object.entries(propertiesOf(json))) declare(column.field(name), field, at);
        break;
    }
  }
}

function textType(format: unknown): 'timestamp' | 'date' | 'string' {
  if (format === 'date-time') return 'timestamp';
  return format === 'date' ? 'date' : 'string';
}
