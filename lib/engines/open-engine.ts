import { DuckDbEngine } from './duckdb.ts';
import type { Engine } from './engine.ts';
import { ParquetJsEngine } from './parquetjs.ts';

export const ENGINES = ['duckdb', 'parquetjs'] as const;
export type EngineName = (typeof ENGINES)[number];

/** How much memory the engine of a run may take; what does not fit is spilled to disk. */
export const DEFAULT_MEMORY = '512MB';

/** @param memory what DuckDB may take, e.g. `512MB`; parquetjs has to have every key of a table in memory */
export function openEngine(
  name: EngineName,
  { spillFolder, memory = DEFAULT_MEMORY }: { readonly spillFolder: string; readonly memory?: string | undefined },
): Engine {
  return name === 'parquetjs' ? new ParquetJsEngine() : new DuckDbEngine({ spillFolder, memoryLimit: memory });
}
