import { colourAllowed } from './paint.ts';

/** How wide and how colourful a stream may be written to. In a file or a pipe nothing is cut. */
export function streamOptions(stream: NodeJS.WriteStream): { readonly width: number; readonly colour: boolean } {
  return {
    // Some terminals do not know their width.
    width: stream.isTTY ? stream.columns || 80 : Number.POSITIVE_INFINITY,
    colour: colourAllowed(process.env, stream.isTTY),
  };
}
