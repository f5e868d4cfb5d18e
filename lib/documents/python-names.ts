import type { SyntaxNode } from '@lezer/common';
import {
  argumentsOf,
  dottedName,
  nodesNamed,
  partsOf,
  rootName,
  sourceOf,
  splitAtCommas,
  type Python,
} from './python-nodes.ts';

/** What a name stands for where it is used. */
export type Binding =
  | { readonly kind: 'value'; readonly node: SyntaxNode }
  | {
      readonly kind: 'parameter';
      readonly name: string;
      readonly standard: SyntaxNode | undefined;
      /** Where its function is called with arguments. */
      readonly given: number | undefined;
    }
  | { readonly kind: 'unreadable'; readonly at: number; readonly why: string };

interface Assigned {
  readonly scope: SyntaxNode | null;
  readonly at: number;
  readonly binding: Binding;
}

/** Methods that change the list or dictionary they are called on. */
const CHANGING = new Set(
  'append extend insert remove pop clear sort reverse update setdefault popitem __setitem__ __delitem__'.split(' '),
);

/** What decides at run time whether the statements inside of it happen, or how often. */
const CONDITIONAL = new Set(['IfStatement', 'ForStatement', 'WhileStatement', 'MatchStatement']);

/** The names of a module: what each is bound to, and where what it stands for is changed. */
export class Names {
  readonly #python: Python;
  readonly #assigned = new Map<string, Assigned[]>();
  readonly #changes = new Map<string, number>();

  constructor(python: Python) {
    this.#python = python;
    for (const node of nodesNamed(python, 'AssignStatement')) this.#assign(node);
    const calls = callsWithArguments(python);
    for (const node of nodesNamed(python, 'ParamList')) this.#parameters(node, calls);
    this.#findChanges();
  }

  /** What a name stands for at a node: that of the nearest function around it, else of the module. */
  lookUp(name: string, from: SyntaxNode): Binding | undefined {
    const all = this.#assigned.get(name) ?? [];
    for (let scope = scopeOf(from); ; scope = scopeOf(scope)) {
      const here = all.filter((one) => sameNode(one.scope, scope));
      if (here.length === 1) return here[0]!.binding;
      const [, second] = here;
      if (second !== undefined) return { kind: 'unreadable', at: second.at, why: `${name} is set more than once` };
      if (scope === null) return undefined;
    }
  }

  /** Where the list or dictionary that a name stands for is changed by a statement. */
  changeOf(name: string): number | undefined {
    return this.#changes.get(name);
  }

  #assign(node: SyntaxNode): void {
    const parts = partsOf(node);
    const values = parts.findLastIndex((part) => part.name === 'AssignOp') + 1;
    if (values === 0) return;
    const value = parts[values];
    for (const target of parts.slice(0, values)) {
      if (target.name === 'VariableName') {
        const isOne = value !== undefined && parts.length === values + 1;
        this.#add(node, target, isOne ? { kind: 'value', node: value } : several(target.from, 'several values'));
      } else if (target.name === 'TupleExpression' || target.name === 'ArrayExpression') {
        for (const name of target.getChildren('VariableName'))
          this.#add(node, name, several(name.from, 'one of several'));
      }
    }
  }

  #add(statement: SyntaxNode, name: SyntaxNode, binding: Binding): void {
    const around = conditionAround(this.#python, statement);
    const text = sourceOf(this.#python, name);
    const why = `${text} is set inside of ${around}, which only happens when the program runs`;
    const known: Binding = around === undefined ? binding : { kind: 'unreadable', at: name.from, why };
    this.#push(text, { scope: scopeOf(statement), at: name.from, binding: known });
  }

  #parameters(list: SyntaxNode, calls: ReadonlyMap<string, number>): void {
    if (list.parent?.name !== 'FunctionDefinition') return;
    const called = list.parent.getChild('VariableName');
    const given = called === null ? undefined : calls.get(sourceOf(this.#python, called));
    for (const [name, ...rest] of splitAtCommas(partsOf(list).slice(1, -1))) {
      if (name?.name !== 'VariableName') continue;
      const equals = rest.findIndex((part) => part.name === 'AssignOp');
      const text = sourceOf(this.#python, name);
      const standard = equals < 0 ? undefined : rest[equals + 1];
      this.#push(text, {
        scope: list.parent,
        at: name.from,
        binding: { kind: 'parameter', name: text, standard, given },
      });
    }
  }

  #push(name: string, assigned: Assigned): void {
    const known = this.#assigned.get(name);
    if (known === undefined) this.#assigned.set(name, [assigned]);
    else known.push(assigned);
  }

  #findChanges(): void {
    const python = this.#python;
    const alias = this.#aliases();
    const change = (node: SyntaxNode | null, at: number): void => {
      let name = node === null ? undefined : rootName(python, node);
      for (let hops = 0; name !== undefined && hops < 10; hops += 1, name = alias.get(name)) {
        if (!this.#changes.has(name)) this.#changes.set(name, at);
      }
    };
    for (const node of nodesNamed(python, 'AssignStatement', 'UpdateStatement', 'DeleteStatement', 'CallExpression')) {
      const [first, second] = partsOf(node);
      if (node.name === 'AssignStatement') {
        for (const target of node.getChildren('MemberExpression')) {
          if (target.nextSibling?.name === 'AssignOp') change(target, node.from);
        }
      } else if (node.name === 'UpdateStatement') change(first!, node.from);
      else if (node.name === 'DeleteStatement') change(second ?? null, node.from);
      else if (first?.name === 'MemberExpression' && CHANGING.has(sourceOf(python, first.lastChild!))) {
        change(first, node.from);
      }
    }
  }

  /** `for resource in config["resources"]` and `resources = config["resources"]`: another name of the same. */
  #aliases(): Map<string, string> {
    const python = this.#python;
    const alias = new Map<string, string>();
    for (const node of nodesNamed(python, 'AssignStatement', 'ForStatement')) {
      const between = node.name === 'ForStatement' ? 'in' : 'AssignOp';
      const parts = partsOf(node);
      const at = parts.findIndex((part) => part.name === between);
      const root = rootName(python, parts[at + 1] ?? null);
      for (const target of parts.slice(0, Math.max(at, 0))) {
        const name = rootName(python, target);
        if (root !== undefined && name !== undefined && name !== root) alias.set(name, root);
      }
    }
    return alias;
  }
}

/** Where each function is called with arguments, which then are the values of its parameters. */
function callsWithArguments(python: Python): Map<string, number> {
  const calls = new Map<string, number>();
  for (const call of nodesNamed(python, 'CallExpression')) {
    const name = dottedName(python, call.firstChild)?.at(-1);
    const { positional, named, spread } = argumentsOf(python, call);
    const isEmpty = positional.length === 0 && named.length === 0 && spread === undefined;
    if (name !== undefined && !isEmpty && !calls.has(name)) calls.set(name, call.from);
  }
  return calls;
}

function several(at: number, what: string): Binding {
  return { kind: 'unreadable', at, why: `it is set to ${what}` };
}

/** The function around a node; `null` is the module. */
function scopeOf(node: SyntaxNode): SyntaxNode | null {
  let here = node.parent;
  while (here !== null && here.name !== 'FunctionDefinition') here = here.parent;
  return here;
}

function sameNode(a: SyntaxNode | null, b: SyntaxNode | null): boolean {
  return a === null || b === null ? a === b : a.from === b.from && a.to === b.to && a.name === b.name;
}

/** What makes a statement conditional, by its word; the usual `if __name__ == "__main__":` does not. */
function conditionAround(python: Python, node: SyntaxNode): string | undefined {
  for (let here = node.parent; here !== null && here.name !== 'FunctionDefinition'; here = here.parent) {
    if (!CONDITIONAL.has(here.name)) continue;
    const isMain = here.name === 'IfStatement' && /^if\s+\(?__name__\b/.test(sourceOf(python, here));
    if (!isMain) return `${here.name.replace('Statement', '').toLowerCase()} (...)`;
  }
  return undefined;
}
