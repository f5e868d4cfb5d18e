import type { OnEvent, ResourceOutcome, RunEvent } from '../core/events.ts';
import type { Counted } from '../progress/saved.ts';

interface Counts {
  pages: number;
  requests: number;
  retries: number;
  rows: number;
  rejected: number;
  parentsSkipped: number;
  ignored: number;
  started: number;
}

/** Counts, from the events of a run, what its summary says of each resource. */
export class Tally {
  readonly #counts = new Map<string, Counts>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Takes an event; give it to `onEvent` of the run as well. */
  readonly count: OnEvent = (event: RunEvent) => {
    if (event.type === 'resumed' || event.resource === undefined) return;
    const counts = this.#of(event.resource);
    switch (event.type) {
      case 'request':
        counts.requests += 1;
        break;
      case 'retry':
        counts.retries += 1;
        break;
      case 'ignored':
        counts.ignored += 1;
        break;
      case 'page':
        counts.pages += 1;
        counts.rows += event.rows;
        counts.rejected += event.rejected;
        break;
      default:
    }
  };

  skipParent(resource: string): void {
    this.#of(resource).parentsSkipped += 1;
  }

  /** Goes on from what was counted before: of a resource, and of the parents that its children did not ask for. */
  goOn(resource: string, { pages, rows, rejected, skipped }: Counted): void {
    Object.assign(this.#of(resource), { pages, rows, rejected });
    for (const [child, count] of Object.entries(skipped)) this.#of(child).parentsSkipped = count;
  }

  /** What `goOn` takes. */
  counted(resource: string, children: readonly string[]): Counted {
    const { pages, rows, rejected } = this.#of(resource);
    const skipped = children.map((child) => [child, this.#of(child).parentsSkipped] as const);
    return { pages, rows, rejected, skipped: Object.fromEntries(skipped.filter(([, count]) => count > 0)) };
  }

  /** The outcome of a resource; what publishing found out goes over what was counted. */
  outcome(
    resource: string,
    ended: Pick<ResourceOutcome, 'status'> & Partial<Omit<ResourceOutcome, 'resource'>>,
  ): ResourceOutcome {
    const { pages, requests, retries, rows, rejected, parentsSkipped, ignored, started } = this.#of(resource);
    return {
      resource,
      pages,
      requests,
      retries,
      rowsRead: rows + rejected,
      rowsPublished: 0,
      duplicates: 0,
      rejected,
      parentsSkipped,
      ...(ignored > 0 && { ignored }),
      ms: this.#now() - started,
      ...ended,
    };
  }

  #of(resource: string): Counts {
    let counts = this.#counts.get(resource);
    if (counts === undefined) {
      counts = {
        pages: 0,
        requests: 0,
        retries: 0,
        rows: 0,
        rejected: 0,
        parentsSkipped: 0,
        ignored: 0,
        started: this.#now(),
      };
      this.#counts.set(resource, counts);
    }
    return counts;
  }
}
