import { csv } from './csv.ts';
import { json } from './json.ts';
import { jsonl } from './jsonl.ts';
import { xml } from './xml.ts';

/** Every decoder by its type. `decoder: auto` asks them in this order whether they read a content type. */
export const decoders = { json, jsonl, csv, xml } as const;

export type DecoderType = keyof typeof decoders;
