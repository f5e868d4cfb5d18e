/** What the grants of OAuth 2.0 (RFC 6749) have in common: the client, its scopes, its token endpoint. */
import { z } from 'zod';
import { ConfigError } from '../core/errors.ts';
import type { AuthContext } from '../core/plugin.ts';
import { isSecret, revealed, type Secret } from '../core/secret.ts';
import { isHttpUrl, secretText, secretUrl } from './secret-text.ts';

/** A value of a form: a text, a number, a boolean or a secret. */
const formValue = z.union([z.number(), z.boolean(), secretText], {
  error: 'has to be a text, a number, a boolean or a secret',
});
type FormValue = z.output<typeof formValue>;

export const clientOptions = {
  access_token_url: secretUrl.describe('The URL of the token endpoint.'),
  client_id: secretText.describe('The id of the client.'),
  access_token_request_data: z
    .record(z.string(), formValue)
    .optional()
    .describe('More fields of the form that the token endpoint gets; they win over those that are sent by themselves.'),
  token_endpoint_auth_method: z
    .enum(['client_secret_post', 'client_secret_basic'])
    .default('client_secret_post')
    .describe('Whether id and secret of the client are sent in the form or in the header `Authorization: Basic`.'),
} as const;

export const scopesOption = z
  .union([z.string(), z.array(z.string())], { error: 'has to be a text or a list of texts' })
  .optional()
  .describe('What the token may be used for; a list is joined by spaces.');

export const expirationOption = z
  .number()
  .positive()
  .default(3600)
  .describe('How many seconds a token lasts whose server does not say.');

export function scopesOf(scopes: string | readonly string[] | undefined): { scope?: string } {
  const scope = typeof scopes === 'string' ? scopes : scopes?.join(' ');
  return scope ? { scope } : {};
}

interface Client {
  readonly client_id: string | Secret;
  readonly client_secret?: string | Secret | undefined;
  readonly access_token_request_data?: Readonly<Record<string, FormValue>> | undefined;
  readonly token_endpoint_auth_method: 'client_secret_post' | 'client_secret_basic';
}

/** The form and the headers by which a client asks for a token. */
export function clientRequest(
  client: Client,
  grant: Readonly<Record<string, string>>,
  { hide }: AuthContext,
): { readonly form: Readonly<Record<string, string>>; readonly headers?: Readonly<Record<string, string>> } {
  const id = revealed(client.client_id);
  const secret = client.client_secret && revealed(client.client_secret);
  const more = formFields(client.access_token_request_data ?? {});
  if (client.token_endpoint_auth_method === 'client_secret_post') {
    return { form: { client_id: id, ...(secret && { client_secret: secret }), ...grant, ...more } };
  }
  const credentials = Buffer.from(`${formEncoded(id)}:${formEncoded(secret ?? '')}`).toString('base64');
  hide(credentials);
  return { form: { ...grant, ...more }, headers: { authorization: `Basic ${credentials}` } };
}

function formFields(data: Readonly<Record<string, FormValue>>): Record<string, string> {
  const text = (value: FormValue) => (typeof value === 'string' || isSecret(value) ? revealed(value) : String(value));
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, text(value)]));
}

/** RFC 6749, section 2.3.1: both are form-encoded before they are joined. */
function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

/** A URL that may be a secret, which only now can be looked at. */
export function urlFrom(value: string | Secret, option: string): string {
  const url = revealed(value);
  if (isHttpUrl(url)) return url;
  throw new ConfigError(`${option} is not a URL that begins with http:// or https://`, {
    fix: isSecret(value) ? `look at the secret ${value.name}` : `check ${option}`,
  });
}
