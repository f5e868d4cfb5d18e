/** What one attempt may take. Times in milliseconds. */
export interface Limits {
  /** Until the connection stands, TLS included. */
  readonly connect: number;
  /** From sending to the headers of the answer. */
  readonly headers: number;
  /** Between two pieces of the body. */
  readonly idle: number;
  /** From sending to the last byte. */
  readonly total: number;
  /** Size of a body in bytes, decompressed. */
  readonly maxBytes: number;
}

export const DEFAULT_LIMITS: Limits = {
  connect: 30_000,
  headers: 60_000,
  idle: 60_000,
  total: 600_000,
  maxBytes: 256 * 1024 * 1024,
};
