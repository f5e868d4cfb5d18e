import { ConfigError } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';
import type { Row } from '../core/types.ts';
import type { ResourcePlan } from './plan.ts';

/**
 * Finds out whether a field that a child needs of its parents is on no row at all. Then the child would be asked for
 * nothing, and publish nothing, because of a misspelt or renamed field.
 */
export class FieldPresence {
  readonly #plan: ResourcePlan;
  readonly #seen = new Set<number>();
  #example: Row | undefined;

  constructor(plan: ResourcePlan) {
    this.#plan = plan;
  }

  /** @param values of the fields of the binding, in their order */
  see(row: Row, values: readonly unknown[]): void {
    this.#example ??= row;
    for (const [i, value] of values.entries()) if (value !== undefined) this.#seen.add(i);
  }

  /** Throws a `ConfigError` where there were parents, and none had one of the fields. */
  check(): void {
    const { info, parent } = this.#plan;
    const missing = parent?.fields.find((_, i) => !this.#seen.has(i));
    if (this.#example === undefined || missing === undefined) return;
    const { resource, field } = missing;
    const known = resource === parent?.resource ? Object.keys(this.#example) : [];
    const near = nearest(field, known);
    const advice = near === undefined ? `its fields are: ${known.join(', ')}` : `did you mean ${near}?`;
    throw new ConfigError(`no row of ${resource} has the field ${field}`, {
      resource: info.name,
      setting: `resources.${info.name}.endpoint`,
      fix:
        (known.length > 0 ? `${advice} ` : '') +
        `(Where the API leaves it out of rows without it, a step of ${resource} can put null there.)`,
    });
  }
}
