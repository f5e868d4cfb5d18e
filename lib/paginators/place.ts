import type { ApiRequest, QueryValue } from '../core/types.ts';
import { withParam } from '../core/request.ts';
import { isRecord } from '../core/is-record.ts';
import { paginationError } from './answer-values.ts';

/** Where a request carries a value of its paginator. */
export interface Place {
  /** For messages: `the query parameter "page"`. */
  readonly text: string;
  readonly inBody: boolean;
  read(request: ApiRequest): unknown;
  write(request: ApiRequest, value: unknown): ApiRequest;
  /** Takes a parameter out of the query; a body stays as it is. */
  clear(request: ApiRequest): ApiRequest;
}

export function inQuery(name: string): Place {
  return {
    text: `the query parameter "${name}"`,
    inBody: false,
    read: (request) => request.params[name],
    write: (request, value) => withParam(request, name, value as QueryValue),
    clear: (request) => {
      const { [name]: _value, ...params } = request.params;
      return { ...request, params };
    },
  };
}

/**
 * A dotted path into the JSON body, e.g. `pagination.offset`. Objects on the way that are missing are created, and
 * so is the body. `option` is the setting that errors name.
 */
export function inJsonBody(path: string, option: string): Place {
  const keys = path.split('.');
  return {
    text: `the field "${path}" of the request body`,
    inBody: true,
    clear: (request) => request,
    read: ({ body }) => (body?.kind === 'json' ? keys.reduce(fieldOf, body.value) : undefined),
    write: (request, value) => {
      const { body } = request;
      if (body && body.kind !== 'json') {
        const message = `"${path}" cannot be set: the body of the request is not JSON`;
        throw paginationError(request, option, message, 'give the body as json, or page by a query parameter');
      }
      return { ...request, body: { kind: 'json', value: withField(body?.value, keys, value, fail) } };

      function fail(): never {
        const message = `"${path}" leads through a value of the request body that is not an object`;
        throw paginationError(request, option, message, `let ${option} lead through objects only`);
      }
    },
  };
}

/** The place that the options name; the query parameter where neither is given. */
export function placeOf(
  names: { readonly param?: string | null | undefined; readonly bodyPath?: string | null | undefined },
  defaults: { readonly param: string; readonly bodyOption: string },
): Place {
  return names.bodyPath ? inJsonBody(names.bodyPath, defaults.bodyOption) : inQuery(names.param ?? defaults.param);
}

function fieldOf(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function withField(container: unknown, keys: readonly string[], value: unknown, fail: () => never): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (!isRecord(container ?? {})) fail();
  return { ...(container as object | undefined), [key]: withField(fieldOf(container, key), rest, value, fail) };
}
