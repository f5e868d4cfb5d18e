import { readdirSync, readFileSync } from 'node:fs';
import { assert } from 'chai';
import * as fc from 'fast-check';
import { ConfigError } from '../../lib/core/errors.ts';
import { readDltDocument } from '../../lib/documents/dlt-document.ts';
import { readYaml } from '../../lib/documents/yaml-text.ts';
import { valueOf } from './read-dlt.ts';

const SEEDS = readdirSync('test/fixtures/seeds').map((name) => readFileSync(`test/fixtures/seeds/${name}`, 'utf8'));

/** What most changes the meaning of a text of Python or YAML where it gets into it. */
const PIECES = [
  ...`()[]{}:,"'\n\\=#+*.\t\0é&!|>-%`.split(''),
  '"""',
  '**',
  'f"',
  '{x}',
  ' for x in ',
  ' if x else ',
  'lambda ',
  ':=',
  '0x',
  '\ud83d',
  '```\n',
  'dlt.secrets',
  'rest_api_source(',
  'config = {',
];

/** A text into which pieces were put, and out of which others were taken. */
const broken = fc
  .tuple(
    fc.constantFrom(...SEEDS),
    fc.array(fc.tuple(fc.nat(), fc.nat(12), fc.constantFrom('', ...PIECES)), { minLength: 1, maxLength: 6 }),
    fc.option(fc.nat()),
  )
  .map(([seed, edits, end]) => {
    const edited = edits.reduce((text, [at, gone, piece]) => {
      const index = at % text.length;
      return text.slice(0, index) + piece + text.slice(index + gone);
    }, seed);
    return end === null ? edited : edited.slice(0, end % edited.length);
  });

/** Of anything, a configuration or a `ConfigError` with a fix comes. */
function assertRefusedAtMost(error: unknown): void {
  assert.instanceOf(error, ConfigError, error instanceof Error ? error.stack : String(error));
  for (const { message, at } of error.issues) {
    assert.isNotEmpty(message);
    if (at !== undefined) assert.match(at, /^.+:\d+:\d+$/);
  }
}

/** Python code for a value, its texts in one of Python's notations. */
function python(value: unknown, quote: (text: string) => string): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `[${value.map((item) => python(item, quote)).join(', ')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value).map(([key, item]) => `${quote(key)}: ${python(item, quote)}`);
    return `{${entries.join(', ')}}`;
  }
  return JSON.stringify(value);
}

const escape = (text: string, quote: string) =>
  text.replaceAll('\\', '\\\\').replaceAll(quote[0]!, `\\${quote[0]!}`).replaceAll('\r', '\\r');
const QUOTES: readonly ((text: string) => string)[] = [
  (text) => `"${escape(text, '"').replaceAll('\n', '\\n')}"`,
  (text) => `'${escape(text, "'").replaceAll('\n', '\\n')}'`,
  (text) => `"""${escape(text, '"')}"""`,
  (text) => `'' "${escape(text, '"').replaceAll('\n', '\\n')}" ''''''`,
  (text) =>
    `f"${escape(text, '"')
      .replaceAll('\n', '\\n')
      .replace(/[{}]/g, '$&$&')
      .replace(/\\\\(?=\{\{)/g, '\\x5c')}"`,
];

describe('documents: any input', () => {
  for (const [index, quote] of QUOTES.entries()) {
    it(`a value written in Python is read as it was, notation ${index + 1}`, () => {
      const text = fc.string({
        unit: fc.constantFrom('a', '"', "'", '\\', '\n', '\r', '{', '}', '#', 'é', '😀', 'n', 'x', ' '),
      });
      const values = fc.letrec((tie) => ({
        value: fc.oneof(
          { maxDepth: 4 },
          text,
          fc.integer(),
          fc.boolean(),
          fc.constant(null),
          fc.array(tie('value')),
          fc.dictionary(text, tie('value')),
        ),
      })).value;
      fc.assert(
        fc.property(values, (value) => assert.deepEqual(valueOf(python(value, quote)), value)),
        { numRuns: 60 },
      );
    });
  }

  it('a document that was broken anywhere is read, or refused with a ConfigError', () => {
    const files = fc.constantFrom('a.py', 'a.md', 'a.txt');
    fc.assert(
      fc.property(broken, files, (text, file) => {
        try {
          assert.isObject(readDltDocument({ file, text }).config);
        } catch (error) {
          assertRefusedAtMost(error);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('a text of pieces of Python and YAML is read, or refused with a ConfigError', async () => {
    const texts = fc.array(fc.constantFrom(...PIECES, 'a', ' ', '  ', '- ', ': '), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(texts, async (pieces) => {
        const text = pieces.join('');
        for (const read of [() => readDltDocument({ file: 'a.md', text }), () => readYaml({ file: 'a.yaml', text })]) {
          try {
            assert.isObject((await read()).config);
          } catch (error) {
            assertRefusedAtMost(error);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  const N = 20_000;
  const endless: Readonly<Record<string, string>> = {
    lists: `config = {"a": ${'['.repeat(N)}${']'.repeat(N)}}`,
    parentheses: `config = ${'('.repeat(N)}1${')'.repeat(N)}`,
    'open brackets': `config = ${'{'.repeat(N)}`,
    sums: `config = {"a": ${'"x" + '.repeat(N)}"y"}`,
    members: `config = {"a": x${'.y'.repeat(N)}}`,
    calls: `config = {"a": f${'()'.repeat(N)}}`,
    signs: `config = {"a": ${'-'.repeat(N)}1}`,
    'f-strings in each other': `config = {"a": ${'f"{'.repeat(500)}`,
    'a chain of names': `${Array.from({ length: 2000 }, (_, i) => `a${i} = a${i + 1}\n`).join('')}config = {"client": a0}`,
    'names of names': `${Array.from({ length: 40 }, (_, i) => `a${i} = [a${i + 1}, a${i + 1}]\n`).join('')}a40 = 1\nconfig = {"client": a0}`,
    'brackets that stay open in prose': 'a = (\n'.repeat(N),
    assignments: `${'a='.repeat(N)}1`,
    'a document that is too long': `# ${'x'.repeat(600_000)}`,
  };
  for (const [name, text] of Object.entries(endless)) {
    it(`ends, whatever it is of: ${name}`, function () {
      this.timeout(20_000);
      for (const file of ['a.py', 'a.txt']) {
        try {
          assert.isObject(readDltDocument({ file, text }).config);
        } catch (error) {
          assertRefusedAtMost(error);
        }
      }
    });
  }
});
