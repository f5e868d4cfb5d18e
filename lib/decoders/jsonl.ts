import { z } from 'zod';
import { defineDecoder } from '../core/plugin.ts';
import { json } from './json.ts';

export const jsonl = defineDecoder({
  type: 'jsonl',
  summary: 'JSON Lines (NDJSON): a list of the values that stand one a line; blank lines are passed over.',
  options: z.strictObject({}),
  examples: [{ text: '{"id": 1}\n{"id": 9007199254740993}\n', value: [{ id: 1 }, { id: 9007199254740993n }] }],
  reads: (contentType) => /[/+.](?:x-)?(?:ndjson|jsonl|json-?lines|json-seq)$/i.test(contentType),
  endings: ['jsonl', 'ndjson'],
  decode: (text) => {
    const values: unknown[] = [];
    for (const [i, line] of text.split('\n').entries()) {
      // A JSON text sequence (RFC 7464) has a record separator before each value.
      const value = line.startsWith('\u001E') ? line.slice(1) : line;
      if (value.trim() === '') continue;
      try {
        values.push(json.decode(value));
      } catch (error) {
        throw new SyntaxError(`line ${i + 1}: ${(error as Error).message}`, { cause: error });
      }
    }
    return values;
  },
});
