import { ConfigError } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';

/** `help run` asks for what `run --help` shows. Throws where there is no such command. */
export function helpAsked(args: readonly string[], commands: readonly string[]): readonly string[] {
  const [first, command] = args;
  if (first !== 'help' || command === undefined || command.startsWith('-')) return args;
  if (commands.includes(command)) return [command, '--help'];
  const near = nearest(command, commands);
  const help = 'millrace --help shows the commands';
  throw new ConfigError(`unknown command '${command}'`, {
    fix: near === undefined ? help : `did you mean ${near}? ${help}`,
  });
}
