import { validateHeaderName, validateHeaderValue } from 'node:http';
import { ConfigError } from '../core/errors.ts';
import { requestUrl } from '../core/request.ts';
import type { ApiRequest, RequestBody } from '../core/types.ts';
import { jsonText } from './json-text.ts';

/** One request as it goes over the wire, credentials included. */
export interface WireRequest {
  readonly resource: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Names the request in errors. */
  readonly label: string;
}

/**
 * Throws a `ConfigError` where the request cannot be sent as it is.
 *
 * @param label names the request in errors
 */
export function toWire(request: ApiRequest, label: string, userAgent: string): WireRequest {
  const { resource } = request;
  const method = request.method.toUpperCase();
  const url = checkedUrl(request, label);
  const payload = request.body && encodeBody(request.body);
  if (payload && (method === 'GET' || method === 'HEAD')) {
    throw new ConfigError(`${label}: a ${method} request cannot carry a body`, {
      resource,
      setting: `resources.${resource}.endpoint.method`,
      fix: 'set endpoint.method to POST, or send the values as endpoint.params',
    });
  }
  const headers = {
    accept: '*/*',
    'accept-encoding': 'gzip, deflate, br',
    'user-agent': userAgent,
    ...(payload?.contentType && { 'content-type': payload.contentType }),
    ...lowerCased(request.headers),
  };
  checkHeaders(headers, resource);
  return { resource, method, url, headers, label, ...(payload && { body: payload.bytes }) };
}

function encodeBody(body: RequestBody): { bytes: Buffer; contentType?: string } {
  if (body.kind === 'json') return { bytes: Buffer.from(jsonText(body.value)), contentType: 'application/json' };
  if (body.kind === 'text') return { bytes: Buffer.from(body.text) };
  const fields = new URLSearchParams(body.fields.map(([name, value]): [string, string] => [name, value]));
  return { bytes: Buffer.from(fields.toString()), contentType: 'application/x-www-form-urlencoded' };
}

function checkedUrl(request: ApiRequest, label: string): string {
  const text = URL.canParse(request.url) ? requestUrl(request) : request.url;
  const problem = problemOf(text);
  if (problem === undefined) return text;
  throw new ConfigError(`${label}: ${problem.message}`, {
    resource: request.resource,
    setting: `resources.${request.resource}.endpoint.path`,
    fix: problem.fix,
  });
}

function problemOf(text: string): { message: string; fix: string } | undefined {
  const fix = 'Check client.base_url and endpoint.path.';
  if (!URL.canParse(text)) return { message: 'this is not a URL', fix };
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) return { message: 'only http and https URLs can be requested', fix };
  if (url.username === '' && url.password === '') return undefined;
  return { message: 'credentials cannot be part of the URL', fix: 'use auth of type http_basic' };
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** The value is not shown: it may be a credential. */
function checkHeaders(headers: Readonly<Record<string, string>>, resource: string): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      throw new ConfigError(`the header ${JSON.stringify(name)} has a name or a value that HTTP does not allow`, {
        resource,
        setting: `resources.${resource}.endpoint.headers`,
        fix: 'look for line breaks, also in a secret that is part of it',
      });
    }
  }
}
