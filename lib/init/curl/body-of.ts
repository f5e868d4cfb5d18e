import { ConfigError } from '../../core/errors.ts';
import { isRecord } from '../../core/is-record.ts';
import { isSecret } from '../../core/secret.ts';
import type { FoundSecrets } from '../found-secrets.ts';
import { pagingOfValues, type FoundPaging } from './paging-of-values.ts';

export interface FoundBody {
  /** `json` or `data` of an endpoint. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly paging?: FoundPaging;
}

/** The body of a request: JSON, a form, or a text. */
export function bodyOf(
  body: string | undefined,
  { isJson, isForm }: { readonly isJson: boolean; readonly isForm: boolean },
  found: FoundSecrets,
  notes: string[],
): FoundBody {
  if (body === undefined || body === '') return { settings: {} };
  const json = isForm ? undefined : jsonObject(body);
  if (json !== undefined) {
    if (!isJson) notes.push('the body is JSON, and sent as such, although the command does not say so');
    const paging = pagingOfValues(json, 'body_path');
    const left = Object.fromEntries(Object.entries(json).filter(([key]) => !paging.taken.includes(key)));
    return { settings: { json: hidden(left, '', found) }, paging };
  }
  if (!isJson && /^[^=&\s{[<]+=/.test(body)) {
    const fields = [...new URLSearchParams(body.replaceAll('\u0000', '%00'))];
    const data = fields.map(([name, value]) => [name, found.within(value, name, `The field ${name}.`)] as const);
    const isUnique = new Set(fields.map(([name]) => name)).size === fields.length;
    return { settings: { data: isUnique ? Object.fromEntries(data) : data } };
  }
  const text = found.within(body, 'body', 'In the body.');
  if (isSecret(text)) {
    throw new ConfigError('the body is neither a form nor a JSON object, and has what looks like a secret in it', {
      setting: '--from-curl',
      fix: 'take the secret out of the command, and write it into the pipeline by a function or as JSON',
    });
  }
  return { settings: { data: text, ...(isJson && { headers: { 'Content-Type': 'application/json' } }) } };
}

function jsonObject(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.replaceAll('\u0000', '\\u0000'));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The same, its secrets named. */
function hidden(value: unknown, name: string, found: FoundSecrets): unknown {
  if (typeof value === 'string') return found.within(value, name, `The field ${name} of the body.`);
  if (Array.isArray(value)) return value.map((item) => hidden(item, name, found));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hidden(item, key, found)]));
}
