/** Reads what an answer says about its pages. What it does not say, or says in no known way, is an error. */
import { PaginationError } from '../core/errors.ts';
import type { ApiRequest } from '../core/types.ts';
import type { AnswerReader } from './answer-path.ts';

const YES = new Set(['true', 'yes', 't', 'y', '1']);
const NO = new Set(['false', 'no', 'f', 'n', '0']);

/** The total at `path`: an integer of at least 0, or the text of one. Anything else is an error. */
export function totalAt(body: unknown, path: AnswerReader, request: ApiRequest): number {
  const total = totalOrNone(body, path);
  if (total !== undefined) return total;
  throw paginationError(
    request,
    'total_path',
    `"${path.text}" of the answer is ${shown(path.read(body))}, not a total`,
    'set total_path to the place of the total, or leave it out: an empty page ends the resource as well',
  );
}

/** The total at `path`, or `undefined` where there is none. */
export function totalOrNone(body: unknown, path: AnswerReader): number | undefined {
  const value = path.read(body);
  const total = typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value;
  if (typeof total === 'bigint' && total >= 0n) return Number(total);
  return typeof total === 'number' && Number.isInteger(total) && total >= 0 ? total : undefined;
}

/** Whether the answer says, at `path`, that there are more pages. */
export function hasMoreAt(body: unknown, path: AnswerReader, request: ApiRequest): boolean {
  const answer = yesOrNo(path.read(body));
  if (answer !== undefined) return answer;
  throw paginationError(
    request,
    'has_more_path',
    `"${path.text}" of the answer is ${shown(path.read(body))}, neither yes nor no`,
    'set has_more_path to a value that is true or false',
  );
}

/** What a value means as yes or no, or `undefined` where it means neither. */
export function yesOrNo(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' || typeof value === 'number' ? String(value).trim().toLowerCase() : '';
  if (YES.has(word)) return true;
  return NO.has(word) ? false : undefined;
}

/** The error for an option of the paginator of `request`. */
export function paginationError(
  request: ApiRequest,
  option: string,
  message: string,
  fix: string,
  cause?: unknown,
): PaginationError {
  const { resource } = request;
  return new PaginationError(message, {
    resource,
    setting: `resources.${resource}.endpoint.paginator.${option}`,
    fix,
    cause,
  });
}

/** A value in a message: short, and never a whole object. */
export function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : `${value as number | bigint | boolean | null}`;
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
