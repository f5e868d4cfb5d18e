import type { KnownCommand, KnownOption, Values } from './command-tree.ts';

/** A completion script for fish. */
export function fishCompletion([program, ...commands]: readonly KnownCommand[]): string {
  const name = program!.name;
  const complete = (when: string, ...rest: readonly string[]) =>
    ['complete', '-c', name, '-n', quoted(when), ...rest].join(' ');
  const optionsOf = (when: string, { options }: KnownCommand) =>
    options.map((option) => complete(when, ...optionWords(option)));
  return [
    `# fish completion of ${name}: ${name} completion fish | source`,
    `complete -c ${name} -f`,
    ...optionsOf('__fish_use_subcommand', program!),
    ...commands.flatMap((command) => {
      const within = `__fish_seen_subcommand_from ${command.name}`;
      return [
        complete('__fish_use_subcommand', '-a', command.name, '-d', quoted(command.description)),
        ...optionsOf(within, command),
        ...command.args.slice(0, 1).map(({ values }) => complete(within, ...valueWords(values))),
      ];
    }),
    '',
  ].join('\n');
}

function optionWords({ short, long, description, values }: KnownOption): string[] {
  return [
    ...(short === undefined ? [] : ['-s', short.slice(1)]),
    '-l',
    long.slice(2),
    '-d',
    quoted(description),
    ...(values === undefined ? [] : [values === 'files' ? '-r' : '-x', ...valueWords(values)]),
  ];
}

function valueWords(values: Values): string[] {
  switch (values) {
    case 'files':
      return ['-F'];
    case 'folders':
      return ['-a', quoted('(__fish_complete_directories)')];
    case 'anything':
      return [];
    default:
      return ['-a', quoted(values.join(' '))];
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
