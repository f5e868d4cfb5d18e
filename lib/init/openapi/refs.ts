import { isRecord } from '../../core/is-record.ts';

export type Node = Readonly<Record<string, unknown>>;

export interface Resolved {
  readonly node: Node;
  /** The pointer of the last reference that was followed. */
  readonly pointer: string | undefined;
}

/** Follows the references of one document. */
export class Refs {
  readonly #root: unknown;
  /** References that lead nowhere, or to other files. */
  readonly broken = new Set<string>();

  constructor(root: unknown) {
    this.#root = root;
  }

  /** What a value is, its references followed; `undefined` where it is no object, or they lead nowhere. */
  resolve(value: unknown): Resolved | undefined {
    const seen = new Set<string>();
    let pointer: string | undefined;
    let here = value;
    while (isRecord(here) && typeof here['$ref'] === 'string') {
      pointer = here['$ref'];
      if (seen.has(pointer)) here = undefined;
      else here = this.#at(pointer);
      seen.add(pointer);
      if (here === undefined) this.broken.add(pointer);
    }
    return isRecord(here) ? { node: here, pointer } : undefined;
  }

  node(value: unknown): Node | undefined {
    return this.resolve(value)?.node;
  }

  #at(pointer: string): unknown {
    if (!pointer.startsWith('#')) return undefined;
    return pointer
      .slice(1)
      .split('/')
      .slice(1)
      .reduce((here: unknown, key) => {
        const name = decoded(key).replaceAll('~1', '/').replaceAll('~0', '~');
        if (Array.isArray(here)) return here[Number(name)] as unknown;
        return isRecord(here) && Object.hasOwn(here, name) ? here[name] : undefined;
      }, this.#root);
  }
}

/** `Job` of `#/components/schemas/Job`. */
export function nameOfPointer(pointer: string | undefined): string | undefined {
  return pointer === undefined ? undefined : decoded(pointer.split('/').at(-1)!);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The objects of a list; nothing where it is none. */
export function nodesIn(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
