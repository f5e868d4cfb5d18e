/** Takes secrets out of a text that is about to be printed, logged or stored. */
export type Redact = (text: string) => string;

/** Query parameters that hide their value even where nobody declared it a secret. */
const SENSITIVE_PARAM =
  /([?&;](?:api[_-]?key|api[_-]?token|token|key|access[_-]?key|access[_-]?token|refresh[_-]?token|secret|password|pwd|client[_-]?secret|signature|sig)=)[^&#\s"']*/gi;

/** Values shorter than this would blacken innocent text. */
const SHORTEST_SECRET = 3;

/** A redactor that learns secrets as they are received. */
export interface Redactor {
  (text: string): string;
  readonly hide: (secret: string) => void;
  /** Takes out the secrets alone: a row may have a parameter that only looks like one. */
  readonly secretsIn: Redact;
}

/** Of the secrets that were received, so many are remembered: of those that expired before, no answer speaks any more. */
const REMEMBERED = 64;

/**
 * Makes the redactor for a set of secret values: each is replaced by `***` as it is, URL-encoded, in JSON and in
 * base64.
 */
export function redactor(values: Iterable<string>): Redactor {
  const configured = [...values].flatMap(formsOf);
  const received = new Set<string>();
  let forms = longestFirst(configured);
  const secretsIn = (text: string) => forms.reduce((done, form) => done.replaceAll(form, '***'), text);
  const redact = (text: string) => secretsIn(text.replace(SENSITIVE_PARAM, '$1***'));
  const hide = (secret: string) => {
    if (received.has(secret)) return;
    received.add(secret);
    for (const oldest of received) {
      if (received.size <= REMEMBERED) break;
      received.delete(oldest);
    }
    forms = longestFirst([...configured, ...[...received].flatMap(formsOf)]);
  };
  return Object.assign(redact, { hide, secretsIn });
}

/** Puts something else into the place of these values. */
export function replaceSensitive(text: string, replace: (value: string) => string): string {
  return text.replace(SENSITIVE_PARAM, (param: string, name: string) => name + replace(param.slice(name.length)));
}

/** The values of the query parameters in a text that may be credentials, whoever made them. */
export function sensitiveValues(text: string): string[] {
  return [...text.matchAll(SENSITIVE_PARAM)].map(([param, name]) => param.slice(name!.length));
}

function formsOf(value: string): string[] {
  if (value.length < SHORTEST_SECRET) return [];
  return [
    value,
    encodeURIComponent(value),
    new URLSearchParams([['', value]]).toString().slice(1),
    JSON.stringify(value).slice(1, -1),
    Buffer.from(value).toString('base64'),
  ];
}

/** So that no part of a longer one is left over. */
function longestFirst(forms: readonly string[]): readonly string[] {
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}
