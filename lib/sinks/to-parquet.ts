import {
  EMPTY,
  type Observable,
  type OperatorFunction,
  concat,
  concatMap,
  defer,
  finalize,
  from,
  ignoreElements,
  map,
} from 'rxjs';
import { SinkError } from '../core/errors.ts';
import type { Page, ResourceInfo, Row } from '../core/types.ts';
import { DuckDbEngine } from '../engines/duckdb.ts';
import type { Engine } from '../engines/engine.ts';
import { makeFolders } from '../files/folders.ts';
import type { Published } from '../publish/publish.ts';
import { ParquetSink, type SinkOptions } from './parquet-sink.ts';

export interface ToParquetOptions extends SinkOptions {
  /** The output folder; it is made where it is missing. */
  readonly out: string;
  /** What is published, where the pages are not to say it themselves: another name, which is the file's too, or another key. */
  readonly resource?: Partial<ResourceInfo>;
  /** The engine of a run, shared by its resources; without it the sink opens one of its own, and closes it. */
  readonly engine?: Engine;
  /** Gets a promise when the pages are over, in whatever way: it resolves when the sink has let go of its files. */
  readonly onClosing?: (closed: Promise<void>) => void;
  /** Called when every page is in the journal. */
  readonly onJournaled?: () => void;
  /** Publishing waits for the end of this, and does not happen where it fails. */
  readonly after?: Observable<unknown>;
}

/**
 * Writes the pages of a resource into one deduplicated Parquet file, `<out>/<table>.parquet`, when the last page has
 * come, and emits what was published. A page is accepted when the one before it is in the journal. Where
 * the pages fail, or are unsubscribed from, nothing is published.
 *
 * Errors: `SinkError` where the folder, the journal or the file cannot be written; those of the pages.
 */
export function toParquet<R extends object = Row>(options: ToParquetOptions): OperatorFunction<Page<R>, Published> {
  return (pages) =>
    defer(() => {
      let sink: Promise<ParquetSink> | undefined;
      let ownEngine: Engine | undefined;
      const open = async (resource: ResourceInfo | undefined): Promise<ParquetSink> => {
        const folders = await makeFolders(options.out);
        const engine = options.engine ?? (ownEngine = new DuckDbEngine({ spillFolder: `${folders.temporary}/spill` }));
        return ParquetSink.open(engine, folders, completeInfo(resource, options.resource), options);
      };
      const write = async (page: Page, onKept: () => void): Promise<void> => {
        sink ??= open(page.resource);
        await (await sink).write(page, onKept);
      };
      const finish = async (): Promise<void> => {
        sink ??= open(undefined);
        await (await sink).written();
        options.onJournaled?.();
      };
      const publish = async (): Promise<Published> => (await sink!).publish();
      const close = async (): Promise<void> => {
        await (await sink)?.abandon();
        await ownEngine?.close();
      };
      return concat(
        pages.pipe(
          // The holds are taken here, in `next`; a page that waits for the one before it is held all the same.
          map((page) => ({ page: page as unknown as Page, release: page.receipt.hold(), kept: page.receipt.keep() })),
          concatMap(({ page, release, kept }) => from(write(page, kept)).pipe(finalize(release))),
          ignoreElements(),
        ),
        defer(finish).pipe(ignoreElements()),
        defer(() => options.after ?? EMPTY).pipe(ignoreElements()),
        defer(publish),
      ).pipe(
        finalize(() => {
          // What cannot be closed any more has failed before, and its error is on its way.
          const closed = close().catch(() => undefined);
          options.onClosing?.(closed);
        }),
      );
    });
}

function completeInfo(ofPages: ResourceInfo | undefined, given: Partial<ResourceInfo> = {}): ResourceInfo {
  const name = given.name ?? ofPages?.name;
  if (name === undefined) {
    throw new SinkError('toParquet got no page, so it does not know what to publish', {
      fix: 'give it { resource: { name } }',
    });
  }
  return {
    primaryKey: [],
    primaryKeyDeclared: true,
    writeDisposition: 'merge',
    parentColumns: [],
    ...ofPages,
    ...(given.primaryKey && { primaryKeyDeclared: true }),
    ...given,
    name,
    table: given.table ?? given.name ?? ofPages?.table ?? name,
  };
}
