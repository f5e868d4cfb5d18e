import { onlyExpression, replacePlaceholders, textOf, type Lookup } from './template.ts';
import { ConfigError } from '../core/errors.ts';

/**
 * Fills the placeholders of a path. A value stays within its segment, whatever it contains; `{+resources.files.path}`
 * lets its slashes make segments (the `+` is that of RFC 6570). A path that is nothing but one placeholder may hold a
 * whole URL, which is then asked for as it is.
 *
 * Throws a `ConfigError` where a value is missing: what the path of a child takes from its parent is there, or the
 * parent is skipped.
 */
export function fillPath(path: string, lookup: Lookup, setting: string): string {
  const only = onlyExpression(path.trim());
  const whole = only === undefined ? undefined : lookup(withoutPlus(only));
  if (typeof whole === 'string' && /^https?:\/\//i.test(whole)) return whole;
  return replacePlaceholders(path, (expression) => {
    const value = lookup(withoutPlus(expression));
    if (value === undefined || value === null) {
      throw new ConfigError(`{${expression}} has no value`, {
        setting,
        fix: 'a value in the path has to be there for the first request; give an initial_value, for instance',
      });
    }
    const text = textOf(value);
    if (!keepsSlashes(expression)) return encodeURIComponent(text);
    return text.replace(/^\/+/, '').split('/').map(encodeURIComponent).join('/');
  });
}

export function keepsSlashes(expression: string): boolean {
  return expression.startsWith('+');
}

/** What an expression of a path refers to. */
export function withoutPlus(expression: string): string {
  return keepsSlashes(expression) ? expression.slice(1).trim() : expression;
}

/** Whether a value would name another endpoint: an empty segment, `.` or `..`. */
export function cannotBeSegment(value: unknown, slashes: boolean): boolean {
  if (typeof value !== 'string') return false;
  const segments = slashes ? value.replace(/^\/+|\/+$/g, '').split('/') : [value];
  return segments.some((segment) => segment === '' || segment === '.' || segment === '..');
}
