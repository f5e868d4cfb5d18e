import { ConfigError } from './errors.ts';

/** The types, in a configuration that was checked, of what only code can write: a value of its own, and one registered. */
export const CUSTOM = 'custom';
export const REGISTERED = 'registered';

/** Plug-ins of one kind that a program has added to those that are built in. */
export class RegisteredPlugins<Spec extends { readonly type: string }> {
  readonly #specs: Map<string, Spec>;
  readonly #what: string;
  readonly #builtIn: Readonly<Record<string, unknown>>;

  /** @param what names the kind in messages: `paginator` */
  constructor(what: string, builtIn: Readonly<Record<string, unknown>>) {
    this.#what = what;
    this.#specs = sharedMap(`millrace.registered.${what}`);
    this.#builtIn = builtIn;
  }

  /** Adds one, or replaces one that was added before. Throws a `ConfigError` for the type of one that is built in. */
  add(spec: Spec): void {
    const { type } = spec;
    if (type in this.#builtIn || type === CUSTOM || type === REGISTERED) {
      throw new ConfigError(`the ${this.#what} ${type} is built in`, { fix: 'give yours another type' });
    }
    this.#specs.set(type, spec);
  }

  get(type: unknown): Spec | undefined {
    return typeof type === 'string' ? this.#specs.get(type) : undefined;
  }

  types(): readonly string[] {
    return [...this.#specs.keys()];
  }
}

/** One for the process: a source may have been made by another copy of this library than the one that runs it. */
function sharedMap<Spec>(name: string): Map<string, Spec> {
  const shared = globalThis as unknown as Record<symbol, Map<string, Spec> | undefined>;
  return (shared[Symbol.for(name)] ??= new Map<string, Spec>());
}
