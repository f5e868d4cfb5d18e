import { extname } from 'node:path';

const PYTHON = new Set(['python', 'py', 'python3']);

interface Fence {
  readonly language: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The Python of a document: all of a `.py` file; the code fences of a Markdown text, those marked as Python before
 * those without a mark; in a text without fences, what looks like its statements. All else is blank, so that every
 * character stays at its place.
 */
export function pythonPart(file: string, text: string): string {
  if (extname(file).toLowerCase() === '.py') return text;
  const fences = fencesOf(text);
  const marked = fences.filter(({ language }) => PYTHON.has(language));
  const unmarked = fences.filter(({ language }) => language === '');
  if (fences.length > 0) return keep(text, marked.length > 0 ? marked : unmarked);
  return keep(text, statementsOf(text));
}

/** The insides of the code fences of a Markdown text. One that is not closed goes to the end. */
function fencesOf(text: string): Fence[] {
  const fences: Fence[] = [];
  let open: { mark: string; language: string; from: number } | undefined;
  for (const { index, 0: line } of text.matchAll(/.*(?:\n|$)/g)) {
    const [, mark = '', info = ''] = /^[ \t]*(`{3,}|~{3,})(.*)$/.exec(line.trimEnd()) ?? [];
    if (open === undefined) {
      if (mark !== '' && !info.includes('`')) {
        const language = (/^[\w+-]*/.exec(info.trim().replace(/^\{?\.?/, '')) ?? [''])[0].toLowerCase();
        open = { mark, language, from: index + line.length };
      }
    } else if (mark.startsWith(open.mark) && info.trim() === '') {
      fences.push({ language: open.language, from: open.from, to: index });
      open = undefined;
    }
  }
  if (open !== undefined) fences.push({ language: open.language, from: open.from, to: text.length });
  return fences;
}

/** What a statement that matters here begins with: an assignment, or the call that makes the source. */
const STATEMENT =
  /^[ \t]*(?:[A-Za-z_]\w*[ \t]*(?::[^=\n]+)?=(?!=)|(?:return[ \t]+|yield[ \t]+from[ \t]+)?[\w.]*rest_api_(?:source|resources)[ \t]*\()/gm;

function statementsOf(text: string): { from: number; to: number }[] {
  const statements: { from: number; to: number }[] = [];
  let open = 0;
  for (const { index } of text.matchAll(STATEMENT)) {
    if (open > MOST_OPEN) break;
    if (index < (statements.at(-1)?.to ?? 0)) continue;
    const end = endOfStatement(text, index);
    if (end === undefined) open += 1;
    // A bracket in prose may stay open; in the source it is a mistake to tell.
    if (end !== undefined) statements.push({ from: index, to: end });
    else if (/\brest_api_/.test(text.slice(index).split('\n', 1)[0]!))
      statements.push({ from: index, to: text.length });
  }
  return statements;
}

/** Each bracket that stays open costs a look at all the rest; a text with more of them is not worth it. */
const MOST_OPEN = 100;

const TOKEN =
  /"""(?:\\[^]|[^\\])*?(?:"""|$)|'''(?:\\[^]|[^\\])*?(?:'''|$)|"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?|#.*|[()[\]{}\n]/g;

/** Where the line ends on which the last bracket of a statement closes; `undefined` where none does. */
function endOfStatement(text: string, from: number): number | undefined {
  let depth = 0;
  TOKEN.lastIndex = from;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const [token] = match;
    if (token === '\n' && depth <= 0) return match.index;
    if ('([{'.includes(token)) depth += 1;
    if (')]}'.includes(token)) depth -= 1;
  }
  return depth <= 0 ? text.length : undefined;
}

function keep(text: string, parts: readonly { from: number; to: number }[]): string {
  let kept = '';
  let end = 0;
  for (const { from, to } of parts) {
    kept += blank(text.slice(end, from)) + text.slice(from, to);
    end = to;
  }
  return kept + blank(text.slice(end));
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
