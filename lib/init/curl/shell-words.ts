import { ConfigError } from '../../core/errors.ts';

/** Stands around the name of a shell variable in a word. */
const MARK = '\u0000';

export interface ShellCommand {
  /** Its words, as the program would get them; variables are marked, see `textParts`. */
  readonly words: readonly string[];
  /** What comes behind the command, e.g. `| jq .`; empty where nothing does. */
  readonly rest: string;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  f: '\f',
  e: '\u001b',
  v: '\v',
};

/**
 * Takes a command apart as a POSIX shell would, with the `$'...'` of bash. Nothing is executed or looked up: a variable
 * stays one. Throws a `ConfigError` where a quote has no end, or what would have to be executed has a part in it.
 */
export function shellWords(text: string): ShellCommand {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  const add = (piece: string) => (word = (word ?? '') + piece);
  const endWord = () => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };

  while (at < text.length) {
    const here = text[at]!;
    const next = text[at + 1] ?? '';
    if (here === '\\') {
      // At the end of a line it joins the next one.
      const newline = /^\\\r?\n/.exec(text.slice(at))?.[0];
      if (newline === undefined) add(next);
      at += newline?.length ?? 2;
    } else if (here === "'" || (here === '$' && next === "'")) {
      const quoted = here === "'" ? singleQuoted(text, at) : ansiQuoted(text, at);
      add(quoted.text);
      at = quoted.end;
    } else if (here === '"') {
      const quoted = doubleQuoted(text, at);
      add(quoted.text);
      at = quoted.end;
    } else if (here === '$' || here === '`') {
      const variable = expansion(text, at);
      add(variable.text);
      at = variable.end;
    } else if (/[ \t]/.test(here)) {
      endWord();
      at += 1;
    } else if (/[\r\n]/.test(here)) {
      endWord();
      at += 1;
      if (words.length > 0) break;
    } else if (/[|;<>()]/.test(here) || (here === '&' && !isInUrl(text, at, word))) {
      break;
    } else if (here === '#' && word === undefined) {
      at = lineEnd(text, at);
    } else {
      add(here);
      at += 1;
    }
  }
  endWord();
  return { words, rest: text.slice(at).trim() };
}

/** A part of a word: a text, or the name of a variable. */
export type TextPart = string | { readonly variable: string };

export function textParts(word: string): readonly TextPart[] {
  return word
    .split(MARK)
    .map((piece, index) => (index % 2 === 0 ? piece : { variable: piece }))
    .filter((part) => part !== '');
}

interface Piece {
  readonly text: string;
  readonly end: number;
}

/** A shell would send a command to the background there, but nobody means that in the middle of a URL. */
function isInUrl(text: string, at: number, word: string | undefined): boolean {
  return word !== undefined && word.includes('?') && /^&[^\s&]/.test(text.slice(at));
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function singleQuoted(text: string, at: number): Piece {
  const end = text.indexOf("'", at + 1);
  if (end < 0) throw unclosed("'");
  return { text: text.slice(at + 1, end), end: end + 1 };
}

function doubleQuoted(text: string, start: number): Piece {
  let value = '';
  for (let at = start + 1; at < text.length;) {
    const here = text[at]!;
    if (here === '"') return { text: value, end: at + 1 };
    if (here === '\\') {
      const next = text[at + 1] ?? '';
      if (!/[$`"\\\n]/.test(next)) value += '\\';
      if (next !== '\n') value += next;
      at += 2;
    } else if (here === '$' || here === '`') {
      const piece = expansion(text, at);
      value += piece.text;
      at = piece.end;
    } else {
      value += here;
      at += 1;
    }
  }
  throw unclosed('"');
}

function ansiQuoted(text: string, start: number): Piece {
  const [whole, inner] = /^\$'((?:[^'\\]|\\[^])*)'/.exec(text.slice(start)) ?? [];
  if (whole === undefined) throw unclosed("$'");
  const value = inner!.replace(
    /\\(?:x([\da-f]{1,2})|u([\da-f]{1,4})|U([\da-f]{1,8})|([0-7]{1,3})|([^]))/gi,
    (_, x?: string, u?: string, long?: string, octal?: string, other?: string) => {
      const hex = x ?? u ?? long;
      if (hex !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff));
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      return ESCAPES[other!] ?? other!;
    },
  );
  return { text: value, end: start + whole.length };
}

/** A variable, or a dollar that is just one. */
function expansion(text: string, at: number): Piece {
  const rest = text.slice(at);
  const [whole, plain, braced] = /^\$(?:(\w+)|\{(\w+)\})/.exec(rest) ?? [];
  const name = plain ?? braced;
  if (name !== undefined && !/^\d/.test(name)) return { text: MARK + name + MARK, end: at + whole!.length };
  if (/^(?:\$[({]|`)/.test(rest)) {
    throw new ConfigError('the command has a part that a shell would execute ($(...), ${...} or `...`)', {
      setting: '--from-curl',
      fix: 'write its result in its place, or a variable such as $API_TOKEN',
    });
  }
  return { text: '$', end: at + 1 };
}

function unclosed(quote: string): ConfigError {
  return new ConfigError(`the command has a quote (${quote}) without its end`, {
    setting: '--from-curl',
    fix: 'put the whole command into quotes of the other kind, or pass it by - and standard input',
  });
}
