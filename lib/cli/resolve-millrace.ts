/**
 * Module hooks, run by Node in a thread of their own: `millrace` is this installation, wherever the importing module
 * lies, so that a pipeline can be copied anywhere and still shares one library with the command that runs it.
 */
import type { ResolveHook } from 'node:module';

let index: string;

export function initialize(data: { index: string }): void {
  index = data.index;
}

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  if (specifier === 'millrace') return nextResolve(index, context);
  try {
    return await nextResolve(specifier, context);
  } catch (error) {
    // The packages that a pipeline most often needs come with millrace.
    const shared =
      ['zod', 'rxjs'].includes(specifier) && (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
    if (!shared) throw error;
    return nextResolve(specifier, { ...context, parentURL: index });
  }
};
