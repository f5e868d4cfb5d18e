/** docs/api.md: what a program can import from millrace, with its documentation, from the declarations that tsc makes. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** In the order of the page: the folders of `lib`, and what they are for a reader. */
const SECTIONS: readonly (readonly [title: string, folders: RegExp])[] = [
  ['Sources and runs', /^(?:api|run|source|core\/(?:events|source-brand)|recording)/],
  ['Operators', /^(?:operators|sinks|publish)/],
  ['Pages, requests and rows', /^(?:core\/(?:types|request|receipt)|http)/],
  ['Secrets', /^(?:core\/secret|auth\/secret-text)/],
  ['Paginators and authentication of your own', /^(?:core\/plugin|paginators|auth)/],
  ['Errors', /^core\/errors/],
];

/** The keys of a configuration are described in docs/reference.md. */
const ELSEWHERE = /^config\//;

interface Exported {
  readonly name: string;
  /** The name inside its file. */
  readonly own: string;
  /** Its file in `lib`, without the ending. */
  readonly file: string;
}

/** The text of the page. Runs tsc, which takes some seconds. */
export function apiPage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-api-'));
  try {
    execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json', '--outDir', folder], {
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    return pageOf(exportsIn(readFileSync('lib/index.ts', 'utf8')), (file) =>
      readFileSync(join(folder, `${file}.d.ts`), 'utf8'),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function exportsIn(index: string): readonly Exported[] {
  return [...index.matchAll(/^export (?:type )?\{([^}]+)\} from '\.\/([^']+)\.ts';/gm)].flatMap(([, names, file]) =>
    names!
      .split(',')
      .map((name) => name.trim().replace(/^type /, ''))
      .filter((name) => name !== '')
      .map((name) => {
        const [own, as] = name.split(' as ');
        return { name: as ?? own!, own: own!, file: file! };
      }),
  );
}

function pageOf(exported: readonly Exported[], declarations: (file: string) => string): string {
  const described = exported.filter(({ file }) => !ELSEWHERE.test(file));
  const homeless = described.find(({ file }) => !SECTIONS.some(([, folders]) => folders.test(file)));
  if (homeless !== undefined) throw new Error(`no section of docs/api.md is for lib/${homeless.file}.ts`);
  const sections = SECTIONS.map(([title, folders], i) => {
    const here = described.filter(
      ({ file }) => folders.test(file) && !SECTIONS.slice(0, i).some(([, earlier]) => earlier.test(file)),
    );
    return `## ${title}\n\n${here.map((one) => entry(one, declarations(one.file))).join('\n')}`;
  });
  const configured = exported.filter(({ file }) => ELSEWHERE.test(file)).map(({ name }) => `\`${name}\``);
  return [
    '<!-- Made by `npm run generate`; do not edit. -->\n\n# API\n',
    "What `import { ... } from 'millrace'` gives a program. How it is used is shown in [the README](../README.md), in",
    '[Sources](sources.md) and in [How do I …](how-to.md).\n',
    ...sections,
    `## Types of a configuration\n\n${configured.join(', ')}: their keys are described in the [reference](reference.md).\n`,
  ].join('\n');
}

function entry({ name, own, file }: Exported, text: string): string {
  const lines = text.split('\n');
  const start = new RegExp(
    String.raw`^(?:export )?(?:declare )?(?:abstract )?(?:function|class|const|interface|type) ${own}\b`,
  );
  const first = lines.findIndex((line) => start.test(line));
  if (first < 0) throw new Error(`lib/${file}.ts declares no ${own}`);
  const length = lines[first]!.endsWith(';') ? 0 : lines.slice(first).findIndex((line) => line.startsWith('}'));
  const code = lines.slice(first, first + length + 1).join('\n');
  const renamed = own === name ? code : code.replace(own, name);
  return `### ${name}\n\n${docBefore(lines, first)}\`\`\`typescript\n${renamed.replace(/^export (?:declare )?/, '')}\n\`\`\`\n`;
}

/** The comment in front of a declaration, as prose; empty where there is none. */
function docBefore(lines: readonly string[], at: number): string {
  if (!lines[at - 1]?.trimEnd().endsWith('*/')) return '';
  const begin = lines.slice(0, at).findLastIndex((line) => line.startsWith('/**'));
  const prose = lines
    .slice(begin, at)
    .map((line) => line.replace(/^\s*\/?\*+\/? ?/, '').replace(/\s*\*\/$/, ''))
    .join('\n')
    .trim()
    .replace(/^@param (\S+)/gm, '* `$1`:')
    .replace(/^@(returns|default)/gm, '* $1:')
    .replaceAll(/\{@link (\w+)\}/g, '`$1`');
  return prose === '' ? '' : `${prose.replace(/([^\n])\n\* /, '$1\n\n* ')}\n\n`;
}
