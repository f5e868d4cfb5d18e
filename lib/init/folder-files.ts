import { kebabName } from './names.ts';
import type { PipelineFormat } from './pipeline-text.ts';
import { publishedNames, type FoundSecret, type StartingPoint } from './starting-point.ts';

export interface FolderOptions {
  readonly format: PipelineFormat;
  /** What `millrace` is in package.json: a range of versions, or `file:` and a folder. */
  readonly millrace: string;
  /** The version of zod that goes with it. */
  readonly zod: string;
}

/** The name of the pipeline's file. */
export function pipelineFile({ config }: StartingPoint, format: PipelineFormat): string {
  return `${kebabName(config.name)}.${format}`;
}

/**
 * The files of a new pipeline's folder beside the pipeline itself, by name; none of them has the value of a secret.
 */
export function folderFiles(start: StartingPoint, options: FolderOptions): ReadonlyMap<string, string> {
  const source = pipelineFile(start, options.format);
  const isModule = options.format === 'ts';
  return new Map([
    ['package.json', packageText(start, source, options)],
    ...(isModule ? ([['tsconfig.json', TSCONFIG]] as const) : []),
    ['.env.example', envExample(start.secrets)],
    ['.gitignore', 'node_modules/\ndata/\n.env\n'],
    ['README.md', readme(start, source)],
  ]);
}

function packageText({ config }: StartingPoint, source: string, { format, millrace, zod }: FolderOptions): string {
  const content = {
    name: kebabName(config.name),
    private: true,
    type: 'module',
    scripts: {
      check: `millrace check ${source}`,
      start: `millrace run ${source}`,
      ...(format === 'ts' && { typecheck: 'tsc' }),
    },
    dependencies: { millrace, ...(format === 'ts' && { zod }) },
    ...(format === 'ts' && { devDependencies: { typescript: '^5.9.0 || ^6.0.0 || ^7.0.0' } }),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

const TSCONFIG = `{
  "compilerOptions": {
    "target": "ES2022",
    "module": "NodeNext",
    "moduleResolution": "NodeNext",
    "strict": true,
    "noEmit": true,
    "allowImportingTsExtensions": true,
    "skipLibCheck": true
  },
  "include": ["*.ts"]
}
`;

/** `api_token` as `API_TOKEN`, the variable that has its value. */
export function variableOf(secret: string): string {
  return secret.replace(/[^A-Za-z0-9_]+/g, '_').toUpperCase();
}

function envExample(secrets: readonly FoundSecret[]): string {
  if (secrets.length === 0)
    return '# No secrets are needed so far. Those that are go here as NAME=value, in a copy named .env\n';
  const lines = secrets.map(({ name, about }) => `# ${about}\n${variableOf(name)}=\n`);
  return `# Copy this file to .env and fill it in. A variable of the environment goes before it.\n${lines.join('')}`;
}

function readme(start: StartingPoint, source: string): string {
  const { config, origin, notes, secrets } = start;
  const names = publishedNames(start);
  const list = names.map((name) => `* \`data/${name}.parquet\``).join('\n');
  const needs = secrets.map(({ name }) => `\`${variableOf(name)}\``).join(', ');
  const told = notes.length === 0 ? '' : `\n## To look at\n\n${notes.map((note) => `* ${note}`).join('\n')}\n`;
  return `# ${config.name}

Made by \`millrace init\` of ${origin}. \`${source}\` is the pipeline; it publishes

${list}
${needs === '' ? '' : `\nIt needs ${needs}, in the environment or in a file \`.env\` (see \`.env.example\`).\n`}
    npm install
    npx millrace check ${source}
    npx millrace preview ${source} ${names[0]}
    npx millrace run ${source}
${told}`;
}
