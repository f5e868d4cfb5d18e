/** Takes secrets out of a text that is about to be printed, logged or stored. */
export type Redact = (text: string) => string;

/** Query parameters that hide their value even where nobody declared it a secret. */
const SENSITIVE_PARAM =
  /([?&;](?:api[_-]?key|api[_-]?token|token|key|access[_-]?key|access[_-]?token|refresh[_-]?token|secret|password|pwd|client[_-]?secret|signature|sig)=)[^&#\s"']*/gi;

/** Values shorter than this would blacken innocent text. */
const SHORTEST_SECRET = 3;

/**
 * Makes the redactor for a set of secret values: each is replaced by `***` as it is, URL-encoded, in JSON and in
 * base64.
 */
export function redactor(values: Iterable<string>): Redact {
  const forms = new Set<string>();
  for (const value of values) {
    if (value.length < SHORTEST_SECRET) continue;
    forms.add(value);
    forms.add(encodeURIComponent(value));
    forms.add(new URLSearchParams([['', value]]).toString().slice(1));
    forms.add(JSON.stringify(value).slice(1, -1));
    forms.add(Buffer.from(value).toString('base64'));
  }
  // The longest first, so that no part of a longer one is left over.
  const ordered = [...forms].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((done, form) => done.replaceAll(form, '***'), text.replace(SENSITIVE_PARAM, '$1***'));
}
