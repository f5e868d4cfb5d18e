import type { KnownCommand, KnownOption, Values } from './command-tree.ts';

/** A completion script for zsh, for a file called `_millrace` in a folder of `$fpath`. */
export function zshCompletion([program, ...commands]: readonly KnownCommand[]): string {
  const name = program!.name;
  return `#compdef ${name}
_${name}() {
  local -a commands=(
${commands.map((command) => `    ${quoted(`${command.name}:${command.description}`)}`).join('\n')}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    _arguments ${specs(program!)}
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT -= 1))
  case $command in
${commands.map((command) => `    ${command.name}) _arguments -s ${specs(command)} ;;`).join('\n')}
  esac
}
if [[ $funcstack[1] == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}

function specs({ options, args }: KnownCommand): string {
  return [
    ...options.map(optionSpec),
    ...args.map(({ name, values }, index) => quoted(`${index + 1}:${name}:${action(values)}`)),
  ].join(' ');
}

function optionSpec({ short, long, description, values }: KnownOption): string {
  const text = description.replaceAll(/[[\]\\]/g, '\\$&');
  const value = values === undefined ? '' : `:value:${action(values)}`;
  // Repeatable, as most are; which of two counts is told by the command.
  return [short, long]
    .filter((flag) => flag !== undefined)
    .map((flag) => quoted(`*${flag}[${text}]${value}`))
    .join(' ');
}

function action(values: Values): string {
  switch (values) {
    case 'files':
      return '_files';
    case 'folders':
      return '_files -/';
    case 'anything':
      return ' ';
    default:
      return `(${values.join(' ')})`;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
