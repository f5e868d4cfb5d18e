import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Gives a text its style, or leaves it as it is where colours are not wanted. */
export type Paint = (text: string, style: Style | undefined) => string;

export type Env = Readonly<Record<string, string | undefined>>;

/** The painter for a terminal with or without colours. */
export function painter(colour: boolean): Paint {
  return (text, style) =>
    // Whether to colour was decided from the stream that is written to; Node would look at stdout.
    colour && style !== undefined && text !== '' ? styleText(style, text, { validateStream: false }) : text;
}

/**
 * Whether colours may be used. `FORCE_COLOR` decides before `NO_COLOR`, as in Node; without either, colours are for
 * terminals that understand them.
 */
export function colourAllowed(env: Env, isTTY: boolean): boolean {
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (env['NO_COLOR']) return false;
  return isTTY && env['TERM'] !== 'dumb';
}
