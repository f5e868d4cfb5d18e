import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Discarded } from '../core/contract.ts';
import type { RejectedRow, Row } from '../core/types.ts';
import { readLines } from '../files/read-lines.ts';
import type { RowFiles } from '../rows/row-files.ts';
import { RowColumns, type StoredColumn } from '../rows/row-columns.ts';
import { rowText } from '../rows/row-text.ts';
import type { ScannedRows } from '../rows/scan-rows.ts';
import { Discards } from './discards.ts';
import { LineFile, type LineMark } from './line-file.ts';
import { syncNames } from './line-file-errors.ts';

/** A file of the journal is finished at about this many bytes, so that an engine can begin to read it. */
const SEGMENT = 8 << 20;

/** The parts of a journal, each in files of lines that are made when there are lines for them. */
const PARTS = ['rows', 'keyless', 'rejected', 'parents'] as const;
export type JournalPart = (typeof PARTS)[number];

/** How far a journal had got at the end of a page, as JSON. */
export interface JournalMark {
  readonly files: Readonly<Partial<Record<JournalPart, readonly LineMark[]>>>;
  readonly columns: Readonly<Record<JournalPart, readonly StoredColumn[]>>;
  readonly firstReason?: string;
  /** What `schema_contract` has left out. */
  readonly discarded?: Discarded;
}

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

  /** What was not to get into it. */
  readonly discards = new Discards();

  /** Where the growing file of each part was at the end of the last page, and how many files there were. */
  #pageEnd: ReadonlyMap<JournalPart, { readonly files: number; readonly last: LineMark }> = new Map();
  #discardedAtPageEnd: Discarded | undefined;
  #firstReason: string | undefined;
  #hasNewFile = true;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Starts an empty journal in `folder`; what was in it is gone. */
  static async create(folder: string): Promise<Journal> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    return new Journal(folder);
  }

  /**
   * Opens a journal as it was at a mark; what was added later is cut off. Throws a `SinkError` where it is damaged.
   */
  static async reopen(folder: string, mark: JournalMark): Promise<Journal> {
    await mkdir(folder, { recursive: true });
    const journal = new Journal(folder);
    const kept = new Set(Object.values(mark.files).flatMap((files) => files.map(({ file }) => file)));
    for (const name of await readdir(folder)) if (!kept.has(name)) await rm(join(folder, name), { recursive: true });
    for (const part of PARTS) {
      journal.columns[part].merge(mark.columns[part]);
      const files: LineFile[] = [];
      for (const one of mark.files[part] ?? []) files.push(await LineFile.reopen(join(folder, one.file), one));
      if (files.length > 0) journal.#files.set(part, files);
    }
    journal.#firstReason = mark.firstReason;
    if (mark.discarded !== undefined) journal.discards.take(mark.discarded);
    journal.endPage();
    return journal;
  }

  /** Says that what was added so far is whole pages. */
  endPage(): void {
    this.#pageEnd = new Map(
      [...this.#files].map(([part, files]) => [part, { files: files.length, last: files.at(-1)!.mark }]),
    );
    this.#discardedAtPageEnd = this.discards.counted;
  }

  /** Where the last whole page ended. What it marks is on the disk when `sync` was called later and has resolved. */
  get mark(): JournalMark {
    const files: Partial<Record<JournalPart, readonly LineMark[]>> = {};
    for (const [part, end] of this.#pageEnd) {
      const before = this.#filesOf(part).slice(0, end.files - 1);
      files[part] = [...before.map((file) => file.mark), end.last];
    }
    const { rows, keyless, rejected, parents } = this.columns;
    const columns = {
      rows: rows.toJSON(),
      keyless: keyless.toJSON(),
      rejected: rejected.toJSON(),
      parents: parents.toJSON(),
    };
    return {
      files,
      columns,
      ...(this.#firstReason !== undefined && { firstReason: this.#firstReason }),
      ...(this.#discardedAtPageEnd && { discarded: this.#discardedAtPageEnd }),
    };
  }

  /** Resolves when everything added so far is on the disk. */
  async sync(): Promise<void> {
    const hasNewFile = this.#hasNewFile;
    this.#hasNewFile = false;
    await Promise.all([...this.#files.values()].flat().map((file) => file.sync()));
    if (!hasNewFile) return;
    await syncNames(this.#folder);
    await syncNames(dirname(this.#folder));
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
      for await (const row of readLines(file.path)) {
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
    this.#hasNewFile = true;
    return file;
  }
}
