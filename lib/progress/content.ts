/** What goes into a checkpoint. */
import type { Published } from '../publish/publish.ts';
import type { SavedProgress, SavedResource, SavedRun } from './saved.ts';

/** Something that was published, with other paths of its files. */
export function withPaths(published: Published, change: (path: string) => string): Published {
  const { file, rejectedFile } = published;
  return {
    ...published,
    file: file && change(file),
    ...(rejectedFile !== undefined && { rejectedFile: change(rejectedFile) }),
  };
}

/** Only the runs that are spoken of. */
export function contentOf(
  runs: Readonly<Record<string, SavedRun>>,
  resources: readonly (readonly [string, SavedResource])[],
): SavedProgress {
  const named = new Set(resources.map(([, { run }]) => run));
  return {
    runs: Object.fromEntries(Object.entries(runs).filter(([id]) => named.has(id))),
    resources: Object.fromEntries(resources),
  };
}

/** What was published by a run of which nothing is left to finish says nothing any more. */
export function withUnfinished(resources: ReadonlyMap<string, SavedResource>): [string, SavedResource][] {
  const unfinished = new Set(
    [...resources.values()].filter(({ status }) => status !== 'published').map(({ run }) => run),
  );
  return [...resources].filter(([, { run }]) => unfinished.has(run));
}
