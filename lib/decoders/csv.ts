import { createRequire } from 'node:module';
import { z } from 'zod';
import { defineDecoder } from '../core/plugin.ts';
import { delimiterOf } from './csv-delimiter.ts';

const options = z.strictObject({
  delimiter: z
    .string()
    .length(1)
    .nullish()
    .describe('The sign between two values; found by the first line unless given: a comma, semicolon, tab or bar.'),
  columns: z
    .array(z.string())
    .min(1)
    .nullish()
    .describe('The names of the columns, where the first line holds values already.'),
});

type Cell = string | null;
type Parse = typeof import('csv-parse/sync').parse;

let parse: Parse | undefined;

/** Loaded by the first CSV that comes: most runs have none. */
function loadParse(): Parse {
  return (parse ??= (createRequire(import.meta.url)('csv-parse/sync') as { parse: Parse }).parse);
}

export const csv = defineDecoder({
  type: 'csv',
  summary:
    'CSV (RFC 4180): a list of objects named by the first line. Every value is text; an empty one is null, and "" in quotes is an empty text.',
  options,
  examples: [
    {
      text: 'id,name,note\n1,"Doe, Jane",\n2,"say ""hi""",""\n',
      value: [
        { id: '1', name: 'Doe, Jane', note: null },
        { id: '2', name: 'say "hi"', note: '' },
      ],
    },
    { options: { columns: ['id', 'name'], delimiter: ';' }, text: '1;a,b\n', value: [{ id: '1', name: 'a,b' }] },
  ],
  reads: (contentType) => /^(?:text|application)\/(?:x-)?(?:csv|tab-separated-values)$/i.test(contentType),
  endings: ['csv', 'tsv'],
  decode: (text, { delimiter, columns }: z.output<typeof options> = {}, contentType = '') => {
    if (columns == null && /;\s*header="?absent/i.test(contentType)) {
      throw new SyntaxError(
        'the server says that it has no line of names: give decoder: { type: csv, columns: [...] }',
      );
    }
    const tabs = /tab-separated/i.test(contentType) ? '\t' : undefined;
    const records = cells(text, delimiter ?? tabs ?? delimiterOf(text, cells));
    const names = columns ?? (records.shift() ?? []).map((name) => name ?? '');
    checkNames(names);
    const wrong = records.findIndex((record) => record.length !== names.length);
    if (wrong >= 0) {
      throw new SyntaxError(`row ${wrong + 1} has ${records[wrong]!.length} values for ${names.length} columns`);
    }
    return records.map((record) => Object.fromEntries(record.map((cell, i) => [names[i]!, cell])));
  },
});

/** The values of each record; all records have the same number of them. Throws where they do not. */
function cells(text: string, delimiter: string): Cell[][] {
  return loadParse()(text, {
    delimiter,
    skipEmptyLines: true,
    cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
  });
}

function checkNames(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new SyntaxError(`two columns are called "${twice}": give decoder: { type: csv, columns: [...] }`);
  }
}
