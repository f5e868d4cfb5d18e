import type { MergedResource } from '../config/merge-defaults.ts';
import type { SchemaContract } from '../core/contract.ts';

/** The schema contract of a resource; `undefined` where it allows everything. */
export function contractOf({ schema_contract: given }: MergedResource): SchemaContract | undefined {
  const contract = {
    tables: given?.tables ?? 'evolve',
    columns: given?.columns ?? 'evolve',
    data_type: given?.data_type ?? 'evolve',
  } as const;
  return Object.values(contract).every((mode) => mode === 'evolve') ? undefined : contract;
}

/** One word where it is one for all, else `columns freeze, data_type evolve`. */
export function contractText({ tables, columns, data_type }: SchemaContract): string {
  if (tables === columns && columns === data_type) return tables;
  return `tables ${tables}, columns ${columns}, data_type ${data_type}`;
}
