/** What has a sign of its own in a name of dlt. */
const SIGNS: Readonly<Record<string, string>> = { '+': 'x', '-': '_', '*': 'x', '@': 'a', '|': 'l' };

/**
 * A name as dlt writes it: `userId` and `User-ID` are `user_id`. Letters of other alphabets are kept, where dlt makes one
 * and the same name of all of them. An empty name stays empty.
 */
export function snakeCase(name: string): string {
  const words = name
    .trim()
    .replace(/[+\-*@|]/g, (sign) => SIGNS[sign]!)
    .replace(/[^\p{L}\p{N}_]+/gu, '_')
    .replace(/([^_])(\p{Lu}\p{Ll}+)/gu, '$1_$2')
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/^(?=\p{N})/u, '_');
  return words.replace(/_+$/, (end) => 'x'.repeat(end.length)).replace(/__+/g, '_');
}
