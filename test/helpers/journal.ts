import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert } from 'chai';
import type { ResourceInfo, Row } from '../../lib/core/types.ts';
import { DuckDbEngine } from '../../lib/engines/duckdb.ts';
import type { Engine } from '../../lib/engines/engine.ts';
import { makeFolders } from '../../lib/files/folders.ts';
import type { Published } from '../../lib/publish/publish.ts';
import { ParquetSink, type SinkOptions } from '../../lib/sinks/parquet-sink.ts';
import { page } from './marbles.ts';

/** The error that `work` fails with, of this class. */
export async function failsWith<E extends Error>(
  type: new (...args: never[]) => E,
  work: () => Promise<unknown>,
): Promise<E> {
  try {
    await work();
  } catch (error) {
    if (error instanceof type) return error;
    throw error;
  }
  return assert.fail(`it did not fail with a ${type.name}`);
}

/** A root resource with the declared key `id`, unless told otherwise. */
export function info(over: Partial<ResourceInfo> = {}): ResourceInfo {
  return {
    name: 'jobs',
    table: over.name ?? 'jobs',
    primaryKey: ['id'],
    primaryKeyDeclared: true,
    writeDisposition: 'merge',
    parentColumns: [],
    ...over,
  };
}

/** Opens one engine for all tests of a suite. */
export function suiteEngine(): () => DuckDbEngine {
  let engine: DuckDbEngine;
  let spillFolder: string;
  before(async () => {
    spillFolder = await mkdtemp(join(tmpdir(), 'millrace-spill-'));
    engine = new DuckDbEngine({ spillFolder });
  });
  after(() => engine.close());
  return () => engine;
}

export interface PublishOptions extends SinkOptions {
  readonly engine: Engine;
  readonly out: string;
  readonly resource?: ResourceInfo;
}

/** One run of a resource, its rows page by page, up to the published file. */
export async function publishPages(
  { engine, out, resource = info(), ...options }: PublishOptions,
  pages: readonly (readonly Row[] | { readonly parent: Row; readonly rows: readonly Row[] })[],
): Promise<Published> {
  const sink = await ParquetSink.open(engine, await makeFolders(out), resource, options);
  try {
    for (const [index, given] of pages.entries()) {
      if (!('parent' in given)) await sink.write(page(given, { resource, index }));
      else {
        // A child's row has the columns of its parent already.
        const rows = given.rows.map((row) => ({ ...given.parent, ...row }));
        await sink.write(page(rows, { resource, parent: given.parent }));
      }
    }
    return await sink.publish();
  } finally {
    await sink.abandon();
  }
}
