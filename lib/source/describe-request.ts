import type { CheckedConfig } from '../config/schema.ts';
import type { Redact } from '../core/redact.ts';
import type { ApiRequest, QueryParams } from '../core/types.ts';
import { shownUrl } from '../http/request-label.ts';
import { rowText } from '../rows/row-text.ts';
import { endpointOf } from './endpoint.ts';
import type { NextStart } from './incremental/describe-start.ts';
import type { Decided, Origin, Origins } from './origin.ts';
import type { ResourcePlan } from './plan.ts';
import type { RequestDescription } from './resource-description.ts';

/** The first request of a resource, and where each part of it comes from. */
export function describeRequest(
  plan: ResourcePlan,
  config: CheckedConfig,
  origins: Origins,
  next: NextStart | undefined,
  redact: Redact,
): RequestDescription {
  const { endpoint, name } = plan.settings;
  const { request, paginator } = endpointOf(plan, config.client);
  const asWritten = (expression: string) => {
    const [, ofCursor] = /^incremental\.(.+)$/.exec(expression) ?? [];
    return ofCursor !== undefined && next ? next.lookup(ofCursor) : `{${expression}}`;
  };
  const fromCursor = (next?.params ?? {}) as QueryParams;
  const unpaged = request(asWritten, fromCursor);
  const first = paginator.first(unpaged);
  const entryOf = (param: string): Origin => {
    if (first.params[param] !== unpaged.params[param]) return 'paginator';
    return param in fromCursor ? 'incremental' : (origins.ofEntry('params', param) ?? 'default');
  };
  return {
    method: { value: first.method, from: origins.ofEndpoint('method') ?? 'default' },
    url: withBraces(shownUrl(first, redact)),
    path: { value: redact(endpoint.path ?? name), from: origins.ofEndpoint('path') ?? 'default' },
    params: Object.entries(first.params).map(([param, value]) => ({
      name: param,
      // As part of a query, so that a parameter that is known to hold a credential is hidden by its name.
      value: redact(`?${param}=${String(value)}`).slice(param.length + 2),
      from: entryOf(param),
    })),
    headers: Object.keys(first.headers).map((header) => ({
      value: header,
      from: headerOrigin(header, plan, config, origins),
    })),
    ...bodyOf(first, redact, origins),
  };
}

/** Names of headers are told in lower case, whatever case they were written in. */
function headerOrigin(header: string, { settings }: ResourcePlan, { client }: CheckedConfig, origins: Origins): Origin {
  const written = [settings.endpoint.headers, client.headers]
    .flatMap((headers) => Object.keys(headers ?? {}))
    .find((name) => name.toLowerCase() === header);
  return origins.ofEntry('headers', written ?? header) ?? 'default';
}

function bodyOf({ body }: ApiRequest, redact: Redact, origins: Origins): { body?: Decided<string> } {
  if (body === undefined) return {};
  if (body.kind === 'json') {
    return { body: { value: redact(rowText(body.value)), from: origins.ofEndpoint('json') ?? 'paginator' } };
  }
  const text = body.kind === 'text' ? body.text : body.fields.map(([name, value]) => `${name}=${value}`).join('&');
  // In front of a form, as of a query, a parameter that is known to hold a credential is hidden by its name.
  return { body: { value: redact(`?${text}`).slice(1), from: origins.ofEndpoint('data') ?? 'default' } };
}

/** A URL in which the placeholders are readable again. */
function withBraces(url: string): string {
  return url.replaceAll(/%7B(.+?)%7D/g, (_, expression: string) => `{${decodeURIComponent(expression)}}`);
}
