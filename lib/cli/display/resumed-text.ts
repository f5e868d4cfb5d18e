import type { ResumedResource, RunEvent } from '../../core/events.ts';
import { ageText } from './age.ts';
import { plural } from '../../core/quantities.ts';

type Resumed = Extract<RunEvent, { type: 'resumed' }>;

/** What a run says first where it found unfinished work: from when it is, what becomes of it, and the way out. */
export function resumedText({ interrupted, age, resources }: Resumed): string {
  const goesOn = resources.some(({ how }) => how !== 'restarted');
  const what = interrupted ? 'the run that was interrupted' : 'what was left unfinished';
  const head = `${goesOn ? 'going on with' : 'not going on with'} ${what} ${ageText(age)} ago`;
  const parts = [
    ...named(resources, 'complete', (names) => `complete: ${names}`),
    ...resources.filter(({ how }) => how === 'continued').map(continued),
    ...restarted(resources),
  ];
  return `${head}: ${parts.join('; ')}${goesOn ? ' (--fresh fetches everything anew)' : ''}`;
}

function named(
  resources: readonly ResumedResource[],
  how: ResumedResource['how'],
  text: (names: string) => string,
): string[] {
  const names = resources.filter((one) => one.how === how).map(({ resource }) => resource);
  return names.length === 0 ? [] : [text(names.join(', '))];
}

function continued({ resource, pages }: ResumedResource): string {
  return `${resource} goes on after ${plural(pages, 'page')}`;
}

/** Those that start over for the same reason together. */
function restarted(resources: readonly ResumedResource[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const { resource, how, reason = '' } of resources) {
    if (how === 'restarted') byReason.set(reason, [...(byReason.get(reason) ?? []), resource]);
  }
  return [...byReason].map(
    ([reason, names]) => `${names.join(', ')} ${names.length === 1 ? 'starts' : 'start'} over: ${reason}`,
  );
}
