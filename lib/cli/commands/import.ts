import type { Command } from 'commander';
import type { End } from '../exit-codes.ts';
import type { ImportFlags } from '../import.ts';
import { withSet } from '../options.ts';

export function addImport(program: Command, end: End): void {
  const command = program
    .command('import')
    .summary('write a YAML source or a dlt document as a TypeScript module')
    .description(
      'Writes a source in YAML or JSON, or a document with a dlt source, as a TypeScript module that fetches the same,\n' +
        'with parents that were inferred written out. Sends nothing and needs no secrets.',
    )
    .argument('<source>', 'a .yaml, .yml or .json file, or a document with a dlt source (.md, .txt, .py)')
    .requiredOption('-o, --out <file>', 'the module to write, e.g. pipelines/my-api.ts')
    .option('--force', 'write over a file that is there');
  withSet(command)
    .addHelpText(
      'after',
      `
Examples:
  millrace import docs/my-api.md -o pipelines/my-api.ts
  millrace import my-api.yaml -o my-api.ts --set client.base_url=https://api.example.com --force

Exit status: 0 the module is written, 2 the source is wrong, or there is such a file.`,
    )
    .action(async (source: string, flags: ImportFlags) => {
      const { loadSource } = await import('../load-source.ts');
      const [loaded, { importCommand }] = await Promise.all([loadSource(source), import('../import.ts')]);
      end(await importCommand(loaded, flags));
    });
}
