import { Command, CommanderError } from 'commander';
import { ConfigError } from '../core/errors.ts';
import { version } from '../core/version.ts';
import { addCheck } from './commands/check.ts';
import { addCompletion } from './commands/completion.ts';
import { addDemo } from './commands/demo.ts';
import { addImport } from './commands/import.ts';
import { addInit } from './commands/init.ts';
import { addPlan } from './commands/plan.ts';
import { addPreview } from './commands/preview.ts';
import { addReport } from './commands/report.ts';
import { addRun } from './commands/run.ts';
import { addSampleApi } from './commands/sample-api.ts';
import { addState } from './commands/state.ts';
import { addTest } from './commands/test.ts';
import { formatError } from './display/errors.ts';
import { colourAllowed } from './display/paint.ts';
import { EXIT, EXIT_STATUS, type End } from './exit-codes.ts';
import { helpAsked } from './help-asked.ts';
import { helpText } from './help-text.ts';
import { usageError } from './usage-error.ts';

/** The commands in the order of the help. Each loads its work when it is asked for, so that help waits for none. */
const COMMANDS = [
  addInit,
  addRun,
  addCheck,
  addPlan,
  addPreview,
  addState,
  addReport,
  addTest,
  addImport,
  addSampleApi,
  addDemo,
  addCompletion,
];

/** Runs the command line and resolves to its exit status; it never rejects. Without arguments it prints its help. */
export async function main(args: readonly string[]): Promise<number> {
  let status: number = EXIT.ok;
  const program = createProgram((code) => (status = code));
  try {
    const commands = program.commands.map((command) => command.name());
    await program.parseAsync(args.length === 0 ? ['--help'] : helpAsked(args, commands), { from: 'user' });
    return status;
  } catch (error) {
    // The help or the version was asked for, and printed.
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
    const { stderr, env } = process;
    const colour = colourAllowed(env, stderr.isTTY);
    stderr.write(`${formatError(error, { colour, ...(stderr.columns && { width: stderr.columns }) })}\n`);
    return error instanceof ConfigError ? EXIT.usage : EXIT.failed;
  }
}

function createProgram(end: End): Command {
  const program = new Command('millrace')
    .description('REST APIs in, deduplicated Parquet out.')
    .version(version(), '-V, --version')
    // Errors are printed by `main`, in the form that all have.
    .configureOutput({
      outputError: () => undefined,
      writeOut: (text) => void process.stdout.write(helpText(text, process.stdout.columns)),
    })
    .addHelpText(
      'after',
      `
Examples:
  millrace demo                                   see it work, without any account
  millrace init                                   make the folder of a new pipeline
  millrace run pipelines/web-scraper.ts -o data   publish every resource into data/
  millrace run my-api.ts --select jobs --limit 2  a quick look at one resource
  millrace check my-api.ts                        does each resource answer as it should
  millrace plan my-api.ts                         what a run would do
  millrace preview my-api.ts jobs                 the first rows of a resource

${EXIT_STATUS}`,
    );
  for (const add of COMMANDS) add(program, end);
  throwInsteadOfExit(program, 'millrace');
  for (const command of program.commands) throwInsteadOfExit(command, `millrace ${command.name()}`);
  return program;
}

function throwInsteadOfExit(command: Command, name: string): void {
  command.exitOverride((error) => {
    throw error.exitCode === 0 ? error : usageError(error, name);
  });
}
