const PLACEHOLDER = /\{[\w.-]+\}/;

/**
 * Whether the last segment of a path has a placeholder, as in `users/{id}`, `users/{id}.json` or `users/{id}?full=1`:
 * such an endpoint answers with one record. The rule is dlt's, but for braces that are meant as they are (`{{id}}`).
 */
export function namesOneRecord(path: string): boolean {
  const [segments = ''] = path.replaceAll('{{', '').replaceAll('}}', '').split('?');
  const last = segments.split('/').findLast((segment) => segment !== '');
  return last !== undefined && PLACEHOLDER.test(last);
}
