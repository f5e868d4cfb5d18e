import { SinkError } from '../core/errors.ts';
import type { Keep } from '../core/plugin.ts';
import { credentialsText } from '../files/credentials.ts';
import { unseal } from '../files/sealed.ts';
import { CREDENTIALS_KEY } from './fetch-folder.ts';
import type { ObjectStore } from './object-store.ts';

/** What authentication keeps in a bucket, never on the disk. The bucket is asked when somebody needs it first. */
export class BucketCredentials implements Keep {
  readonly #open: () => Promise<ObjectStore>;
  #values: Promise<Map<string, string>> | undefined;

  constructor(open: () => Promise<ObjectStore>) {
    this.#open = open;
  }

  readonly get = async (name: string): Promise<string | undefined> => (await this.#read()).get(name);

  readonly set = async (name: string, value: string): Promise<void> => {
    const values = (await this.#read()).set(name, value);
    await this.#with((store) => store.write(CREDENTIALS_KEY, credentialsText(values)));
  };

  #read(): Promise<Map<string, string>> {
    this.#values ??= this.#with(async (store) => {
      const found = await store.read(CREDENTIALS_KEY);
      return new Map(found === undefined ? [] : Object.entries(valuesIn(found.body.toString(), store.url)));
    });
    return this.#values;
  }

  async #with<T>(work: (store: ObjectStore) => Promise<T>): Promise<T> {
    const store = await this.#open();
    try {
      return await work(store);
    } finally {
      store.close();
    }
  }
}

function valuesIn(text: string, url: string): Readonly<Record<string, string>> {
  try {
    return unseal(text)['values'] as Readonly<Record<string, string>>;
  } catch {
    throw new SinkError(`${url}/${CREDENTIALS_KEY} is damaged`, {
      fix: 'remove it; where the server has replaced a refresh token, a new one is needed then',
    });
  }
}
