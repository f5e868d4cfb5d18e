/** A fast lane for resources whose rows go from the answer to the journal as they are: they are never parsed. */
import { isRecord } from '../core/is-record.ts';
import { compilePath } from '../core/path.ts';
import type { Page, Row } from '../core/types.ts';
import { json } from '../decoders/json.ts';
import type { PackedReader } from '../http/decode-body.ts';
import { RowScanner, type FoundRows } from '../rows/scan-rows.ts';

export interface RowLane {
  /** Reads an answer, once it is known where the rows are. */
  readonly read: PackedReader;
  /** The page with its rows, which `select` finds where they are not packed. */
  readonly page: (page: Page<unknown>, select: (page: Page<unknown>) => Page) => Page;
}

/**
 * @param key the primary key; an answer with a row that lacks it takes the usual way
 * @param selected where the rows are, if that is configured; otherwise they are where those of the page before were
 */
export function createRowLane(key: readonly string[], selected: readonly string[] | undefined): RowLane {
  const scanner = new RowScanner(key);
  let path = selected;
  return {
    read: (body) => {
      const found = path && scanner.scan(body, path);
      const envelope = found && parsedEnvelope(body, found);
      const place = envelope && listIn(envelope.value, path!);
      if (place === undefined) return undefined;
      const packed = found!.cut();
      const rows = parsedOnce(packed.lines);
      if (place !== 'body') {
        Object.defineProperty(place.holder, place.name, { get: rows, enumerable: true, configurable: true });
        return { packed, value: envelope!.value };
      }
      return {
        packed,
        get value() {
          return rows();
        },
      };
    },
    page: (page, select) => {
      const { packed } = page.response;
      if (packed === undefined || path === undefined) {
        const selection = select(page);
        path = selection.rowsAt ?? path;
        return selection;
      }
      const list = compilePath(path);
      return {
        ...page,
        packed,
        rowsAt: path,
        get rows() {
          return list.read(page.response.body) as Row[];
        },
      };
    },
  };
}

/** The body without its rows; `undefined` where it is not valid. */
function parsedEnvelope(body: Uint8Array, { start, end }: FoundRows): { value: unknown } | undefined {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  try {
    return { value: json.decode(`${bytes.toString('utf8', 0, start + 1)}${bytes.toString('utf8', end)}`) };
  } catch {
    return undefined;
  }
}

/** Where the empty list of an envelope is. */
function listIn(envelope: unknown, path: readonly string[]): 'body' | { holder: object; name: string } | undefined {
  let holder: object | undefined;
  let value = envelope;
  for (const key of path) {
    if (!isRecord(value) || !Object.hasOwn(value, key)) return undefined;
    holder = value;
    value = value[key];
  }
  if (!Array.isArray(value) || value.length > 0) return undefined;
  return holder === undefined ? 'body' : { holder, name: path.at(-1)! };
}

/** Lines become a list when what is between them is exchanged, in a copy. */
function parsedOnce(lines: Uint8Array): () => unknown {
  let rows: unknown;
  return () => (rows ??= json.decode(`[${Buffer.from(lines).toString().trimEnd().replaceAll('\n', ',')}]`));
}
