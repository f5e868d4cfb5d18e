/** What is used of parquetjs-lite, which has no types of its own. */
declare module 'parquetjs-lite' {
  import type { Writable } from 'node:stream';

  export interface Field {
    readonly type?: string;
    readonly optional?: boolean;
    readonly repeated?: boolean;
    readonly compression?: string;
    readonly statistics?: boolean;
    readonly fields?: Readonly<Record<string, Field>>;
  }

  export class ParquetSchema {
    readonly schema: Readonly<Record<string, Field>>;
    constructor(fields: Readonly<Record<string, Field>>);
  }

  export class ParquetWriter {
    static openStream(
      schema: ParquetSchema,
      stream: Writable,
      options: { readonly useDataPageV2: boolean; readonly pageIndex: boolean; readonly rowGroupSize: number },
    ): Promise<ParquetWriter>;
    appendRow(row: object): Promise<void>;
    setMetadata(key: string, value: string): void;
    close(): Promise<void>;
  }
}

declare module 'parquetjs-lite/lib/types.js' {
  export const PARQUET_LOGICAL_TYPES: Record<string, { toPrimitive: (value: unknown) => unknown }>;
}
