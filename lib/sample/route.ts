/**
 * Whether `path` is of the form `template`, in which one segment may be `{id}`. Returns that segment, decoded, or an
 * empty text where the template has none, or `undefined` where the path does not fit.
 */
export function matchPath(template: string, path: string): string | undefined {
  const [before = '', after] = template.split('{id}');
  if (after === undefined) return path === template ? '' : undefined;
  if (!path.startsWith(before) || !path.endsWith(after)) return undefined;
  const segment = path.slice(before.length, path.length - after.length);
  if (segment.includes('/')) return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
