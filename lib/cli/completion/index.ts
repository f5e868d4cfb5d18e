import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { zshCompletion } from './zsh.ts';

/** The completion scripts by the names of their shells. */
export const completions = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;
