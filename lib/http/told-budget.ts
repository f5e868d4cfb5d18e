import type { Limit } from './gate.ts';
import type { ToldLimit } from './rate-limit-headers.ts';
import { DEFAULT_MAX_RETRY_AFTER } from './retry-policy.ts';

/** The limits that an API tells of: nobody is let in who would go over one. */
export interface ToldBudget extends Limit {
  /** Takes what an answer told, while its request has not left yet. */
  readonly learn: (told: readonly ToldLimit[], now: number) => void;
}

interface Budget {
  /** How many more may be let in. Those under way are taken off, whether the API has counted them already or not. */
  readonly left: number;
  /** The least that the API has told since the last reset. */
  readonly least: number;
  /** Infinite between a reset and the first answer after it. */
  readonly resetAt: number;
  readonly limit: number | undefined;
}

/** Two resets that are nearer to each other than this are one: they are told in whole seconds. */
const SAME_RESET = 1500;

export function createToldBudget(): ToldBudget {
  const budgets = new Map<string, Budget>();
  let inside = 0;

  return {
    wait: (now) => {
      let longest = 0;
      for (const [name, budget] of budgets) {
        if (now >= budget.resetAt || (budget.resetAt === Number.POSITIVE_INFINITY && inside === 0)) {
          budgets.set(name, afterReset(budget, inside));
        }
        longest = Math.max(longest, waitFor(budgets.get(name)!, now));
      }
      return longest;
    },
    enter: () => {
      inside += 1;
      for (const [name, budget] of budgets) budgets.set(name, { ...budget, left: budget.left - 1 });
    },
    leave: () => void (inside -= 1),
    learn: (told, now) => {
      for (const limit of told) {
        if (limit.resetAt > now) budgets.set(limit.name, learnt(budgets.get(limit.name), limit, inside - 1));
      }
      // It tells nothing any more, so there is nothing to keep to.
      for (const [name, { resetAt }] of budgets) {
        if (resetAt === Number.POSITIVE_INFINITY && !told.some((limit) => limit.name === name)) budgets.delete(name);
      }
    },
    reason: () => 'the API says that its limit is used up',
  };
}

/** With nobody knowing how many there are now, one goes first, and the others wait for what its answer tells. */
function afterReset({ limit }: Budget, inside: number): Budget {
  return {
    left: Math.max(1, limit ?? 1) - inside,
    least: Number.POSITIVE_INFINITY,
    resetAt: Number.POSITIVE_INFINITY,
    limit,
  };
}

function waitFor({ left, resetAt }: Budget, now: number): number {
  if (left >= 1) return 0;
  const wait = resetAt - now;
  // Where it is as long as no retry would wait either, the API may say so itself.
  return wait > DEFAULT_MAX_RETRY_AFTER && wait !== Number.POSITIVE_INFINITY ? 0 : wait;
}

/** @param others how many are under way beside the one that was answered */
function learnt(known: Budget | undefined, { remaining, resetAt, limit }: ToldLimit, others: number): Budget {
  const isNew =
    known === undefined || known.resetAt === Number.POSITIVE_INFINITY || resetAt > known.resetAt + SAME_RESET;
  if (isNew) return { left: remaining - others, least: remaining, resetAt, limit };
  const least = Math.min(known.least, remaining);
  return {
    // With nobody under way the API has counted all; a smaller number than ours tells of others who draw on it.
    left: others === 0 ? least : remaining < known.left ? remaining - others : known.left,
    least,
    resetAt: Math.max(known.resetAt, resetAt),
    limit: limit ?? known.limit,
  };
}
