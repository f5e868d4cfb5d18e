import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/python';

/** A parsed piece of Python: the text, with positions as in the document that it is from. */
export interface Python {
  readonly code: string;
  readonly tree: Tree;
}

/** Parses Python; what is no Python is in the tree as error nodes. Nothing is executed. */
export function parsePython(code: string): Python {
  return { code, tree: parser.parse(code) };
}

export function sourceOf({ code }: Python, { from, to }: SyntaxNode): string {
  return code.slice(from, to);
}

/** The nodes inside of a node, without comments. */
export function partsOf(node: SyntaxNode): SyntaxNode[] {
  const parts: SyntaxNode[] = [];
  for (let part = node.firstChild; part !== null; part = part.nextSibling) {
    if (part.name !== 'Comment') parts.push(part);
  }
  return parts;
}

/** Every node of a name, in the order of the text. */
export function nodesNamed({ tree }: Python, ...names: readonly string[]): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  tree.iterate({
    enter: (node) => {
      if (names.includes(node.name)) found.push(node.node);
    },
  });
  return found;
}

/** Where the first thing between two positions is that is no Python. */
export function syntaxErrorIn({ tree }: Python, from: number, to: number): number | undefined {
  let at: number | undefined;
  tree.iterate({
    from,
    to,
    enter: (node) => {
      if (node.type.isError && node.from >= from) at ??= node.from;
      return at === undefined;
    },
  });
  return at;
}

/** `dlt.secrets.get` as its words; `undefined` where it is not made of names and dots alone. */
export function dottedName(python: Python, node: SyntaxNode | null): readonly string[] | undefined {
  const words: string[] = [];
  let here = node;
  while (here?.name === 'MemberExpression') {
    const [object, dot, property] = partsOf(here);
    if (property === undefined || dot?.name !== '.' || property.name !== 'PropertyName') return undefined;
    words.unshift(sourceOf(python, property));
    here = object!;
  }
  return here?.name === 'VariableName' ? [sourceOf(python, here), ...words] : undefined;
}

/** The name that an expression of members, subscripts and calls begins with: `a` of `a["x"].b(1)`. */
export function rootName(python: Python, node: SyntaxNode | null): string | undefined {
  let here = node;
  while (here?.name === 'MemberExpression' || here?.name === 'CallExpression') here = here.firstChild;
  return here?.name === 'VariableName' ? sourceOf(python, here) : undefined;
}

/** The arguments of a call: those by position, those by name, and spreads, which no reader takes. */
export interface Arguments {
  readonly positional: readonly SyntaxNode[];
  readonly named: readonly { readonly name: string; readonly at: number; readonly value: SyntaxNode }[];
  readonly spread: SyntaxNode | undefined;
}

export function argumentsOf(python: Python, call: SyntaxNode): Arguments {
  const list = call.getChild('ArgList');
  const positional: SyntaxNode[] = [];
  const named: { name: string; at: number; value: SyntaxNode }[] = [];
  let spread: SyntaxNode | undefined;
  for (const argument of list === null ? [] : splitAtCommas(partsOf(list).slice(1, -1))) {
    const [first, second, third] = argument;
    if (first!.name === '*' || first!.name === '**') spread ??= first;
    else if (second?.name === 'AssignOp' && third !== undefined)
      named.push({ name: sourceOf(python, first!), at: first!.from, value: third });
    else positional.push(first!);
  }
  return { positional, named, spread };
}

/** Groups of nodes that commas part. */
export function splitAtCommas(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === ',') groups.push([]);
    else groups.at(-1)!.push(node);
  }
  return groups.filter((group) => group.length > 0);
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  ArrayComprehensionExpression: 'a list comprehension',
  DictionaryComprehensionExpression: 'a dictionary comprehension',
  SetComprehensionExpression: 'a set comprehension',
  ComprehensionExpression: 'a generator',
  SetExpression: 'a set',
  ConditionalExpression: 'a conditional expression (... if ... else ...)',
  LambdaExpression: 'a function (lambda)',
  NamedExpression: 'an assignment inside of an expression (:=)',
  Ellipsis: '...',
};

/** What an expression is, for messages. */
export function described(python: Python, node: SyntaxNode): string {
  const [line = ''] = sourceOf(python, node).split('\n', 1);
  return DESCRIPTIONS[node.name] ?? (line.length > 40 ? `${line.slice(0, 40)}...` : line);
}
