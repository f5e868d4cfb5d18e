import type { Keep } from '../core/plugin.ts';

/** Keeps values as long as the process runs: for pages that are read without an output folder. */
export function createMemory(): Keep {
  const values = new Map<string, string>();
  return {
    get: async (name) => values.get(name),
    set: async (name, value) => void values.set(name, value),
  };
}
