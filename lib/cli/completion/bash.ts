import type { KnownCommand, Values } from './command-tree.ts';

/** A completion script for bash 4 and newer. */
export function bashCompletion([program, ...commands]: readonly KnownCommand[]): string {
  const name = program!.name;
  const all = [program!, ...commands];
  return `# bash completion of ${name}: source <(${name} completion bash)
_${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} command= place=0 i
  # bash takes --option=value apart.
  if [[ $current == '=' ]]; then current=
  elif [[ $previous == '=' ]]; then previous=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case $command:\${COMP_WORDS[i]} in
${valueOptions(all)}
      # What is left of a value that has an = or a colon in it.
      *:= | *::) ((i += 1)) ;;
      *:-*) ;;
      :*) command=\${COMP_WORDS[i]} ;;
      *) ((place += 1)) ;;
    esac
  done
  COMPREPLY=()
  case $command:$previous in
${all.flatMap(optionCases).join('\n')}
  esac
  if [[ $current == -* ]]; then
    case $command in
${all.map((command) => `      '${at(command, program!)}') ${reply(command.options.map(({ long }) => long))} ;;`).join('\n')}
    esac
    return
  fi
  case $command:$place in
    :0) ${reply(commands.map((command) => command.name))} ;;
${commands.flatMap(argumentCases).join('\n')}
  esac
}
complete -F _${name} ${name}
`;

  function optionCases(command: KnownCommand): string[] {
    return command.options.flatMap(({ short, long, values }) => {
      if (values === undefined) return [];
      const patterns = [short, long]
        .filter((flag) => flag !== undefined)
        .map((flag) => `${at(command, program!)}:${flag}`);
      return [`    ${patterns.join(' | ')}) ${reply(values)}; return ;;`];
    });
  }
}

/** The values of options are no arguments: the word after one is passed over. */
function valueOptions(commands: readonly KnownCommand[]): string {
  const flags = commands.flatMap(({ options }) =>
    options.flatMap(({ short, long, values }) => (values === undefined ? [] : [short, long])),
  );
  const patterns = [...new Set(flags)].filter((flag) => flag !== undefined).map((flag) => `*:${flag}`);
  return [`      ${patterns.join(' | ')}) [[ \${COMP_WORDS[i + 1]} == '=' ]] && ((i += 1)); ((i += 1)) ;;`].join('\n');
}

function argumentCases({ name, args }: KnownCommand): string[] {
  return args.map(({ values }, index) => `    ${name}:${index}) ${reply(values)} ;;`);
}

/** The program itself is what stands before any command. */
function at(command: KnownCommand, program: KnownCommand): string {
  return command === program ? '' : command.name;
}

function reply(values: Values): string {
  switch (values) {
    case 'files':
      return `compopt -o filenames; ${filled('-f')}`;
    case 'folders':
      return `compopt -o filenames; ${filled('-d')}`;
    case 'anything':
      return ':';
    default:
      return filled(`-W '${values.join(' ')}'`);
  }
}

function filled(compgen: string): string {
  return `mapfile -t COMPREPLY < <(compgen ${compgen} -- "$current")`;
}
