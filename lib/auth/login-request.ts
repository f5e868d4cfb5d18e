import { isRecord } from '../core/is-record.ts';
import { originOf } from '../core/request.ts';
import { isSecret, revealed, type Secret } from '../core/secret.ts';
import type { ApiRequest, RequestBody } from '../core/types.ts';
import { headerText } from './secret-text.ts';

export interface Login {
  readonly method: string;
  /** It may have secrets in it. */
  readonly json?: Readonly<Record<string, unknown>> | undefined;
  readonly form?: Readonly<Record<string, string | Secret>> | undefined;
  readonly headers?: Readonly<Record<string, string | Secret>> | undefined;
}

/** The request by which a session begins. */
export function loginRequest({ method, json, form, headers = {} }: Login, url: string, resource: string): ApiRequest {
  const own = Object.entries(headers).map(([name, value]) => [
    name.toLowerCase(),
    headerText(value, `headers.${name}`),
  ]);
  const body = bodyOf(json, form);
  return {
    resource,
    method,
    url,
    params: {},
    headers: { accept: 'application/json', ...Object.fromEntries(own) },
    ...(body && { body }),
    credentialOrigin: originOf(url),
  };
}

function bodyOf(json: Login['json'], form: Login['form']): RequestBody | undefined {
  if (json !== undefined) return { kind: 'json', value: revealedInside(json) };
  if (form === undefined) return undefined;
  return { kind: 'form', fields: Object.entries(form).map(([name, value]) => [name, revealed(value)]) };
}

function revealedInside(value: unknown): unknown {
  if (isSecret(value)) return value.reveal();
  if (Array.isArray(value)) return value.map(revealedInside);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revealedInside(inner)]));
}
