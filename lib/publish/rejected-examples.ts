import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { RejectedExample } from '../core/events.ts';
import type { Journal } from '../journal/journal.ts';

/** So many rows are looked at, for so many reasons, with so many rows of each. */
const LOOKED_AT = 1000;
const REASONS = 5;
const OF_EACH = 3;
/** Characters of the largest row that is an example. */
const LARGEST_ROW = 16_384;

/** Some of the rows that a journal has set aside, of several reasons. What was appended has to be flushed. */
export async function rejectedExamples(journal: Journal): Promise<readonly RejectedExample[]> {
  const byReason = new Map<string, RejectedExample[]>();
  let looked = 0;
  for (const path of journal.rowFiles('rejected').paths) {
    const lines = createInterface(createReadStream(path));
    for await (const line of lines) {
      looked += 1;
      const { reason, row } = JSON.parse(line) as { reason: string; row: string };
      const examples = byReason.get(reason) ?? [];
      if (examples.length < OF_EACH && (examples.length > 0 || byReason.size < REASONS)) {
        byReason.set(reason, [...examples, row.length > LARGEST_ROW ? { reason } : { reason, row }]);
      }
      if (looked >= LOOKED_AT) return [...byReason.values()].flat();
    }
  }
  return [...byReason.values()].flat();
}
