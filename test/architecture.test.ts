import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { assert } from 'chai';

const LIB = 'lib';

/** The rooms, lowest first. A room imports itself and rooms of lower layers only. */
const LAYERS: readonly (readonly string[])[] = [
  ['core'],
  ['rows', 'operators', 'decoders', 'files', 'sample', 'watch'],
  ['http', 'journal', 'auth', 'paginators', 'history'],
  ['engines', 'recording'],
  ['publish'],
  ['sinks', 'config', 'progress'],
  ['source', 'documents', 'storage'],
  ['run'],
  ['api', 'report'],
  ['init'],
  ['cli'],
];

/** The packages with one door each: the only files that may import them. */
const DOORS: Readonly<Record<string, RegExp>> = {
  'node-fetch': /^http\/send\.ts$/,
  '@duckdb/node-api': /^engines\//,
  'parquetjs-lite': /^engines\/parquetjs/,
  hyparquet: /^engines\/hyparquet/,
  commander: /^cli\//,
  '@opentelemetry/api': /^run\/tracing\.ts$/,
  pino: /^cli\/log-file\.ts$/,
  '@aws-sdk/client-s3': /^storage\/s3-/,
  'jose/jwt/sign': /^auth\/oauth2-jwt\.ts$/,
  '@faker-js/faker': /^sample\//,
  'csv-parse/sync': /^decoders\/csv\.ts$/,
  'fast-xml-parser': /^decoders\//,
  '@lezer/python': /^documents\/python-nodes\.ts$/,
  '@lezer/common': /^documents\//,
  yaml: /^documents\/yaml-/,
  ajv: /^operators\/json-schema\.ts$/,
  'ajv-formats': /^operators\/json-schema\.ts$/,
  'ajv/dist/2020.js': /^operators\/json-schema\.ts$/,
  'jsonpath-rfc9535': /^operators\/selector\.ts$/,
};

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const imports = files.flatMap((file): Import[] =>
  [...readFileSync(join(LIB, file), 'utf8').matchAll(/(?:from|import\(|^import) ?'([^']+)'/gm)].map(([, to]) => ({
    from: file,
    to: to!.startsWith('.') ? relative(LIB, join(LIB, dirname(file), to!)) : to!,
  })),
);

function roomOf(file: string): string {
  return file.split('/')[0]!;
}

function layerOf(room: string): number {
  return LAYERS.findIndex((layer) => layer.includes(room));
}

describe('the architecture', () => {
  const inner = imports.filter(({ from, to }) => to.endsWith('.ts') && from.includes('/'));

  it('sees the imports of the library', () => {
    assert.isAbove(inner.length, 100);
  });

  it('gives every room a layer', () => {
    const homeless = [...new Set(files.filter((file) => file.includes('/')).map(roomOf))].filter(
      (room) => layerOf(room) < 0,
    );
    assert.deepEqual(homeless, [], 'add the room to LAYERS');
  });

  it('lets imports go down only', () => {
    const wrong = inner.filter(
      ({ from, to }) => roomOf(from) !== roomOf(to) && layerOf(roomOf(from)) <= layerOf(roomOf(to)),
    );
    const shown = wrong.map(({ from, to }) => `${from} -> ${to}`);
    assert.deepEqual(shown, [], 'move the shared part down, or the user of it up');
  });

  it('keeps the public index for the outside', () => {
    const wrong = imports.filter(({ to }) => to === 'index.ts').map(({ from }) => from);
    assert.deepEqual(wrong, []);
  });

  it('gives each of these packages one door', () => {
    const wrong = imports.filter(({ from, to }) => to in DOORS && !DOORS[to]!.test(from));
    assert.deepEqual(wrong, []);
  });

  it('lets plug-ins know only their registry', () => {
    const plugIns = inner.filter(
      ({ from, to }) =>
        ['auth', 'paginators'].includes(roomOf(from)) && roomOf(from) === roomOf(to) && !from.endsWith('index.ts'),
    );
    const registered = new Set(
      inner.filter(({ from }) => /^(auth|paginators)\/index\.ts$/.test(from)).map(({ to }) => to),
    );
    assert.deepEqual(
      plugIns.filter(({ to }) => registered.has(to)),
      [],
    );
  });

  it('gives every flattening its concurrency', () => {
    const careless = files.filter((file) => {
      const text = readFileSync(join(LIB, file), 'utf8');
      return /\b(?:mergeAll|mergeScan)\(\s*\)/.test(text);
    });
    assert.deepEqual(careless, []);
  });
});
