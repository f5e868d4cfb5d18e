import { gunzipSync } from 'node:zlib';
import { DecodeError, NetworkError } from '../core/errors.ts';
import type { RawResponse } from './raw-response.ts';

/**
 * The answer with its body decompressed where it is a gzip file, told by its first two bytes, which no text begins with.
 * (What `Content-Encoding` names is decompressed before.) Errors: a retryable `DecodeError` where the file breaks off, a
 * `NetworkError` where it holds more than `limit` bytes.
 *
 * @param label names the request in errors
 */
export function unzipped(raw: RawResponse, limit: number, label: string, resource: string): RawResponse {
  const { body } = raw;
  if (body[0] !== 0x1f || body[1] !== 0x8b) return raw;
  try {
    return { ...raw, body: gunzipSync(body, { maxOutputLength: limit }) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      throw new NetworkError(`${label}: the gzip file of the answer holds more than ${limit} bytes`, {
        resource,
        retryable: false,
        fix: 'ask for smaller pages',
      });
    }
    throw new DecodeError(`${label}: the gzip file of the answer cannot be read: ${message}`, {
      resource,
      retryable: true,
      fix: 'the body may have been cut off on its way',
    });
  }
}
