import { ConfigError } from '../core/errors.ts';
import { readablePath } from '../config/readable-path.ts';
import { placeIn, type SourceText } from './source-text.ts';

/** A configuration that was read from a text. */
export interface ConfigText {
  readonly config: object;
  /** Where a setting is written, by its path as issues give it; the nearest there is where it is missing. */
  readonly locate: (path: string) => string;
}

/** Where a value, or the key that names it, begins in a text. */
export interface Mark {
  readonly path: readonly (string | number)[];
  readonly offset: number;
}

export function configText(source: SourceText, config: object, marks: readonly Mark[]): ConfigText {
  const offsets = new Map(marks.map(({ path, offset }) => [readablePath(path, config), offset]));
  const locate = (path: string): string => {
    // Names of resources may have dots, so that each prefix is looked up as a whole.
    for (let here = path; here !== ''; here = here.slice(0, Math.max(0, here.lastIndexOf('.')))) {
      const offset = offsets.get(here);
      if (offset !== undefined) return placeIn(source, offset);
    }
    return placeIn(source, offsets.get('') ?? 0);
  };
  return { config, locate };
}

/** Does `work`; to the issues of its `ConfigError` it adds where they are written. */
export function withPlaces<T>(locate: (path: string) => string | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { resource, setting, fix, cause } = error;
    const issues = error.issues.map((issue) =>
      issue.at !== undefined || issue.path === '' ? issue : { ...issue, at: locate(issue.path) },
    );
    throw new ConfigError(issues, { resource, setting, fix, cause });
  }
}
