import type { ApiRequest } from '../core/types.ts';
import { sensitiveValues } from '../core/redact.ts';
import { json } from '../decoders/json.ts';
import { rowText } from '../rows/row-text.ts';
import type { HiddenSecrets } from './hidden-secrets.ts';

/**
 * A request as text for a checkpoint, without any secret; `undefined` where that cannot be done, because it carries a
 * credential that nobody declared. The secrets that are known are put in again by `restoredRequest`.
 *
 * @param first the first request of the same chain: what the two have in common, headers above all, is not stored
 */
export function storedRequest(request: ApiRequest, first: ApiRequest, secrets: HiddenSecrets): string | undefined {
  const { url, params, body, paging } = request;
  const changed = Object.entries(request.headers).filter(([name, value]) => first.headers[name] !== value);
  const hidden = secrets.hide(rowText({ url, params, body, paging, headers: Object.fromEntries(changed) }));
  if (hidden === undefined) return undefined;
  const suspicious = sensitiveValues(hidden).some((value) => !secrets.isHidden(value));
  return suspicious ? undefined : hidden;
}

/** What `storedRequest` was given. Its digits are exact, and its secrets are those of today. */
export function restoredRequest(stored: string, first: ApiRequest, secrets: HiddenSecrets): ApiRequest {
  const { url, params, body, headers, paging } = json.decode(secrets.show(stored)) as Pick<
    ApiRequest,
    'url' | 'params' | 'body' | 'headers' | 'paging'
  >;
  const { body: _, ...rest } = first;
  return {
    ...rest,
    url,
    params,
    headers: { ...first.headers, ...headers },
    ...(body && { body }),
    ...(paging !== undefined && { paging }),
  };
}
