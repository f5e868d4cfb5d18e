import type { Secret } from '../core/secret.ts';
import type { RowType } from './row-type.ts';

/** A secret that the pipeline needs. */
export interface FoundSecret {
  /** As in `secret('api_token')`. */
  readonly name: string;
  /** Where what it was made of has the value. It goes to `.env` and nowhere else. */
  readonly value?: string;
  /** What it is, in a few words. */
  readonly about: string;
}

/** A resource as it will be written; the keys are those of a configuration. */
export type StartingResource = Readonly<Record<string, unknown>> & { readonly name: string };

export interface StartingConfig {
  readonly name: string;
  readonly client: Readonly<Record<string, unknown>> & { readonly base_url: string | Secret };
  readonly resource_defaults: Readonly<Record<string, unknown>>;
  readonly resources: readonly StartingResource[];
}

/** What a new pipeline is made of. */
export interface StartingPoint {
  readonly config: StartingConfig;
  /** What it was made of, as a sentence. */
  readonly origin: string;
  /** The types of rows that are known, by resource. */
  readonly rows: ReadonlyMap<string, RowType>;
  readonly secrets: readonly FoundSecret[];
  /** What was left out or taken for something, and what to do about it: a sentence each. */
  readonly notes: readonly string[];
}

/** What every new pipeline says for its resources, unless they say otherwise. */
export const STARTING_DEFAULTS = { primary_key: 'id', write_disposition: 'merge' } as const;

/** The resources that are published: some may only be there for their children. */
export function publishedNames({ config }: StartingPoint): string[] {
  return config.resources.filter((resource) => resource['selected'] !== false).map(({ name }) => name);
}
