import { failpoint } from '../files/failpoint.ts';
import { isUntouched, moveAll, removeFinished, type Move } from '../publish/moves.ts';

/**
 * Moves files to their places such that a crash at any time leaves all of them where they were, or has the next run
 * complete the rest.
 *
 * @param intent `save` resolves when what is to be done is on the disk, `withdraw` when it is not any more
 */
export async function carryOut(
  moves: readonly Move[],
  intent: { readonly save: () => Promise<void>; readonly withdraw: () => Promise<void> },
): Promise<void> {
  failpoint('publish:before-intent');
  try {
    await intent.save();
  } catch (error) {
    // Should it be on the disk all the same, the next run finds no file and publishes from the journal.
    await removeFinished(moves);
    await intent.withdraw().catch(() => {});
    throw error;
  }
  failpoint('publish:after-intent');
  try {
    await moveAll(moves);
  } catch (error) {
    // What has begun is completed by the next run.
    if (!(await isUntouched(moves))) throw error;
    await intent.withdraw();
    await removeFinished(moves);
    throw error;
  }
}
