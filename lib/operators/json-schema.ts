/** Rows checked by a JSON Schema: the only place that knows Ajv. */
import { createRequire } from 'node:module';
import { isRecord } from '../core/is-record.ts';

/** An object as JSON Schema defines it, draft 7, 2019-09 or 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What is wrong with a value: where, as keys, and what. */
export interface SchemaIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Says what is wrong with a value; nothing where it fits. */
export type JsonSchemaCheck = (value: unknown) => readonly SchemaIssue[];

type AjvClass = (typeof import('ajv/dist/2020.js'))['Ajv2020'];
type ErrorObject = import('ajv').ErrorObject;

/** Loaded by the first JSON Schema that comes: it takes its time. */
function loadAjv(draft: string): InstanceType<AjvClass> {
  const require = createRequire(import.meta.url);
  const { default: Ajv } = require(draft === '7' ? 'ajv' : 'ajv/dist/2020') as { default: AjvClass };
  const { default: addFormats } = require('ajv-formats') as typeof import('ajv-formats');
  // A keyword or a format that is not known is an error. Schemas need not repeat their types beside each keyword.
  const ajv = new Ajv({ allErrors: true, strictTypes: false, strictTuples: false, logger: false });
  (addFormats as unknown as (ajv: InstanceType<AjvClass>) => void)(ajv);
  return ajv;
}

const LATEST = 'https://json-schema.org/draft/2020-12/schema';
const DRAFTS: Readonly<Record<string, string>> = {
  'http://json-schema.org/draft-07/schema': '7',
  'https://json-schema.org/draft/2019-09/schema': '2019-09',
  [LATEST]: '2020-12',
};

const loaded = new Map<string, InstanceType<AjvClass>>();
const compiled = new Map<string, JsonSchemaCheck>();

/**
 * Compiles a schema; the same one is compiled once. Throws an error that says what is wrong with it: an unknown keyword
 * or format, a draft that is not known, a reference that leads nowhere.
 */
export function compileJsonSchema(schema: JsonSchema): JsonSchemaCheck {
  const text = JSON.stringify(schema);
  let check = compiled.get(text);
  if (check === undefined) compiled.set(text, (check = compile(schema)));
  return check;
}

function compile(schema: JsonSchema): JsonSchemaCheck {
  const { $schema: named = LATEST, ...rest } = schema;
  const draft = typeof named === 'string' ? DRAFTS[named.replace(/#$/, '')] : undefined;
  if (draft === undefined) throw new Error(`its $schema is none of ${Object.keys(DRAFTS).join(', ')}`);
  const family = draft === '7' ? '7' : '2020';
  let ajv = loaded.get(family);
  if (ajv === undefined) loaded.set(family, (ajv = loadAjv(family)));
  const validate = ajv.compile(rest);
  return (value) => {
    if (validate(value)) return [];
    // To Ajv a bigint is no number at all. As a number it is rounded, which tells an integer from a text all the same.
    if (hasBigInt(value) && validate(withNumbers(value))) return [];
    return (validate.errors ?? []).map(issueOf);
  };
}

function issueOf({ instancePath, keyword, params, message = 'does not fit' }: ErrorObject): SchemaIssue {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const given = params as Readonly<Record<string, string | undefined>>;
  if (keyword === 'required') return { path: [...path, given['missingProperty']!], message: 'is missing' };
  const extra = given['additionalProperty'] ?? given['unevaluatedProperty'];
  if (extra !== undefined) return { path: [...path, extra], message: 'there is no such column' };
  const allowed = given['allowedValues'] ?? given['allowedValue'];
  return { path, message: allowed === undefined ? message : `${message}: ${JSON.stringify(allowed)}` };
}

function hasBigInt(value: unknown): boolean {
  if (typeof value === 'bigint') return true;
  if (Array.isArray(value)) return value.some(hasBigInt);
  return isRecord(value) && Object.values(value).some(hasBigInt);
}

function withNumbers(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(withNumbers);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNumbers(item)]));
}
