import { defer, from, map } from 'rxjs';
import { AuthError } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import type { Authenticator } from '../core/plugin.ts';
import type { ApiRequest } from '../core/types.ts';

/**
 * Authentication in code: gets each request before it is sent, retries included, and gives the one to send. Header names
 * are in lower case.
 */
export type AuthFunction = (request: ApiRequest) => ApiRequest | Promise<ApiRequest>;

/** The function as an authenticator. */
export function customAuth(authorize: AuthFunction): Authenticator {
  return {
    authorize: (request) =>
      defer(() => from(call(authorize, request))).pipe(
        map((result: unknown) => {
          if (isRequest(result)) return result;
          throw new AuthError('the auth function did not return a request', {
            fix: 'return the request with what is added: ({ ...request, headers: { ...request.headers, ... } })',
          });
        }),
      ),
  };
}

async function call(authorize: AuthFunction, request: ApiRequest): Promise<unknown> {
  try {
    return await authorize(request);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    // The error itself is not passed on: it may have a secret in it, and only the message is looked through.
    throw new AuthError(`the auth function failed: ${message}`);
  }
}

function isRequest(value: unknown): value is ApiRequest {
  return isRecord(value) && typeof value['url'] === 'string' && isRecord(value['headers']) && isRecord(value['params']);
}
