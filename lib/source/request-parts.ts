/** The parts of a first request other than its path, placeholders filled. */
import { isRecord } from '../core/is-record.ts';
import { revealed, type Secret } from '../core/secret.ts';
import type { QueryParams, QueryValue, RequestBody } from '../core/types.ts';
import type { MergedEndpoint } from '../config/merge-defaults.ts';
import { fillSecret, fillText, fillValue, onlyExpression, textOf, type Lookup } from './template.ts';

/** Parameters that are null are not sent; a list repeats the parameter, an object is sent as JSON. */
export function filledParams(params: Readonly<Record<string, unknown>>, lookup: Lookup): QueryParams {
  const entries = Object.entries(params).map(([name, value]) => [
    fillText(name, lookup),
    queryValue(fillValue(value, lookup)),
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as QueryParams;
}

function queryValue(value: unknown): QueryValue | readonly QueryValue[] | undefined {
  if (Array.isArray(value))
    return value
      .flat()
      .filter((item) => item != null)
      .map(scalar);
  return value == null ? undefined : scalar(value);
}

function scalar(value: unknown): QueryValue {
  return isRecord(value) || Array.isArray(value) ? textOf(value) : (value as QueryValue);
}

/**
 * Header names in lower case; those of the endpoint win. Only the endpoint's have placeholders, and a header that is
 * one whose value is null is not sent.
 */
export function filledHeaders(
  client: Readonly<Record<string, string | Secret>> | null | undefined,
  own: Readonly<Record<string, string | Secret>> | undefined,
  lookup: Lookup,
): Readonly<Record<string, string>> {
  const shared = Object.entries(client ?? {}).map(([name, value]) => [name.toLowerCase(), revealed(value)]);
  const filled = Object.entries(own ?? {}).flatMap(([name, value]) => {
    const only = typeof value === 'string' ? onlyExpression(value) : undefined;
    if (only !== undefined && lookup(only) == null) return [];
    return [
      [
        fillText(name, lookup).toLowerCase(),
        typeof value === 'string' ? fillText(value, lookup) : fillSecret(value, lookup),
      ],
    ];
  });
  return Object.fromEntries([...shared, ...filled]) as Record<string, string>;
}

/** As in dlt, `json: {}` is a body and empty `data` is none. */
export function filledBody({ json, data }: MergedEndpoint, lookup: Lookup): { body?: RequestBody } {
  if (json !== undefined) return { body: { kind: 'json', value: fillValue(json, lookup) } };
  if (!hasData(data)) return {};
  if (typeof data === 'string') return { body: { kind: 'text', text: fillText(data, lookup) } };
  const pairs = Array.isArray(data) ? data : Object.entries(data);
  const fields = pairs.flatMap(([name, value]) => {
    const filled = queryValue(fillValue(value, lookup));
    const values = Array.isArray(filled) ? filled : filled === undefined ? [] : [filled];
    return values.map((one): [string, string] => [fillText(name, lookup), String(one)]);
  });
  return { body: { kind: 'form', fields } };
}

export function hasData(data: MergedEndpoint['data']): data is NonNullable<MergedEndpoint['data']> {
  return data !== undefined && (typeof data === 'string' ? data : Object.keys(data)).length > 0;
}

/** The method of an endpoint: a body is sent with POST unless it says otherwise. */
export function methodOf({ method, json, data }: MergedEndpoint): string {
  return method ?? (json !== undefined || hasData(data) ? 'POST' : 'GET');
}
