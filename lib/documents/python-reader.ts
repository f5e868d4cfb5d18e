import type { SyntaxNode } from '@lezer/common';
import type { ConfigIssue } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import { isSecret, joinSecrets, type Secret } from '../core/secret.ts';
import type { Mark } from './config-text.ts';
import { readCall, readMember, readParameter } from './dlt-calls.ts';
import type { Names } from './python-names.ts';
import { described, partsOf, sourceOf, splitAtCommas, syntaxErrorIn, type Python } from './python-nodes.ts';
import { LiteralError, numberOf } from './python-literals.ts';
import { UNREAD, type Path, type PythonReading } from './python-reading.ts';
import { readText } from './python-texts.ts';
import { issueAt, type SourceText } from './source-text.ts';

/** No configuration nests deeper, or has more values: names of names of names may stand for any number. */
const DEEPEST = 100;
const MOST_VALUES = 200_000;

const ALLOWED =
  'a document is read, never executed; it may have dictionaries, lists, texts, numbers, True, False, None, dlt.secrets["name"], os.environ["NAME"], and names that are set to these once';

/** A document stands for more values than any configuration has. */
export class TooMuchError extends Error {}

/** Reads literals of Python. What cannot be read is an issue with its line. */
export class PythonReader implements PythonReading {
  readonly issues: ConfigIssue[] = [];
  readonly marks: Mark[] = [];
  readonly python: Python;
  readonly #source: SourceText;
  readonly #names: Names;
  /** The names whose values are being read, which may not lead to themselves. */
  readonly #open = new Set<string>();
  #depth = 0;
  #values = 0;

  constructor(source: SourceText, python: Python, names: Names) {
    this.#source = source;
    this.python = python;
    this.#names = names;
  }

  /** The value of an expression, else `UNREAD`. Where its parts are written is added to `marks`, below `path`. */
  read(node: SyntaxNode, path: Path): unknown {
    if (this.#depth >= DEEPEST) return this.refuse(node.from, 'this is nested too deeply');
    this.#values += 1;
    if (this.#values > MOST_VALUES) throw new TooMuchError();
    this.#depth += 1;
    try {
      return this.#value(node, path);
    } catch (error) {
      if (error instanceof LiteralError) return this.refuse(node.from, error.message);
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  refuse(at: number, message: string, fix = ALLOWED): typeof UNREAD {
    this.issues.push(issueAt(this.#source, at, message, fix));
    return UNREAD;
  }

  mark(path: Path, offset: number): void {
    this.marks.push({ path, offset });
  }

  #value(node: SyntaxNode, path: Path): unknown {
    switch (node.name) {
      case 'DictionaryExpression':
        return this.#dictionary(node, path);
      case 'ArrayExpression':
      case 'TupleExpression':
        return this.#list(node, path);
      case 'ParenthesizedExpression':
        return this.read(partsOf(node)[1]!, path);
      case 'String':
      case 'ContinuedString':
      case 'FormatString':
        return readText(this, node);
      case 'Number':
        return numberOf(sourceOf(this.python, node));
      case 'Boolean':
        return sourceOf(this.python, node) === 'True';
      case 'None':
        return null;
      case 'UnaryExpression':
        return this.#signed(node);
      case 'BinaryExpression':
        return this.#sum(node, path);
      case 'VariableName':
        return this.#named(node, path);
      case 'MemberExpression':
        return readMember(this, node);
      case 'CallExpression':
        return readCall(this, node, path);
      default:
        return this.refuse(node.from, `${described(this.python, node)} cannot be read`);
    }
  }

  #dictionary(node: SyntaxNode, path: Path): unknown {
    const entries = new Map<string, unknown>();
    const own = new Set<string>();
    for (const [key, colon, value] of splitAtCommas(partsOf(node).slice(1, -1))) {
      if (key!.name === '**' && colon !== undefined) {
        const spread = this.read(colon, path);
        if (isRecord(spread)) for (const [name, item] of Object.entries(spread)) entries.set(name, item);
        else if (spread !== UNREAD) this.refuse(colon.from, 'what ** spreads is no dictionary');
      } else if (colon?.name === ':' && value !== undefined) this.#entry(key!, value, path, entries, own);
      else this.refuse(key!.from, 'this is no entry of a dictionary');
    }
    return Object.fromEntries(entries);
  }

  #entry(key: SyntaxNode, value: SyntaxNode, path: Path, entries: Map<string, unknown>, own: Set<string>): void {
    const name = this.read(key, path);
    if (name === UNREAD) return;
    if (typeof name !== 'string') {
      this.refuse(key.from, 'the key of a dictionary has to be a text');
    } else if (own.has(name)) {
      this.refuse(key.from, `the key "${name}" is there twice`, 'take one of the two away');
    } else {
      own.add(name);
      this.mark([...path, name], key.from);
      entries.set(name, this.read(value, [...path, name]));
    }
  }

  #list(node: SyntaxNode, path: Path): unknown {
    const items: unknown[] = [];
    for (const [first, second] of splitAtCommas(partsOf(node).slice(1, -1))) {
      if (first!.name === '*' && second !== undefined) items.push(...this.#listOf(second, path, items.length));
      else {
        this.mark([...path, items.length], first!.from);
        items.push(this.read(first!, [...path, items.length]));
      }
    }
    return items;
  }

  /** The items of another list, which stand at `index` and after. */
  #listOf(node: SyntaxNode, path: Path, index: number): readonly unknown[] {
    const from = this.marks.length;
    const list = this.read(node, path);
    if (!Array.isArray(list)) {
      if (list !== UNREAD) this.refuse(node.from, 'this is no list');
      return [];
    }
    const moved = this.marks.splice(from).map(({ path: at, offset }) => {
      const place = at[path.length];
      return { path: typeof place === 'number' ? at.with(path.length, place + index) : at, offset };
    });
    this.marks.push(...moved);
    return list;
  }

  #signed(node: SyntaxNode): unknown {
    const [sign, operand] = partsOf(node);
    const value = operand === undefined ? UNREAD : this.read(operand, []);
    if (value === UNREAD) return value;
    const text = sourceOf(this.python, sign!);
    const isNumber = typeof value === 'number' || typeof value === 'bigint';
    if (isNumber && (text === '-' || text === '+')) return text === '-' ? -value : value;
    return this.refuse(node.from, `${described(this.python, node)} cannot be read`);
  }

  /** `a + b + c`: texts, or lists. The chain is walked, since it may be longer than the stack. */
  #sum(node: SyntaxNode, path: Path): unknown {
    const operands: SyntaxNode[] = [];
    let here = node;
    while (here.name === 'BinaryExpression') {
      const [left, operator, right] = partsOf(here);
      if (right === undefined || sourceOf(this.python, operator!) !== '+') {
        return this.refuse(here.from, `${sourceOf(this.python, operator ?? here)} cannot be read`);
      }
      operands.unshift(right);
      here = left!;
    }
    const first = this.read(here, path);
    if (Array.isArray(first)) {
      const items = [...first] as unknown[];
      for (const operand of operands) items.push(...this.#listOf(operand, path, items.length));
      return items;
    }
    const values = [first, ...operands.map((operand) => this.read(operand, path))];
    if (values.includes(UNREAD)) return UNREAD;
    if (values.every(isText)) return joinSecrets(values);
    return this.refuse(node.from, '+ can only be read between texts, and between lists');
  }

  #named(node: SyntaxNode, path: Path): unknown {
    const name = sourceOf(this.python, node);
    const binding = this.#names.lookUp(name, node);
    // The functions of Python that dlt takes for `last_value_func`.
    if (binding === undefined && (name === 'max' || name === 'min')) return name;
    if (binding === undefined) return this.refuse(node.from, `${name} is not set in this document`);
    if (binding.kind === 'unreadable') return this.refuse(binding.at, binding.why);
    if (this.#open.has(name)) return this.refuse(node.from, `${name} is set to itself`);
    const changed = this.#names.changeOf(name);
    if (changed !== undefined) {
      const fix = 'write it into the literal: statements are not executed';
      return this.refuse(changed, `${name} is changed here, after it was set`, fix);
    }
    if (binding.kind === 'parameter') return readParameter(this, binding, node);
    const broken = syntaxErrorIn(this.python, binding.node.from, binding.node.to);
    if (broken !== undefined) return this.refuse(broken, `the value of ${name} is no Python here`);
    this.#open.add(name);
    try {
      return this.read(binding.node, path);
    } finally {
      this.#open.delete(name);
    }
  }
}

function isText(value: unknown): value is string | Secret {
  return typeof value === 'string' || isSecret(value);
}
