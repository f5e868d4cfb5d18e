import { replaceText } from './replace-file.ts';
import { readSealed, seal, type SealedKind } from './sealed.ts';

const KIND: SealedKind = {
  what: 'the credentials',
  version: 1,
  fix: 'remove the file; where the server has replaced a refresh token, a new one is needed then',
  secret: true,
};
const OWNER_ONLY = 0o600;

/**
 * What authentication keeps from run to run, in a file of its own that only its owner can read: a state may be shown or
 * copied, this never. It is read when somebody asks for it first.
 */
export class Credentials {
  readonly #path: string;
  readonly #onSaved: (() => Promise<void>) | undefined;
  #values: Promise<Map<string, string>> | undefined;
  #saving: Promise<void> = Promise.resolve();

  /** @param onSaved called when something was set and is on the disk; setting waits for it */
  constructor(path: string, onSaved?: () => Promise<void>) {
    this.#path = path;
    this.#onSaved = onSaved;
  }

  /** Rejects with a `SinkError` where the file is damaged. */
  readonly get = async (name: string): Promise<string | undefined> => (await this.#read()).get(name);

  /** Resolves when the value is on the disk. */
  readonly set = async (name: string, value: string): Promise<void> => {
    const values = (await this.#read()).set(name, value);
    const save = async () => {
      await replaceText(this.#path, credentialsText(values), OWNER_ONLY);
      await this.#onSaved?.();
    };
    // One that failed has told whoever waited for it.
    this.#saving = this.#saving.then(save, save);
    return this.#saving;
  };

  /** Resolves when everything that was set is on the disk, or whoever set it knows that it is not. */
  saved(): Promise<void> {
    return this.#saving.catch(() => {});
  }

  #read(): Promise<Map<string, string>> {
    this.#values ??= readValues(this.#path);
    return this.#values;
  }
}

export function credentialsText(values: ReadonlyMap<string, string>): string {
  return seal({ values: Object.fromEntries(values) }, KIND.version);
}

/** A missing file has no values. */
async function readValues(path: string): Promise<Map<string, string>> {
  const { values = {} } = (await readSealed(path, KIND)) ?? {};
  return new Map(Object.entries(values as Readonly<Record<string, string>>));
}
