import type { Secret } from '../core/secret.ts';
import type { ApiRequest } from '../core/types.ts';
import { headerText } from './secret-text.ts';
import { withHeader } from './with-header.ts';

/** The request with a bearer token (RFC 6750). */
export function bearerHeader(request: ApiRequest, token: string | Secret): ApiRequest {
  return withHeader(request, 'authorization', `Bearer ${headerText(token, 'token')}`);
}
