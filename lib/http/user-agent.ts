import { version } from '../core/version.ts';

/** `millrace/<version>`. */
export function defaultUserAgent(): string {
  return `millrace/${version()}`;
}
