import type { CommanderError } from 'commander';
import { ConfigError } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';

/**
 * What commander found wrong with the arguments, in the form that all errors have.
 *
 * @param command what was called, e.g. `millrace run`
 */
export function usageError({ message }: CommanderError, command: string): ConfigError {
  const [what = '', ...more] = message.replace(/^error: /, '').split('\n');
  const [, meant = choiceMeant(what)] = /\(Did you mean (.+)\?\)/.exec(more.join(' ')) ?? [];
  const help = `${command} --help shows how it is used`;
  return new ConfigError(what, { fix: meant === undefined ? help : `did you mean ${meant}? ${help}` });
}

/** The one of the choices that was probably meant. */
function choiceMeant(what: string): string | undefined {
  const [, given = '', choices] = /'([^']*)' is invalid\b.* Allowed choices are (.+)\.$/.exec(what) ?? [];
  return choices === undefined ? undefined : nearest(given, choices.split(', '));
}
