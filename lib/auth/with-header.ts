import type { ApiRequest } from '../core/types.ts';

/** The request with one header set, whatever case its name is written in. */
export function withHeader(request: ApiRequest, name: string, value: string): ApiRequest {
  return { ...request, headers: { ...request.headers, [name.toLowerCase()]: value } };
}
