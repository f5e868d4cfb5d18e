import type { SyntaxNode } from '@lezer/common';
import type { Mark } from './config-text.ts';
import type { Python } from './python-nodes.ts';

/** The place of a value in the configuration. */
export type Path = Mark['path'];

/** What could not be read; the issues say why. */
export const UNREAD = Symbol('unread');

/** What reads expressions of Python, as those see it who read one kind of them. */
export interface PythonReading {
  readonly python: Python;
  /** The value of an expression, else `UNREAD`. Where its parts are written is noted, below `path`. */
  read(node: SyntaxNode, path: Path): unknown;
  /** Notes what cannot be read, and where. */
  refuse(at: number, message: string, fix?: string): typeof UNREAD;
  /** Notes where a value is written. */
  mark(path: Path, offset: number): void;
}
