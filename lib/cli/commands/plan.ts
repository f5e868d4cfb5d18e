import { Option, type Command } from 'commander';
import type { End } from '../exit-codes.ts';
import { list, outOption, SOURCE_HELP, withSet } from '../options.ts';
import type { PlanFlags } from '../plan.ts';

export function addPlan(program: Command, end: End): void {
  const command = program
    .command('plan')
    .summary('show what a run would do; sends nothing')
    .description(
      'Shows what a run would do: the graph of resources, and for each its request, paginator, key, disposition and\n' +
        'cursor, with where each was decided (←). Sends nothing and needs no secrets.',
    )
    .argument('<source>', SOURCE_HELP)
    .addOption(outOption())
    .option('--select <names>', 'only these resources, separated by commas, and their parents', list);
  withSet(command)
    .addOption(
      new Option('--format <format>', 'how to show it').choices(['tree', 'json', 'mermaid'] as const).default('tree'),
    )
    .addHelpText(
      'after',
      `
Where a decision comes from: endpoint or resource (written there), defaults (resource_defaults), source (beside
resources), client, paginator, incremental, auto (the first answer decides), default (as documented).

Examples:
  millrace plan pipelines/web-scraper.ts
  millrace plan my-api.ts --select jobs --set client.base_url=http://127.0.0.1:9000
  millrace plan my-api.ts --format mermaid > plan.mmd
  millrace plan my-api.ts --format json | jq '.resources[] | {name, paginator}'

Exit status: 0 the configuration is right, 2 it is not.`,
    )
    .action(async (source: string, flags: PlanFlags) => {
      const { loadSource } = await import('../load-source.ts');
      const [loaded, { planCommand }] = await Promise.all([loadSource(source), import('../plan.ts')]);
      end(await planCommand(loaded, flags));
    });
}
