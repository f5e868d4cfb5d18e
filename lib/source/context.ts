import type { OnEvent } from '../core/events.ts';
import type { Redact } from '../core/redact.ts';
import type { ResourceProgress } from '../progress/resource-progress.ts';
import type { Transport } from '../http/transport.ts';
import type { Authenticators } from './authenticators.ts';
import type { IncrementalLoading } from './incremental/loading.ts';
import type { PageBudget } from './page-budget.ts';

/** What a run lends to its resources. */
export interface SourceContext {
  readonly transport: Transport;
  readonly authenticators: Authenticators;
  /** What the pages under way take, over all resources. */
  readonly budget: PageBudget;
  readonly onEvent: OnEvent;
  /** Takes the secrets of the source out of a text. */
  readonly redact?: Redact;
  /** How many parents of one resource are under way at the same time. */
  readonly concurrency: number;
  /** At most this many pages of each resource. */
  readonly limit?: number | undefined;
  /** The incremental loading of a resource, the same for everybody in this run; `undefined` where it has none. */
  readonly incremental: (resource: string) => IncrementalLoading | undefined;
  /** Whether nobody looks at the rows of a resource, so that they need not be parsed. */
  readonly leavesRows?: (resource: string) => boolean;
  /**
   * Where a resource goes on, and who is told how far it gets. Without it every chain begins at its first request. Throws
   * where what there is of the resource cannot be read.
   */
  readonly progressOf?: (resource: string) => ResourceProgress | undefined;
  /** Takes each parent row without a usable key. */
  readonly onParentSkipped: (resource: string) => void;
}
