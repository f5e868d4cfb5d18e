import { inspect } from 'node:util';
import { ConfigError, MillraceError, type ConfigIssue } from '../../core/errors.ts';
import { painter, type Paint, type Style } from './paint.ts';
import { printable } from './printable.ts';
import { wrapText } from './wrap-text.ts';

export interface FormatErrorOptions {
  readonly colour: boolean;
  /** Lines are broken at this width; by default they are left to the terminal. */
  readonly width?: number | undefined;
}

/** More causes than this say nothing new. */
const CAUSES = 3;
const DEPTH = 10;

/** Text is not broken to shorter lines than this, whatever the width. */
const NARROWEST = 10;

/** One piece of the form: a text under its label. */
interface Part {
  readonly indent: number;
  readonly label: string;
  /** Column at which the text starts, and the one at which its further lines do where that is another. */
  readonly at: number;
  readonly hang?: number;
  readonly text: string;
  readonly style?: Style | undefined;
  readonly labelStyle?: Style | undefined;
}

/**
 * Any error in the one form that users see, without a newline at the end: what, where (resource and setting), why (the
 * causes), fix. An error that is none of ours comes with its stack.
 */
export function formatError(error: unknown, { colour, width = Number.POSITIVE_INFINITY }: FormatErrorOptions): string {
  const paint = painter(colour);
  return parts(error)
    .flatMap((part) => layOut(part, width, paint))
    .join('\n');
}

function parts(error: unknown): Part[] {
  if (error instanceof ConfigError && error.issues.length > 1) return issueList(error.issues);
  return error instanceof MillraceError ? known(error) : unknown(error);
}

function known(error: MillraceError): Part[] {
  const issue = error instanceof ConfigError ? error.issues[0] : undefined;
  const message = issue?.message ?? error.message;
  return [
    ...heading(message),
    ...detail('resource', error.resource),
    ...detail('setting', issue?.path || error.setting),
    ...detail('at', issue?.at),
    ...why(error.cause, message),
    ...detail('fix', issue?.fix ?? error.fix, 'green'),
  ];
}

function issueList(issues: readonly ConfigIssue[]): Part[] {
  return [
    ...heading(`the configuration has ${issues.length} errors`),
    ...issues.flatMap(({ path, message, at, fix }): Part[] => [
      { indent: 2, label: '', at: 2, hang: 4, text: path === '' ? message : `${path}: ${message}` },
      ...listDetail('at', at),
      ...listDetail('fix', fix, 'green'),
    ]),
  ];
}

function listDetail(label: string, text: string | undefined, style?: Style): Part[] {
  return text === undefined ? [] : [{ indent: 4, label, at: 9, text, style, labelStyle: 'dim' }];
}

function unknown(error: unknown): Part[] {
  if (!(error instanceof Error)) return heading(`unexpected: ${typeof error === 'string' ? error : inspect(error)}`);
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [
    ...heading(`unexpected ${error.name}: ${error.message}`),
    ...why(error.cause, error.message),
    ...frames.map((text): Part => ({ indent: 4, label: '', at: 4, hang: 6, text, style: 'dim' })),
  ];
}

function heading(message: string): Part[] {
  const [first = '', ...rest] = message.split('\n');
  return [
    { indent: 0, label: 'error:', at: 7, text: first, style: 'bold', labelStyle: 'red' },
    ...rest.map((text): Part => ({ indent: 7, label: '', at: 7, text })),
  ];
}

function detail(label: string, text: string | undefined, style?: Style): Part[] {
  return text === undefined ? [] : [{ indent: 2, label, at: 12, text, style, labelStyle: 'dim' }];
}

function why(cause: unknown, message: string): Part[] {
  return causes(cause, message).flatMap((text, index) => detail(index === 0 ? 'why' : '', text));
}

function layOut(part: Part, width: number, paint: Paint): string[] {
  const { indent, label, at, hang = at, text, style, labelStyle } = part;
  const start = ' '.repeat(indent) + paint(label, labelStyle) + ' '.repeat(at - indent - label.length);
  return wrapText(printable(text), Math.max(NARROWEST, width - hang)).map(
    (line, index) => (index === 0 ? start : ' '.repeat(hang)) + paint(line, style),
  );
}

/** The messages behind an error that the ones before them do not already contain. */
function causes(first: unknown, message: string): string[] {
  const told: string[] = [];
  let cause = first;
  // The depth is limited as well: a cause may lead back to itself.
  for (let depth = 0; depth < DEPTH && told.length < CAUSES && cause !== undefined && cause !== null; depth += 1) {
    const next = causeMessage(cause);
    if (![message, ...told].some((earlier) => earlier.includes(next))) told.push(next);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return told;
}

function causeMessage(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause === 'string' ? cause : inspect(cause);
  if (cause.message !== '') return cause.message;
  // Node reports a connection that failed on every address as an AggregateError without a message.
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : undefined;
  return first instanceof Error ? first.message : cause.name;
}
