import type { PageFacts } from '../../core/plugin.ts';
import type { ApiRequest } from '../../core/types.ts';
import { readAnswer, type Answer } from './answer-fields.ts';
import type { Detected } from './choice.ts';
import { offsetAndMore, pageAndMore, totalPages } from './detect-counting.ts';
import { cursorInBody, cursorInHeader } from './detect-cursor.ts';
import { linkInBody, linkInHeader } from './detect-links.ts';
import { signsOfMore } from './signs-of-more.ts';

/** dlt's order first; what dlt does not look for comes last. The first that finds something decides. */
const DETECTORS: readonly ((answer: Answer) => Detected | undefined)[] = [
  linkInHeader,
  linkInBody,
  totalPages,
  cursorInBody,
  cursorInHeader,
  offsetAndMore,
  pageAndMore,
];

/** Finds out from the first answer how an API pages. */
export function detectPaging(page: PageFacts, request: ApiRequest): Detected {
  const answer = readAnswer(page, request);
  for (const detect of DETECTORS) {
    const detected = detect(answer);
    if (detected !== undefined) return detected;
  }
  const more = signsOfMore(answer);
  if (more === undefined)
    return { message: answer.isRow ? 'the answer is one record' : 'nothing leads to another page' };
  return {
    message: `only the first page of ${request.resource} is read, but there may be more: ${more}; set resources.${request.resource}.endpoint.paginator to the way the API pages, or to single_page`,
    doubtful: true,
  };
}
