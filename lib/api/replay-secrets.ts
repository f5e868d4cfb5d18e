import type { SecretSource } from '../config/secrets.ts';
import { PLACEHOLDER } from '../recording/format.ts';

/** Where a URL is wanted, and a placeholder at its start has to be one. */
const URL_SETTING = /^client\.base_url$|\bauth\..*(?:url|endpoint)$/;
const URL_PLACEHOLDER = `http://${PLACEHOLDER}/${PLACEHOLDER}`;

/** The secrets of a replay, in which nothing is sent: placeholders, whether there are real ones or not. */
export const replaySecrets: SecretSource = {
  env: {},
  file: {},
  placeholder: (_, path, isStart) => (isStart && URL_SETTING.test(path) ? URL_PLACEHOLDER : PLACEHOLDER),
};
