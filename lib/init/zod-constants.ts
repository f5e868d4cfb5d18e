import { keyText, quoted } from '../documents/typescript-text.ts';
import { wordsOf } from '../source/nouns.ts';
import { isTime } from './json-schema-of.ts';
import { freeName } from './names.ts';
import type { ObjectType, RowType } from './row-type.ts';

export interface ZodConstants {
  /** Statements that declare the schemas, those that others need first; empty where there are none. */
  readonly text: string;
  /** The constants that are schemas of resources, by the name of the resource. */
  readonly schemas: ReadonlyMap<string, string>;
}

/** Of a line, and of what may stand in one beside a key. */
const WIDTH = 120;
const LONGEST = 60;

/** Names that mean something else in the module, or in the language. */
const TAKEN = `z secret secretText restApiSource await break case catch class const continue debugger default delete do
  else enum export extends false finally for function if implements import in instanceof interface let new null package
  private protected public return static super switch this throw true try typeof undefined var void while with yield
  arguments eval`.split(/\s+/);

/** The types of rows as constants with zod schemas. Objects, and what is long, have a constant of their own. */
export function zodConstants(rows: ReadonlyMap<string, RowType>): ZodConstants {
  const writer = new ConstantWriter();
  const schemas = new Map(
    [...rows].map(([resource, type]) => [resource, writer.constant(type, type.name ?? resource)]),
  );
  return { text: writer.text, schemas };
}

class ConstantWriter {
  readonly #taken = new Set(TAKEN);
  /** The constants by what they are: no two say the same. */
  readonly #byText = new Map<string, string>();

  get text(): string {
    return [...this.#byText].map(([text, name]) => `${declaration(name, text)}\n`).join('\n');
  }

  /** Declares a type, without its null; returns the name. */
  constant(type: RowType, wanted: string): string {
    const name = camelName(wanted);
    const text = type.kind === 'object' ? this.#object(type, name) : this.#plain(type, name);
    return this.#declare(text, name);
  }

  #declare(text: string, wanted: string): string {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const name = freeName(wanted, this.#taken, '');
    this.#taken.add(name);
    this.#byText.set(text, name);
    return name;
  }

  /** An expression that fits on a line. */
  #expression(type: RowType, around: string): string {
    const wanted = type.name ?? around;
    if (type.kind === 'object' && type.fields.length > 0) return this.constant(type, wanted);
    if (type.kind === 'int64') return this.#declare('z.union([z.int(), z.bigint()])', 'int64');
    const text = this.#plain(type, wanted);
    return text.length > LONGEST ? this.#declare(text, camelName(wanted)) : text;
  }

  #withNull(type: RowType, around: string): string {
    const text = this.#expression(type, around);
    return type.nullable && text !== UNKNOWN ? `${text}.nullable()` : text;
  }

  #object({ fields }: ObjectType, around: string): string {
    if (fields.length === 0) return 'z.looseObject({})';
    const lines = fields.map(({ name, type, required }) => {
      const text = this.#expression(type, `${around} ${name}`);
      return `  ${keyText(name)}: ${text}${modifier(required, type.nullable, text)},\n`;
    });
    return `z.looseObject({\n${lines.join('')}})`;
  }

  #plain(type: RowType, around: string): string {
    switch (type.kind) {
      case 'unknown':
        return UNKNOWN;
      case 'integer':
        return 'z.int()';
      case 'string':
        if (isTime(type.format)) return type.format === 'date' ? 'z.iso.date()' : 'z.iso.datetime({ offset: true })';
        return 'z.string()';
      case 'enum':
        return literals(type.values);
      case 'list':
        return `z.array(${this.#withNull(type.items, `${around} item`)})`;
      case 'map':
        return `z.record(z.string(), ${this.#withNull(type.values, `${around} value`)})`;
      case 'union':
        return listCall(
          'z.union',
          type.options.map((option, at) => this.#withNull(option, `${around} option ${at + 1}`)),
        );
      case 'object':
        return this.#object(type, around);
      case 'int64':
        return 'z.union([z.int(), z.bigint()])';
      default:
        return `z.${type.kind}()`;
    }
  }
}

const UNKNOWN = 'z.unknown()';

function modifier(required: boolean, nullable: boolean, text: string): string {
  if (text === UNKNOWN) return required ? '' : '.optional()';
  if (required) return nullable ? '.nullable()' : '';
  return nullable ? '.nullish()' : '.optional()';
}

function literals(values: readonly (string | number | boolean)[]): string {
  const texts = values.filter((value) => typeof value === 'string').map(quoted);
  if (texts.length === values.length) return listCall('z.enum', texts);
  const text = listCall(
    'z.literal',
    values.map((value) => (typeof value === 'string' ? quoted(value) : String(value))),
  );
  // A long list of numbers says little that the rows do not.
  return text.length <= LONGEST ? text : UNKNOWN;
}

/** What separates the items of a list until it is known whether they have room on a line. */
const BETWEEN = ',\u0000';

function listCall(name: string, items: readonly string[]): string {
  return `${name}([${items.join(BETWEEN)}])`;
}

/** A statement; a list that is too long for a line has one for each of its items. */
function declaration(name: string, text: string): string {
  const line = `const ${name} = ${onOneLine(text)};`;
  if (line.length <= WIDTH || !text.includes(BETWEEN) || text.includes('\n')) return line;
  const [, open, items, close] = /^([^[]*\[)([^]*)(\].*)$/.exec(text)!;
  const lines = items!.split(BETWEEN).map((item) => `  ${item},\n`);
  return `const ${name} = ${open}\n${lines.join('')}${close};`;
}

function onOneLine(text: string): string {
  return text.replaceAll(BETWEEN, ', ');
}

/** In characters; of a longer name, its last words. */
const LONGEST_NAME = 40;

function camelName(text: string): string {
  const words = [...wordsOf(text.normalize('NFKD').replace(/[^\w\s.-]/g, ''))];
  while (words.length > 1 && words.join('').length > LONGEST_NAME) words.shift();
  const [first = 'row', ...more] = words;
  const name = first + more.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^\d/.test(name) ? `_${name}` : name.replace(/[^\w]/g, '');
}
