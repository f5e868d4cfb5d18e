import { defineDecoder } from '../core/plugin.ts';
import { restoreBigIntegers } from './big-integers.ts';

/** What may be an integer beyond 2^53: 16 digits or more where a value can begin. Also matches inside some strings. */
const LONG_INTEGER = /(?:^|[:[,])\s*-?[1-9]\d{15}/;

export const json = defineDecoder({
  type: 'json',
  summary: 'JSON. Integers beyond 2^53 keep every digit.',
  reads: (contentType) => /[/+.-]json$/i.test(contentType),
  decode: (text) => {
    const value: unknown = JSON.parse(text);
    return LONG_INTEGER.test(text) ? restoreBigIntegers(text, value) : value;
  },
});
