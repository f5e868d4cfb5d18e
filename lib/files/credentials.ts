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
  #values: Promise<Map<string, string>> | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  /** Rejects with a `SinkError` where the file is damaged. */
  readonly get = async (name: string): Promise<string | undefined> => (await this.#read()).get(name);

  /** Resolves when the value is on the disk. */
  readonly set = async (name: string, value: string): Promise<void> => {
    const values = (await this.#read()).set(name, value);
    const save = () => replaceText(this.#path, seal({ values: Object.fromEntries(values) }, KIND.version), OWNER_ONLY);
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

/** A missing file has no values. */
async function readValues(path: string): Promise<Map<string, string>> {
  const { values = {} } = (await readSealed(path, KIND)) ?? {};
  return new Map(Object.entries(values as Readonly<Record<string, string>>));
}
