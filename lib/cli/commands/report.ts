import type { Command } from 'commander';
import type { End } from '../exit-codes.ts';
import type { ReportFlags } from '../report.ts';

export function addReport(program: Command, end: End): void {
  program
    .command('report')
    .summary('write a page about a run, to be opened in a browser')
    .description(
      'Writes one HTML page about a run that has ended: its numbers, when it asked and waited, rows and bytes by time,\n' +
        'retries, duplicates and rejected rows, columns and their changes, memory. The page loads nothing from anywhere.',
    )
    .argument('<dir>', 'output folder, or s3://bucket/prefix')
    .option(
      '-o, --output <file>',
      'where to write it; - is stdout (default: <dir>/_millrace/report.html; report.html here for a bucket)',
    )
    .option('--run <id>', 'which run: its name in <dir>/_millrace/runs, or enough of it', 'latest')
    .addHelpText(
      'after',
      `
The path of the page goes to stdout. millrace run --report writes it at the end of the run.

Examples:
  millrace report data
  millrace report data -o report.html --run 2026-01-31T10
  xdg-open "$(millrace report data)"

Exit status: 0 the page is written, 1 it cannot be written, 2 there is no such folder or run.`,
    )
    .action(async (dir: string, flags: ReportFlags) => {
      const { reportCommand } = await import('../report.ts');
      end(await reportCommand(dir, flags));
    });
}
