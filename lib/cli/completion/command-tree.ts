import type { Command } from 'commander';

/** What a shell can offer for a value. */
export type Values = 'files' | 'folders' | 'anything' | readonly string[];

export interface KnownOption {
  readonly short: string | undefined;
  readonly long: string;
  readonly description: string;
  /** `undefined` for one that takes no value. */
  readonly values: Values | undefined;
}

export interface KnownCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly KnownOption[];
  /** What the arguments are, in order. */
  readonly args: readonly { readonly name: string; readonly values: Values }[];
}

/** The commands with their options and arguments, as commander knows them; the program itself is the first. */
export function commandTree(program: Command): readonly KnownCommand[] {
  const subcommands = program.commands.map((command) => known(command));
  const help = {
    name: 'help',
    description: 'show how a command is used',
    options: [],
    args: [{ name: 'command', values: subcommands.map(({ name }) => name) }],
  };
  return [known(program), ...subcommands, help];
}

function known(command: Command): KnownCommand {
  return {
    name: command.name(),
    description: command.summary() || command.description(),
    options: command
      .createHelp()
      .visibleOptions(command)
      .flatMap(({ long, short, description, flags, argChoices, required, optional }): KnownOption[] => {
        const values = required || optional ? (argChoices ?? valuesOf(flags)) : undefined;
        return long == null ? [] : [{ short, long, description, values }];
      }),
    args: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      values: argument.argChoices ?? valuesOf(`<${argument.name()}>`),
    })),
  };
}

/** What a value is, by the name that the help gives it. */
function valuesOf(flags: string): Values {
  if (/<source>|<file>/.test(flags)) return 'files';
  return /<dir>/.test(flags) ? 'folders' : 'anything';
}
