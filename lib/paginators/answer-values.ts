/** Reads what an answer says about its pages. What it does not say, or says in no known way, is an error. */
import { PaginationError } from '../core/errors.ts';
import type { Path } from '../core/path.ts';
import type { ApiRequest } from '../core/types.ts';

const YES = new Set(['true', 'yes', 't', 'y', '1']);
const NO = new Set(['false', 'no', 'f', 'n', '0']);

/** The total at `path`: an integer of at least 0, or the text of one. */
export function totalAt(body: unknown, path: Path, request: ApiRequest): number {
  const value = path.read(body);
  const total = typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value;
  if (typeof total === 'bigint' && total >= 0n) return Number(total);
  if (typeof total === 'number' && Number.isInteger(total) && total >= 0) return total;
  throw paginationError(
    request,
    'total_path',
    `"${path.text}" of the answer is ${shown(value)}, not a total`,
    'set total_path to the place of the total, or leave it out: an empty page ends the resource as well',
  );
}

/** Whether the answer says, at `path`, that there are more pages. */
export function hasMoreAt(body: unknown, path: Path, request: ApiRequest): boolean {
  const value = path.read(body);
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' || typeof value === 'number' ? String(value).trim().toLowerCase() : '';
  if (YES.has(word)) return true;
  if (NO.has(word)) return false;
  throw paginationError(
    request,
    'has_more_path',
    `"${path.text}" of the answer is ${shown(value)}, neither yes nor no`,
    'set has_more_path to a value that is true or false',
  );
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
