import type { Command } from 'commander';
import type { End } from '../exit-codes.ts';
import { outOption, progressOption } from '../options.ts';
import type { RunFlags } from '../run.ts';

export function addDemo(program: Command, end: End): void {
  program
    .command('demo')
    .summary('publish the sample API, look at the files')
    .description('Starts the sample API, runs the web-scraper pipeline against it, and queries the files it published.')
    .addOption(outOption('data/demo'))
    .addOption(progressOption())
    .addHelpText('after', '\nExamples:\n  millrace demo\n  millrace demo --out /tmp/demo --progress plain')
    .action(async (flags: Pick<RunFlags, 'out' | 'progress'>) => {
      const { demoCommand } = await import('../demo.ts');
      end(await demoCommand(flags));
    });
}
