import type { ObjectType, RowField, RowType } from '../row-type.ts';

/** One of several types. Objects become one whose fields are those of all, so that rows of any kind have columns. */
export function unionOf(given: readonly RowType[]): RowType {
  const nullable = given.some((type) => type.nullable || type.kind === 'null');
  const options = distinct(given.filter(({ kind }) => kind !== 'null').map((type) => ({ ...type, nullable: false })));
  const [first, ...others] = options;
  if (first === undefined || options.some(({ kind }) => kind === 'unknown')) return { kind: 'unknown', nullable: true };
  if (others.length === 0) return { ...first, nullable };
  if (options.every((type) => type.kind === 'enum')) {
    return { kind: 'enum', nullable, values: [...new Set(options.flatMap(({ values }) => values))] };
  }
  const objects = options.filter((type): type is ObjectType & RowType => type.kind === 'object');
  if (objects.length < 2) return { kind: 'union', nullable, options };
  const merged = mergedObject(objects);
  const rest = options.filter(({ kind }) => kind !== 'object');
  return rest.length === 0 ? { ...merged, nullable } : { kind: 'union', nullable, options: [...rest, merged] };
}

function mergedObject(objects: readonly ObjectType[]): ObjectType & RowType {
  const names = [...new Set(objects.flatMap(({ fields }) => fields.map(({ name }) => name)))];
  const fields = names.map((name): RowField => {
    const found = objects.flatMap((object) => object.fields.filter((field) => field.name === name));
    return {
      name,
      type: unionOf(found.map(({ type }) => type)),
      required: found.length === objects.length && found.every(({ required }) => required),
    };
  });
  return { kind: 'object', nullable: false, fields };
}

function distinct(types: readonly RowType[]): RowType[] {
  return [...new Map(types.map((type) => [shapeOf(type), type])).values()];
}

/** What a type is, without where it comes from. */
function shapeOf(type: RowType): string {
  return JSON.stringify(type, (key, value: unknown) => (key === 'origin' || key === 'description' ? undefined : value));
}
