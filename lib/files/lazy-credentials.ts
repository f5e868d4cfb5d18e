import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Keep } from '../core/plugin.ts';
import { Credentials } from './credentials.ts';

/**
 * The credentials of an output folder for those who only look: the folder is made when there is something to keep,
 * which is a refresh token that the server has put in the place of the one before. To lose it would lock the user out.
 */
export function lazyCredentials(path: string): Keep {
  const credentials = new Credentials(path);
  return {
    get: credentials.get,
    set: async (name, value) => {
      await mkdir(dirname(path), { recursive: true });
      return credentials.set(name, value);
    },
  };
}
