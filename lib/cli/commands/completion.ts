import { Argument, type Command } from 'commander';
import { EXIT, type End } from '../exit-codes.ts';

export function addCompletion(program: Command, end: End): void {
  program
    .command('completion')
    .summary('print a completion script for a shell')
    .description('Prints a script that teaches a shell to complete commands, options and their values.')
    .addArgument(new Argument('<shell>', 'which one').choices(['bash', 'zsh', 'fish'] as const))
    .addHelpText(
      'after',
      `
Examples:
  source <(millrace completion bash)                        in this shell; in ~/.bashrc: in every one
  millrace completion zsh > "\${fpath[1]}/_millrace"         zsh, from the next shell on
  millrace completion fish > ~/.config/fish/completions/millrace.fish`,
    )
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const [{ completions }, { commandTree }] = await Promise.all([
        import('../completion/index.ts'),
        import('../completion/command-tree.ts'),
      ]);
      process.stdout.write(completions[shell](commandTree(program)));
      end(EXIT.ok);
    });
}
