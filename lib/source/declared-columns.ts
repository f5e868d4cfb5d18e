import { z } from 'zod';
import { isRecord } from '../core/is-record.ts';
import type { Observation } from '../rows/observation.ts';
import { RowColumns, type StoredColumn } from '../rows/row-columns.ts';

/**
 * The columns that a row schema declares, so that they have their types before the first value is seen. What the
 * schema leaves open is left to the rows.
 */
export function declaredColumns(schema: z.ZodType | undefined): readonly StoredColumn[] {
  const columns = new RowColumns();
  const json: unknown =
    schema && z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any', override: bigintAsInteger });
  if (isRecord(json)) {
    for (const [name, field] of Object.entries(propertiesOf(json))) declare(columns.at(name), field);
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

function propertiesOf(json: Record<string, unknown>): Record<string, unknown> {
  return isRecord(json['properties']) ? json['properties'] : {};
}

/** Of several types that a value may have, only the rows tell which a column has. */
function theOnly<T>(types: readonly T[]): readonly T[] {
  const real = [...new Set(types.filter((type) => type !== 'null'))];
  return real.length === 1 ? real : [];
}

function declare(column: Observation, json: unknown): void {
  if (!isRecord(json)) return;
  const options = [json['anyOf'], json['oneOf']].flat().filter(isRecord);
  if (theOnly(options.map((option) => option['type'])).length > 0) {
    for (const option of options) declare(column, option);
  }
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
        declare(column.element, json['items']);
        break;
      case 'object':
        column.declare('struct');
        for (const [name, field] of Object.entries(propertiesOf(json))) declare(column.field(name), field);
        break;
    }
  }
}

function textType(format: unknown): 'timestamp' | 'date' | 'string' {
  if (format === 'date-time') return 'timestamp';
  return format === 'date' ? 'date' : 'string';
}
