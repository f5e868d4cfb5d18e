import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page, Row } from '../core/types.ts';
import { json } from '../decoders/json.ts';
import { LineFile, type LineMark } from '../journal/line-file.ts';
import { syncNames } from '../journal/line-file-errors.ts';
import { rowText } from '../rows/row-text.ts';

/** A parent whose children are asked for, by the key that tells parents apart. */
export interface GivenParent {
  readonly key: string;
  readonly row: Row;
  /** The rows above it, by resource. */
  readonly ancestors?: Page['ancestors'];
}

/** Where a log of parents was: those that it was given, and those that are done. */
export interface ParentMarks {
  readonly given?: LineMark;
  readonly done?: LineMark;
}

/**
 * The parents of a child resource, on disk: those it was given, each with its row, and those whose children were all
 * fetched. So the parent itself need not be fetched again for the children that are still to come.
 */
export class ParentLog {
  /** Keys of the parents whose children were all fetched. */
  readonly finished: ReadonlySet<string>;
  /** Parents whose children are still to be fetched, in the order they came. */
  readonly pending: readonly GivenParent[];
  readonly #folder: string;
  readonly #given: LineFile;
  readonly #done: LineFile;
  /** Keys of those that the file has already. */
  readonly #known: Set<string>;
  #isNew = true;

  private constructor(folder: string, files: Files, finished: ReadonlySet<string>, given: readonly GivenParent[]) {
    this.#folder = folder;
    this.#given = files.given;
    this.#done = files.done;
    this.finished = finished;
    this.pending = given.filter(({ key }) => !finished.has(key));
    this.#known = new Set(given.map(({ key }) => key));
  }

  /**
   * Goes on with the log in a folder, or begins one.
   *
   * @param begun parents whose children were fetched in part
   * @param parentStartsOver the parent is fetched from its beginning: it gives again what is not begun yet
   */
  static async open(
    folder: string,
    marks: ParentMarks,
    { begun, parentStartsOver }: { begun: ReadonlySet<string>; parentStartsOver: boolean },
  ): Promise<ParentLog> {
    await mkdir(folder, { recursive: true });
    const done = await opened(folder, 'done-1', marks.done);
    const finished = new Set((await linesOf(done)).map((line) => json.decode(line) as string));
    const before = await opened(folder, 'given-1', marks.given);
    const given = (await linesOf(before)).map((line) => json.decode(line) as GivenParent);
    if (!parentStartsOver || marks.given === undefined) {
      return new ParentLog(folder, { given: before, done }, finished, given);
    }
    // Under another name, since the last checkpoint still speaks of the one before.
    await before.close();
    const after = await LineFile.create(join(folder, `given-${Number(/\d+/.exec(marks.given.file)) + 1}`));
    const kept = given.filter(({ key }) => finished.has(key) || begun.has(key));
    after.push(kept.map(rowText));
    return new ParentLog(folder, { given: after, done }, finished, kept);
  }

  /** Takes a parent; one that it knows is not written again. */
  give(parent: GivenParent): void {
    if (this.#known.has(parent.key)) return;
    this.#known.add(parent.key);
    this.#given.push([rowText(parent)]);
  }

  /** All pages of the children of a parent are in the journal. */
  finish(key: string): void {
    this.#done.push([rowText(key)]);
  }

  get marks(): Required<ParentMarks> {
    return { given: this.#given.mark, done: this.#done.mark };
  }

  /** Resolves when everything is on the disk. */
  async sync(): Promise<void> {
    const isNew = this.#isNew;
    this.#isNew = false;
    await Promise.all([this.#given.sync(), this.#done.sync()]);
    if (isNew) await syncNames(this.#folder);
  }

  async close(): Promise<void> {
    await Promise.all([this.#given.close(), this.#done.close()]);
  }
}

interface Files {
  readonly given: LineFile;
  readonly done: LineFile;
}

function opened(folder: string, name: string, mark: LineMark | undefined): Promise<LineFile> {
  if (mark === undefined) return LineFile.create(join(folder, name));
  return LineFile.reopen(join(folder, mark.file), mark);
}

async function linesOf(file: LineFile): Promise<string[]> {
  const text = await readFile(file.path, 'utf8');
  return text.split('\n').filter((line) => line !== '');
}
