import type { SyntaxNode } from '@lezer/common';
import { isSecret, joinSecrets, type Secret } from '../core/secret.ts';
import { LiteralError, stringToken, unescaped } from './python-literals.ts';
import { partsOf, sourceOf } from './python-nodes.ts';
import { UNREAD, type PythonReading } from './python-reading.ts';

type Parts = readonly (string | Secret)[];

/** A string, strings beside each other, or an f-string of names and texts; a secret where one is in it. */
export function readText(reader: PythonReading, node: SyntaxNode): string | Secret | typeof UNREAD {
  const strings = node.name === 'ContinuedString' ? partsOf(node) : [node];
  const parts = strings.map((string) => partsOfString(reader, string));
  return parts.every((part) => part !== UNREAD) ? joinSecrets(parts.flat()) : UNREAD;
}

function partsOfString(reader: PythonReading, node: SyntaxNode): Parts | typeof UNREAD {
  const token = sourceOf(reader.python, node);
  const { raw, format, from, to } = stringToken(token);
  if (!format) return [unescaped(token.slice(from, to), raw)];
  const parts: (string | Secret)[] = [];
  const text = (start: number, end: number) => unescaped(withSingleBraces(token.slice(start, end)), raw);
  let end = from;
  for (const replacement of node.getChildren('FormatReplacement')) {
    parts.push(text(end, replacement.from - node.from));
    end = replacement.to - node.from;
    const value = replaced(reader, replacement);
    if (value === UNREAD) return UNREAD;
    parts.push(value);
  }
  return [...parts, text(end, to)];
}

/** `{{` and `}}` are the braces themselves. */
function withSingleBraces(text: string): string {
  return text.replace(/\{\{|\}\}|[{}]/g, (brace) => {
    if (brace.length === 1) throw new LiteralError(`a single ${brace} in an f-string has no meaning`);
    return brace[0]!;
  });
}

/** What stands between the braces of an f-string. */
function replaced(reader: PythonReading, node: SyntaxNode): string | Secret | typeof UNREAD {
  const [, expression, ...rest] = partsOf(node);
  if (expression === undefined || rest.length !== 1) {
    return reader.refuse(node.from, `the format in ${sourceOf(reader.python, node)} cannot be read`);
  }
  const value = reader.read(expression, []);
  if (typeof value === 'string' || isSecret(value)) return value;
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value);
  return value === UNREAD ? UNREAD : reader.refuse(node.from, 'an f-string can only have texts and integers in it');
}
