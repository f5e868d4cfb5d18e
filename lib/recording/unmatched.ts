import { MillraceError } from '../core/errors.ts';
import type { RecordedRequest } from './format.ts';
import { differences } from './differences.ts';
import type { Recording } from './recording.ts';

/** A request that was not recorded, or an answer that the recording does not have. */
export class ReplayError extends MillraceError {
  readonly code = 'replay';
}

/** Differences that are told. */
const TOLD = 4;

/**
 * Rejects with what is asked for in vain, and the recorded request that is most like it.
 *
 * @param known how often the very same request was recorded
 */
export async function unmatched(request: RecordedRequest, known: number, recording: Recording): Promise<never> {
  const { resource, method, url } = request;
  const { folder, head } = recording;
  const label = `${method} ${url}`;
  if (known > 0) {
    throw new ReplayError(
      `${label} is asked for more often than it was recorded, which is ${known === 1 ? 'once' : `${known} times`}`,
      {
        resource,
        fix: `if that is right, record it anew: millrace run <source> --record ${folder}`,
      },
    );
  }
  const nearest = await nearestRequest(request, recording);
  const fix =
    head.cursors.length > 0
      ? `the recorded run went on from the cursors of ${head.cursors.join(', ')}: record one into a folder of its own, with --out`
      : `if the request is right, record it anew: millrace run <source> --record ${folder}`;
  if (nearest === undefined)
    throw new ReplayError(`${label} was not recorded, nor was anything else`, { resource, fix });
  const told = nearest.differs.slice(0, TOLD).join('; ');
  const more = nearest.differs.length > TOLD ? `; and ${nearest.differs.length - TOLD} more` : '';
  throw new ReplayError(
    `${label} was not recorded\nthe nearest is ${nearest.request.method} ${nearest.request.url} (exchange ${nearest.n})\nthey differ: ${told}${more}`,
    { resource, fix },
  );
}

interface Near {
  readonly n: number;
  readonly request: RecordedRequest;
  readonly differs: readonly string[];
}

/** The first of those with the fewest differences; another path weighs more than any parameter. */
async function nearestRequest(request: RecordedRequest, recording: Recording): Promise<Near | undefined> {
  let best: Near | undefined;
  let bestWeight = Number.POSITIVE_INFINITY;
  for await (const { n, request: recorded } of recording.all()) {
    const found = differences(recorded, request);
    if (found.weight >= bestWeight) continue;
    bestWeight = found.weight;
    best = { n, request: recorded, differs: found.texts };
  }
  return best;
}
