import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SchemaContract } from '../core/contract.ts';
import type { Page, ResourceInfo, Row } from '../core/types.ts';
import type { Engine, PublishedFile, StagedFile } from '../engines/engine.ts';
import { Journal } from '../journal/journal.ts';
import type { Folders } from '../files/folders.ts';
import { missingKey } from '../publish/plan-publish.ts';
import { publish, publishedBefore, type Commit, type Published, type PublishedFacts } from '../publish/publish.ts';
import type { StoredColumn } from '../rows/row-columns.ts';
import { RowScanner, ScannedRows } from '../rows/scan-rows.ts';
import { ContractCheck } from './contract-check.ts';

export interface SinkOptions {
  /** What a schema says of the columns. */
  readonly declared?: readonly StoredColumn[];
  /** Whether that is all of its columns. @default false */
  readonly declaresAll?: boolean;
  /** Which changes of the published columns are allowed. @default all of them */
  readonly contract?: SchemaContract | undefined;
  /** What objects and lists become: structs and lists, or JSON text in one column. @default 'struct' */
  readonly nested?: 'struct' | 'json';
  /** True where nothing has changed the rows since they were received: then their text is taken as it came. */
  readonly asReceived?: boolean;
  /** Opens the journal where it is another's, who closes it too and removes it. Without it the sink has one of its own. */
  readonly openJournal?: () => Promise<Journal>;
  /** True where nothing of the published file goes on. */
  readonly replacesAll?: boolean;
  readonly commit?: Commit;
  /** Told what is published, before it is put in its place. */
  readonly onFacts?: (facts: PublishedFacts) => void;
}

/** Takes the pages of one resource into its journal and publishes them at the end. */
export class ParquetSink {
  readonly #engine: Engine;
  readonly #folders: Folders;
  readonly #resource: ResourceInfo;
  readonly #journal: Journal;
  readonly #staged: StagedFile[] = [];
  #writing: Promise<void> = Promise.resolve();
  #staging: Promise<void> = Promise.resolve();
  #sentToStage = 0;

  readonly #options: SinkOptions;
  readonly #scanner: RowScanner;
  readonly #check: ContractCheck | undefined;
  /** Whether the rows are taken as they were received, where they can be. */
  readonly #asReceived: boolean;

  private constructor(
    engine: Engine,
    folders: Folders,
    resource: ResourceInfo,
    journal: Journal,
    options: SinkOptions,
    check: ContractCheck | undefined,
  ) {
    this.#options = options;
    this.#check = check;
    this.#engine = engine;
    this.#folders = folders;
    this.#resource = resource;
    this.#journal = journal;
    this.#scanner = new RowScanner(resource.primaryKey);
    const { rows, keyless } = journal.columns;
    const looks = check !== undefined || rows.isHinted || keyless.isHinted;
    this.#asReceived = options.asReceived === true && !looks;
  }

  /**
   * Opens the journal. Its columns go on from those of the published file, so that a type only widens, and
   * from those that a schema declares.
   */
  static async open(
    engine: Engine,
    folders: Folders,
    resource: ResourceInfo,
    options: SinkOptions = {},
  ): Promise<ParquetSink> {
    const { declared = [], declaresAll = false, contract, nested = 'struct', replacesAll = false } = options;
    const published =
      replacesAll && contract === undefined ? undefined : await publishedBefore(engine, folders, resource);
    const before = replacesAll ? undefined : published;
    const journal = await (options.openJournal?.() ?? Journal.create(join(folders.journal, resource.name)));
    const known = {
      columnsKnown: isTyped(before) || declaresAll,
      columns: [...(before?.stored ?? []), ...declared],
      nested,
    };
    const check =
      contract && new ContractCheck(resource, contract, { isNew: !isTyped(published), ...known }, journal.discards);
    // There is not even an empty file of a table that is not to be.
    if (check?.refusesTable) return new ParquetSink(engine, folders, resource, journal, options, check);
    for (const part of ['rows', 'keyless'] as const) {
      journal.columns[part].nestedAsJson = nested === 'json';
      journal.columns[part].merge(before?.stored ?? []);
      journal.columns[part].merge(declared);
    }
    // A key is a column even while there are no rows.
    for (const name of [...resource.primaryKey, ...resource.parentColumns]) journal.columns.rows.nameOf(name);
    return new ParquetSink(engine, folders, resource, journal, options, check);
  }

  /**
   * Takes a page, and resolves as soon as the page before it is in the journal: while one page is written, the next
   * one is on its way. Rejects where an earlier page could not be written.
   *
   * @param onKept called in the moment in which the page counts as one of the journal
   */
  async write(page: Page, onKept?: () => void): Promise<void> {
    await this.#writing;
    // After the event loop had a turn, in which the request for the next page is sent.
    this.#writing = nextTurn()
      .then(() => this.#journalPage(page))
      .then(() => this.#endPage(onKept));
    // Whoever waits for it next gets the failure; until then it is nobody's.
    this.#writing.catch(() => undefined);
  }

  /** Resolves when every page is in the journal. */
  async written(): Promise<void> {
    await this.#writing;
  }

  /** Publishes what was written, and removes the journal. */
  async publish(): Promise<Published> {
    await this.#writing;
    await this.#staging;
    const { replacesAll = false, commit, onFacts, openJournal } = this.#options;
    const published = await publish(this.#engine, this.#folders, this.#resource, this.#journal, {
      staged: this.#staged,
      replacesAll,
      onFacts,
      ...(commit && { commit }),
    });
    if (openJournal === undefined) await this.#journal.discard();
    return published;
  }

  async #journalPage(given: Page): Promise<void> {
    const page = this.#check === undefined ? given : this.#allowed(given, this.#check);
    if (page.parent !== undefined && page.index === 0) await this.#journal.append('parents', [page.parent]);
    await this.#journal.reject(page.rejected);
    const { primaryKey, primaryKeyDeclared } = this.#resource;
    const part = primaryKey.length === 0 ? 'keyless' : 'rows';
    const received = this.#asReceived ? this.#receivedRows(page) : undefined;
    if (received !== undefined && (await this.#journal.appendScanned(part, received))) return;
    if (page.rows.every((row) => hasKey(row, primaryKey))) return this.#journal.append(part, page.rows);
    const keyless = page.rows.filter((row) => !hasKey(row, primaryKey));
    await this.#journal.append(
      'rows',
      page.rows.filter((row) => hasKey(row, primaryKey)),
    );
    if (!primaryKeyDeclared) return this.#journal.append('keyless', keyless);
    const reason = missingKey(this.#resource);
    return this.#journal.reject(keyless.map((row) => ({ row, reason })));
  }

  /** The page with what the contract lets through. */
  #allowed(page: Page, check: ContractCheck): Page {
    const { rows, rejected } = check.apply(page);
    return { ...page, packed: undefined, rows, rejected: [...page.rejected, ...rejected] };
  }

  /** In one go, so that no checkpoint comes between the journal and who follows it. */
  #endPage(onKept: (() => void) | undefined): void {
    this.#journal.endPage();
    onKept?.();
    this.#stageFinished();
  }

  /** The rows as they stand in the answer, where they are a list there, all of it, and each has its key. */
  #receivedRows(page: Page): ScannedRows | undefined {
    // Looking at the rows would parse them.
    if (page.packed instanceof ScannedRows) return page.packed;
    const { response, rowsAt } = page;
    if (response.json === undefined || rowsAt === undefined) return undefined;
    return this.#scanner.scan(response.json, rowsAt, page.rows.length)?.cut();
  }

  /** Has the engine read what is finished while more pages come, one file at a time. */
  #stageFinished(): void {
    for (const file of this.#journal.finishedFiles('rows', this.#sentToStage)) {
      this.#sentToStage += 1;
      this.#staging = this.#staging.then(async () => void this.#staged.push(await this.#engine.stage(file)));
      // Publishing waits for it and gets the failure; until then it is nobody's.
      this.#staging.catch(() => undefined);
    }
  }

  /** Stops without publishing; what was journaled stays on the disk. */
  async abandon(): Promise<void> {
    await this.#writing.catch(() => undefined);
    await this.#staging.catch(() => undefined);
    if (this.#options.openJournal === undefined) await this.#journal.close();
  }
}

function hasKey(row: Row, key: readonly string[]): boolean {
  return key.every((name) => Object.hasOwn(row, name) && row[name] !== undefined && row[name] !== null);
}

/** Whether anything was ever published in a file. */
function isTyped(file: PublishedFile | undefined): boolean {
  return file?.stored.some(({ kinds }) => kinds.length > 0) ?? false;
}
