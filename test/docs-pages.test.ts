import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assert } from 'chai';
import { planSource } from '../lib/api/plan-source.ts';
import { loadSource } from '../lib/cli/load-source.ts';
import { withOwnPlaces } from '../lib/cli/prepare-source.ts';
import { blocksOf, type CodeBlock } from './helpers/code-blocks.ts';
import { ROOT, runCommand } from './helpers/command.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';
import { typeCheck } from './helpers/type-check.ts';

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'pipelines/README.md',
  'bench/README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const TEXTS = new Map(PAGES.map((page) => [page, readFileSync(page, 'utf8')]));

interface PageBlock extends CodeBlock {
  /** `docs/parents.md:12` */
  readonly at: string;
}

function blocks(language: string, pattern: RegExp): PageBlock[] {
  return [...TEXTS].flatMap(([page, text]) =>
    blocksOf(text, language)
      .filter(({ code }) => pattern.test(code))
      .map((block) => ({ ...block, at: `${page}:${block.line}` })),
  );
}

/** A page without what stands in fences. */
function prose(page: string): string {
  return TEXTS.get(page)!.replace(/^```[\s\S]*?^```/gm, '');
}

/** The name that GitHub gives to a heading. */
function anchorsOf(text: string): Set<string> {
  const headings = [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe('documentation', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const YAML = blocks('yaml', /^client:/m);
  const TYPESCRIPT = blocks('ts', /\brestApiSource\(/);

  it('has examples', () => {
    assert.isAbove(YAML.length, 5);
    assert.isAbove(TYPESCRIPT.length, 5);
  });

  /** Checks and plans a source; secrets may be missing. */
  async function plans(file: string): Promise<number> {
    const loaded = await loadSource(file);
    const options = { secrets: { env: {}, file: {} }, out: 'data', select: undefined, cursorOf: () => undefined };
    return withOwnPlaces(loaded, [], () => planSource(loaded.config, options)).resources.length;
  }

  for (const { at, code } of YAML) {
    it(`${at} is a configuration`, async () => {
      const file = join(folder(), 'example.yaml');
      await writeFile(file, code);
      assert.isAbove(await plans(file), 0);
    });
  }

  for (const { at, code } of TYPESCRIPT.filter((block) => block.code.includes('export default'))) {
    it(`${at} is a source`, async () => {
      const file = join(folder(), 'example.ts');
      await writeFile(file, code);
      assert.isAbove(await plans(file), 0);
    });
  }

  it('docs/documents.md is a document with a source, as it says', async () => {
    assert.equal(await plans(join(ROOT, 'docs/documents.md')), 2);
  });

  it('the examples in TypeScript pass the type check', async () => {
    const sources = join(folder(), 'examples');
    await mkdir(sources);
    for (const { at, code } of TYPESCRIPT) await writeFile(join(sources, `${at.replace(/\W/g, '-')}.ts`), code);
    assert.equal(await typeCheck(sources), '');
  });

  for (const page of PAGES) {
    it(`${page} has links that lead somewhere`, () => {
      for (const [, link] of prose(page).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(link!)) continue;
        const [path = '', anchor] = link!.split('#');
        const target = path === '' ? page : join(dirname(page), path);
        assert.isTrue(existsSync(target), `${link} is not there`);
        if (anchor === undefined) continue;
        assert.include([...anchorsOf(readFileSync(target, 'utf8'))], anchor, `${link} names no heading`);
      }
    });
  }

  it('names npm scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
    for (const [page, text] of TEXTS) {
      for (const [, name] of text.matchAll(/npm run ([\w:-]+)/g)) assert.property(scripts, name!, page);
    }
  });

  describe('commands', () => {
    const helps = new Map<string, string>();
    before(async () => {
      const { stdout } = await runCommand(['--help'], { cwd: ROOT });
      const [, list = ''] = /^Commands:\n([\s\S]*?)\n\n/m.exec(stdout) ?? [];
      for (const [, name] of list.matchAll(/^ {2}([a-z-]+)/gm)) {
        helps.set(name!, (await runCommand([name!, '--help'], { cwd: ROOT })).stdout);
      }
    });

    it('that the pages name are there, with their options', () => {
      assert.isAbove(helps.size, 3);
      const named = [...TEXTS].flatMap(([page, text]) =>
        // In code, spans and blocks alike; a line that goes on is one.
        [...text.replaceAll('\\\n', ' ').matchAll(/(?:^ {4}|`|^)[^\n`]*?\bmillrace ([a-z-]+)([^\n`|]*)/gm)].map(
          ([, name, rest]) => ({ page, name: name!, rest: rest! }),
        ),
      );
      const known = named.filter(({ name }) => helps.has(name));
      assert.isAbove(known.length, 10);
      for (const { page, name, rest } of known) {
        for (const [option] of rest.matchAll(/(?<= )--[a-z-]+/g)) {
          assert.include(helps.get(name)!, option, `${page}: millrace ${name}${rest}`);
        }
      }
      const unknown = [...TEXTS].flatMap(([page, text]) =>
        [...text.matchAll(/(?:npx |`|= ?\S+ )millrace ([a-z-]+)/g)]
          .filter(([, name]) => !helps.has(name!))
          .map(([found]) => `${page}: ${found}`),
      );
      assert.deepEqual(unknown, []);
    });
  });
});
