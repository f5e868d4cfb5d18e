import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RejectedRow, Row } from '../core/types.ts';
import type { RowFiles } from '../rows/row-files.ts';
import { RowColumns } from '../rows/row-columns.ts';
import { rowText } from '../rows/row-text.ts';
import type { ScannedRows } from '../rows/scan-rows.ts';
import { LineFile } from './line-file.ts';

/** A file of the journal is finished at about this many bytes, so that an engine can begin to read it. */
const SEGMENT = 8 << 20;

/** The parts of a journal, each in files of lines that are made when there are lines for them. */
const PARTS = ['rows', 'keyless', 'rejected', 'parents'] as const;
export type JournalPart = (typeof PARTS)[number];

/**
 * What a run has fetched of one resource, on disk, as newline-delimited JSON: the rows in the order they came
 * (`rows`), those without the default key (`keyless`), those set aside (`rejected`) and the parents whose children
 * were fetched completely (`parents`). It is what the engine publishes from.
 */
export class Journal {
  readonly #folder: string;
  /** The files of each part, oldest first; only the last one still grows. */
  readonly #files = new Map<JournalPart, LineFile[]>();
  /** What the rows of each part hold. */
  readonly columns: Readonly<Record<JournalPart, RowColumns>> = {
    rows: new RowColumns(),
    keyless: new RowColumns(),
    rejected: new RowColumns(),
    parents: new RowColumns(),
  };

  #firstReason: string | undefined;

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
    columns.add(rows);
    const file = await this.#growingFile(part);
    await file.append(rows.map((row) => rowText(columns.renames ? columns.renamed(row) : row)));
    if (file.bytes >= SEGMENT) await file.finish();
  }

  /** Adds rows as they were received. False, and nothing is added, where a key is written under another name. */
  async appendScanned(part: JournalPart, rows: ScannedRows): Promise<boolean> {
    if (rows.count === 0) return true;
    const columns = this.columns[part];
    columns.take(rows.columns);
    if (columns.renames) return false;
    const file = await this.#growingFile(part);
    await file.appendRaw(rows);
    if (file.bytes >= SEGMENT) await file.finish();
    return true;
  }

  /** Why the first of the rows was set aside. */
  get firstReason(): string {
    return this.#firstReason ?? '';
  }

  async reject(rows: readonly RejectedRow[]): Promise<void> {
    this.#firstReason ??= rows[0]?.reason;
    await this.append(
      'rejected',
      rows.map(({ row, reason }) => ({ reason, row: rowText(row) })),
    );
  }

  /** Sets aside the rows without the default key: other rows of the resource have it. */
  async rejectKeyless(reason: string): Promise<void> {
    this.#firstReason ??= reason;
    for (const file of this.#filesOf('keyless')) {
      await file.flush();
      for await (const row of createInterface(createReadStream(file.path))) {
        await this.append('rejected', [{ reason, row }]);
      }
    }
  }

  count(part: JournalPart): number {
    return this.#filesOf(part).reduce((sum, file) => sum + file.lines, 0);
  }

  /** The lines of a part, for an engine to read. */
  rowFiles(part: JournalPart): RowFiles {
    return this.#rowFiles(part, this.#filesOf(part));
  }

  /** Those files of a part that do not grow any more, without the first `skip` of them. */
  finishedFiles(part: JournalPart, skip: number): readonly RowFiles[] {
    const finished = this.#filesOf(part)
      .slice(skip)
      .filter((file) => file.finished);
    return finished.map((file) => this.#rowFiles(part, [file]));
  }

  /** Resolves when everything appended can be read by others. */
  async flush(): Promise<void> {
    for (const file of [...this.#files.values()].flat()) await file.flush();
  }

  async close(): Promise<void> {
    for (const file of [...this.#files.values()].flat()) await file.close();
  }

  /** Removes the journal; for when its rows are published. */
  async discard(): Promise<void> {
    await this.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #filesOf(part: JournalPart): readonly LineFile[] {
    return this.#files.get(part) ?? [];
  }

  #rowFiles(part: JournalPart, files: readonly LineFile[]): RowFiles {
    return {
      paths: files.map((file) => file.path),
      columns: this.columns[part].columns,
      largestRow: Math.max(0, ...files.map((file) => file.longest)),
    };
  }

  async #growingFile(part: JournalPart): Promise<LineFile> {
    const files = this.#filesOf(part);
    const last = files.at(-1);
    if (last !== undefined && !last.finished) return last;
    const number = String(files.length + 1).padStart(6, '0');
    const file = await LineFile.create(join(this.#folder, `${part}-${number}.ndjson`));
    this.#files.set(part, [...files, file]);
    return file;
  }
}
