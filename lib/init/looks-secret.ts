import { wordsOf } from '../source/nouns.ts';

const SECRET_WORDS: ReadonlySet<string> = new Set(
  `key apikey token secret password passwd pwd passphrase auth authorization authentication session sessionid sid signature sig
  credential credentials cookie jwt accesskey apitoken accesstoken authtoken appkey clientsecret apisecret bearer csrf
  xsrf pin otp`.split(/\s+/),
);

/** Keys that are none of a lock. */
const OTHER_KEYS = /^(?:sort|order|primary|partition|foreign|group|page|next|idempotency|search|translation)/;

/** Whether a header, parameter or field of this name has a secret. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word) => SECRET_WORDS.has(word)) && !OTHER_KEYS.test(words.join(''));
}

/** How well-known services begin their tokens, and JSON Web Tokens. */
const KNOWN =
  /^(?:eyJ[\w-]{10,}\.|(?:sk|pk|rk)[_-](?:live|test|proj|ant)?[_-]?\w|gh[pousr]_|github_pat_|xox[abeprs]-|glpat-|A[KS]IA[A-Z\d]{12}|AIza|ya29\.|SG\.|shp(?:at|ss|ca)_|npm_|dop_v1_|hf_|pat-|lin_api_|secret_|ntn_|key-[a-f\d]{16})/;

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Whether a word looks like a token: as those of well-known services, or too random to be a name. */
export function isSecretValue(word: string): boolean {
  if (UUID.test(word)) return false;
  if (word.length >= 12 && KNOWN.test(word)) return true;
  if (/^(?:[a-z]+)?\d{6,}:[\w-]{30,}$/i.test(word)) return true;
  if (/^[\da-f]{32,}$/i.test(word)) return true;
  return (
    word.length >= 20 &&
    /[a-z]/.test(word) &&
    /[A-Z]/.test(word) &&
    /\d/.test(word) &&
    !/[-_.][A-Z]?[a-z]{3,}[-_.]/.test(word)
  );
}

/** What a token may consist of. */
export const TOKEN = /[\w\-+/=.~:]{12,}/g;
