/** What came back for one hop, before anybody judged it. */
export interface RawResponse {
  readonly status: number;
  /** Header names in lower case; repeated headers are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly url: string;
  /** Decompressed. */
  readonly body: Buffer;
  /** Milliseconds from sending to the last byte. */
  readonly ms: number;
}
