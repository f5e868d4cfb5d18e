import { isRecord } from '../../core/is-record.ts';
import { nodesIn, type Node, type Refs } from './refs.ts';

/** A schema with all of its `allOf` in one. */
export interface FlatSchema {
  readonly node: Node;
  readonly types: readonly string[];
  readonly nullable: boolean;
  readonly properties: ReadonlyMap<string, unknown>;
  readonly required: ReadonlySet<string>;
  /** Of `oneOf` and `anyOf`. */
  readonly options: readonly Node[];
  readonly enum: readonly unknown[] | undefined;
}

/** @param seen what it is part of, so that an `allOf` with itself in it ends */
export function flatSchema(given: Node, refs: Refs, seen: ReadonlySet<Node> = new Set()): FlatSchema {
  const within = new Set([...seen, given]);
  const parts = nodesIn(given['allOf'])
    .map((part) => refs.node(part))
    .filter((part) => part !== undefined && !within.has(part))
    .map((part) => flatSchema(part!, refs, within));
  const own = isRecord(given['properties']) ? Object.entries(given['properties']) : [];
  const required = Array.isArray(given['required']) ? given['required'].map(String) : [];
  const constant = 'const' in given ? [given['const']] : undefined;
  const values = Array.isArray(given['enum']) ? given['enum'] : constant;
  const types = [given['type']].flat().filter((type) => typeof type === 'string');
  return {
    node: Object.assign({}, ...parts.map(({ node }) => node), given) as Node,
    types:
      types.length > 0
        ? types.filter((type) => type !== 'null')
        : (parts.find((part) => part.types.length > 0)?.types ?? []),
    nullable:
      given['nullable'] === true ||
      types.includes('null') ||
      (values?.includes(null) ?? false) ||
      (parts.length > 0 && parts.every((part) => part.nullable)),
    properties: new Map([...parts.flatMap((part) => [...part.properties]), ...own]),
    required: new Set([...parts.flatMap((part) => [...part.required]), ...required]),
    options: [...parts.flatMap((part) => part.options), ...nodesIn(given['oneOf']), ...nodesIn(given['anyOf'])],
    enum: values ?? parts.find((part) => part.enum !== undefined)?.enum,
  };
}
