import type { Document, Node, YAMLError } from 'yaml';
import { ConfigError, type ConfigIssue } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import { configText, withPlaces, type ConfigText, type Mark } from './config-text.ts';
import { errorAt, issueAt, type SourceText } from './source-text.ts';
import { withSecrets } from './secret-placeholders.ts';

/** No configuration nests deeper; what does would take the parser down. */
const DEEPEST = 100;

/** What an alias may be used for without being an attack. */
const MOST_ALIASES = 1000;

/** What to do about the mistakes that YAML makes easy. */
const FIXES: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  DUPLICATE_KEY: 'take one of the two away',
  MULTIPLE_DOCS: 'write each source into a file of its own, without ---',
  BAD_SCALAR_START: 'put the text in quotes',
  TAG_RESOLVE_FAILED: 'take the tag (!...) away',
  UNEXPECTED_TOKEN: 'put texts that have { } [ ] , or # in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'put texts that have ": " in quotes',
};

/**
 * Reads a configuration in YAML 1.2, or in JSON, which is a part of it. Integers keep every digit, `${secret:name}` is
 * a secret. Throws a `ConfigError` with everything that is no YAML, each with its line.
 */
export async function readYaml(source: SourceText): Promise<ConfigText> {
  const yaml = await import('yaml');
  const { text } = source;
  refuseDepth(yaml, source, text);
  const document = yaml.parseDocument(text, { version: '1.2', merge: true, intAsBigInt: true, prettyErrors: false });
  const problems = [...document.errors, ...document.warnings].map((error) => problem(error, source));
  if (problems.length > 0) throw new ConfigError(problems);
  const value = valueOf(document, source);
  if (!isRecord(value)) {
    throw errorAt(
      source,
      0,
      `${source.file} has no configuration: ${describe(value)}`,
      'begin with client: and resources:',
    );
  }
  const { $schema: _, ...given } = value;
  const written = configText(source, given, marksIn(yaml, document));
  return { ...written, config: withPlaces(written.locate, () => withSecrets(given)) };
}

function describe(value: unknown): string {
  if (value === null) return 'it is empty';
  return `it is a ${Array.isArray(value) ? 'list' : 'text or number'}, not an object with keys`;
}

function problem({ code, message, pos }: YAMLError, source: SourceText): ConfigIssue {
  const what = code === 'DUPLICATE_KEY' ? `the key ${wordAt(source.text, pos[0])} is there twice` : message;
  return issueAt(source, pos[0], what.replace(/; please use .*/, ''), FIXES[code]);
}

function wordAt(text: string, offset: number): string {
  return /^(?:"[^"]*"|'[^']*'|[^\s:]+)/.exec(text.slice(offset))?.[0] ?? '';
}

function refuseDepth(yaml: typeof import('yaml'), source: SourceText, text: string): void {
  const parser = new yaml.Parser();
  for (const lexeme of new yaml.Lexer().lex(text)) {
    // What it yields is not needed, but it goes on only as it is taken.
    for (const _ of parser.next(lexeme)) continue;
    if (parser.stack.length > DEEPEST) {
      throw errorAt(source, parser.offset, `it is nested more than ${DEEPEST / 2} deep`, 'take the nesting away');
    }
  }
}

function valueOf(document: Document, source: SourceText): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return plain(value, []);
  } catch (error) {
    throw errorAt(source, 0, `the aliases (*name) cannot be used: ${(error as Error).message}`, 'write the values out');
  }
}

/** Integers that a double holds as numbers. An alias inside of what it stands for has no end. */
function plain(value: unknown, around: readonly unknown[]): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (around.includes(value)) throw new Error('one is inside of what it stands for');
  const inside = [...around, value];
  if (Array.isArray(value)) return value.map((item) => plain(item, inside));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, inside)]));
}

/** Where every key, and every element of a list, begins. */
function marksIn(yaml: typeof import('yaml'), document: Document): Mark[] {
  const marks: Mark[] = [];
  const visit = (node: unknown, path: Mark['path']): void => {
    const here = yaml.isAlias(node) ? node.resolve(document) : node;
    if (yaml.isSeq(here)) {
      for (const [index, item] of here.items.entries()) visitAt(item, item, [...path, index]);
    } else if (yaml.isMap(here)) {
      for (const { key, value } of here.items) visitAt(key, value, [...path, nameOf(key)]);
    }
  };
  const visitAt = (place: unknown, value: unknown, path: Mark['path']): void => {
    // A merged key is marked where it is written; one of its own, which comes later, wins.
    if (path.at(-1) === '<<') visitMerged(value, path.slice(0, -1));
    marks.push({ path, offset: offsetOf(place) });
    visit(value, path);
  };
  const visitMerged = (value: unknown, path: Mark['path']): void => {
    const here = yaml.isAlias(value) ? value.resolve(document) : value;
    for (const one of yaml.isSeq(here) ? here.items.toReversed() : [here]) visit(one, path);
  };
  // The value of a merge key is a symbol.
  const nameOf = (key: unknown): string => String(yaml.isScalar(key) ? (key.source ?? key.value) : key);
  visitAt(document.contents, document.contents, []);
  return marks;
}

function offsetOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}
