import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RejectedRow, Row } from '../core/types.ts';
import type { RowFiles } from '../rows/row-files.ts';
import { RowColumns } from '../rows/row-columns.ts';
import { rowText } from '../rows/row-text.ts';
import { LineFile } from './line-file.ts';

/** The parts of a journal, each a file of lines that is made when its first line comes. */
const PARTS = ['rows', 'keyless', 'rejected', 'parents'] as const;
export type JournalPart = (typeof PARTS)[number];

/**
 * What a run has fetched of one resource, on disk, as newline-delimited JSON: the rows in the order they came
 * (`rows`), those without the default key (`keyless`), those set aside (`rejected`) and the parents whose children
 * were fetched completely (`parents`). It is what the engine publishes from.
 */
export class Journal {
  readonly #folder: string;
  readonly #files = new Map<JournalPart, LineFile>();
  /** What the rows of each part hold. */
  readonly columns: Readonly<Record<JournalPart, RowColumns>> = {
    rows: new RowColumns(),
    keyless: new RowColumns(),
    rejected: new RowColumns(),
    parents: new RowColumns(),
  };

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Starts an empty journal in `folder`; what was in it is gone. */
  static async create(folder: string): Promise<Journal> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    return new Journal(folder);
  }

  /** Adds rows to a part. Resolves when the journal has room for more. */
  async append(part: JournalPart, rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const columns = this.columns[part];
    for (const row of rows) columns.add(row);
    const lines = rows.map((row) => rowText(columns.renames ? columns.renamed(row) : row));
    const file = await this.#file(part);
    await file.append(lines);
  }

  async reject(rows: readonly RejectedRow[]): Promise<void> {
    await this.append(
      'rejected',
      rows.map(({ row, reason }) => ({ reason, row: rowText(row) })),
    );
  }

  /** Sets aside the rows without the default key: other rows of the resource have it. */
  async rejectKeyless(reason: string): Promise<void> {
    const file = this.#files.get('keyless');
    if (file === undefined) return;
    await file.sync();
    for await (const row of createInterface(createReadStream(file.path)))
      await this.append('rejected', [{ reason, row }]);
  }

  count(part: JournalPart): number {
    return this.#files.get(part)?.lines ?? 0;
  }

  /** The lines of a part, for an engine to read. */
  rowFiles(part: JournalPart): RowFiles {
    const file = this.#files.get(part);
    return {
      paths: file === undefined ? [] : [file.path],
      columns: this.columns[part].columns,
      largestRow: file?.longest ?? 0,
    };
  }

  /** Resolves when everything appended is on the disk. */
  async sync(): Promise<void> {
    for (const file of this.#files.values()) await file.sync();
  }

  async close(): Promise<void> {
    for (const file of this.#files.values()) await file.close();
  }

  /** Removes the journal; for when its rows are published. */
  async discard(): Promise<void> {
    await this.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #file(part: JournalPart): Promise<LineFile> {
    let file = this.#files.get(part);
    if (file === undefined) {
      file = await LineFile.create(join(this.#folder, `${part}.ndjson`));
      this.#files.set(part, file);
    }
    return file;
  }
}
