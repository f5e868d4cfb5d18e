import type { OnEvent } from '../core/events.ts';
import type { Transport } from '../http/transport.ts';
import type { Authenticators } from './authenticators.ts';

/** What a run lends to its resources. */
export interface SourceContext {
  readonly transport: Transport;
  readonly authenticators: Authenticators;
  readonly onEvent: OnEvent;
  /** How many parents of one resource are under way at the same time. */
  readonly concurrency: number;
  /** At most this many pages of each resource. */
  readonly limit?: number | undefined;
  /** Where the last published run of a resource got to, or `undefined`. */
  readonly cursorOf: (resource: string) => unknown;
  /** Takes the highest cursor seen so far. */
  readonly onCursor: (resource: string, value: unknown) => void;
  /** Whether nobody looks at the rows of a resource, so that they need not be parsed. */
  readonly leavesRows?: (resource: string) => boolean;
  /** Takes each parent row without a usable key. */
  readonly onParentSkipped: (resource: string) => void;
}
