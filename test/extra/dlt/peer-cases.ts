/** The configurations that run through dlt and through millrace: `cases/*.yaml`. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const expected = z
  .strictObject({
    /** `GET /path?query`; in the order of the requests, or in any order where children are asked for. */
    requests: z.array(z.string()).optional(),
    /** The values of `id`. */
    ids: z.array(z.unknown()).optional(),
    rows: z.array(z.unknown()).optional(),
    /** How many rows. */
    count: z.number().optional(),
    /** A part of the error. */
    error: z.string().optional(),
  })
  .refine((one) => Object.keys(one).length > 0, 'says nothing');

const peerCase = z.strictObject({
  name: z.string(),
  /** dlt's configuration. `ORIGIN` stands for the address of the server, which is the `base_url` if none is given. */
  config: z.looseObject({
    client: z.record(z.string(), z.unknown()).optional(),
    resources: z.array(z.union([z.string(), z.looseObject({ name: z.string() })])),
  }),
  /** The resource whose rows are compared. @default the last one */
  of: z.string().optional(),
  /** The whole source is run so many times, one after the other, instead; its rows are compared by their `id`. */
  runs: z.number().optional(),
  /** How many rows both give. */
  rows: z.number().optional(),
  /** Both fail; a part of dlt's error. */
  fails: z.string().optional(),
  /** They differ, as this line of docs/differences-from-dlt.md says: the text of its first column. */
  differs: z.strictObject({ as: z.string(), dlt: expected, millrace: expected }).optional(),
});

export type PeerCase = z.infer<typeof peerCase>;
export type Expected = z.infer<typeof expected>;

const folder = new URL('cases/', import.meta.url);

/** By the name of the file. */
export const peerCases: ReadonlyMap<string, readonly PeerCase[]> = new Map(
  readdirSync(folder)
    .toSorted()
    .map((file) => [
      file.replace('.yaml', ''),
      z.array(peerCase).parse(parse(readFileSync(new URL(file, folder), 'utf8'))),
    ]),
);

/** The name of a resource, which may be no more than that. */
export const nameOf = (resource: string | { readonly name: string }) =>
  typeof resource === 'string' ? resource : resource.name;
