import { fieldOperationsDocument } from './field-operations.ts';
import { genericDocument } from './generic.ts';
import { onboardingDocument } from './onboarding.ts';
import type { Schema } from './parts.ts';
import { webScraperDocument } from './web-scraper.ts';

/** The APIs that describe themselves, by name: those that answer in JSON. */
const DOCUMENTS: Readonly<Record<string, Schema>> = {
  'web-scraper': webScraperDocument,
  generic: genericDocument,
  'field-operations': fieldOperationsDocument,
  onboarding: onboardingDocument,
};

/** The OpenAPI document at `/openapi/<api>.json`, as JSON. */
export function openApiAt(path: string): string | undefined {
  const [, name = ''] = /^\/openapi\/([a-z-]+)\.json$/.exec(path) ?? [];
  return Object.hasOwn(DOCUMENTS, name) ? JSON.stringify(DOCUMENTS[name], undefined, 2) : undefined;
}
