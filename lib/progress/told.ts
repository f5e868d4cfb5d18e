import type { ResumedResource, RunEvent } from '../core/events.ts';
import type { Decision, Start, Wanted } from './decide.ts';
import { entryOf, type SavedProgress } from './saved.ts';

/** What a run says first of the work that it found; nothing where it found none. */
export function resumedEvent(
  saved: SavedProgress,
  decision: Decision,
  wanted: readonly Wanted[],
  now: number,
): RunEvent | undefined {
  const resources = wanted.flatMap(({ name }) => resumedOf(name, decision.starts.get(name)!));
  if (resources.length === 0) return undefined;
  const ages = resources.flatMap(({ resource }) => {
    const entry = entryOf(saved, resource);
    return entry === undefined ? [] : [now - Date.parse(entry.saved)];
  });
  const interrupted = resources.some(({ resource }) => {
    const entry = entryOf(saved, resource);
    return entry !== undefined && saved.runs[entry.run]?.ended === false;
  });
  return { type: 'resumed', interrupted, age: Math.max(0, Math.min(...ages)), resources };
}

function resumedOf(resource: string, { how, saved, reason }: Start): ResumedResource[] {
  const pages = (saved?.work?.counted ?? saved?.counted)?.pages ?? 0;
  if (reason !== undefined) return [{ resource, how: 'restarted', pages: 0, reason }];
  if (how === 'anew') return [];
  return [{ resource, how: how === 'on' ? 'continued' : 'complete', pages }];
}
