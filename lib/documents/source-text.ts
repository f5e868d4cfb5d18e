import { ConfigError, type ConfigIssue } from '../core/errors.ts';

/** A source that is a text file: what it says, and what messages call it. */
export interface SourceText {
  /** As the user named it. */
  readonly file: string;
  readonly text: string;
}

/** `my-api.yaml:12:9`: line and column, counted from 1, of an offset in a text. */
export function placeIn({ file, text }: SourceText, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return `${file}:${line}:${offset - (before.lastIndexOf('\n') + 1) + 1}`;
}

/** Something that cannot be read, for a `ConfigError`. */
export function issueAt(source: SourceText, offset: number, message: string, fix?: string): ConfigIssue {
  return { path: '', message, fix, at: placeIn(source, offset) };
}

/** The same as an error that ends the reading. */
export function errorAt(source: SourceText, offset: number, message: string, fix?: string): ConfigError {
  return new ConfigError([issueAt(source, offset, message, fix)]);
}
