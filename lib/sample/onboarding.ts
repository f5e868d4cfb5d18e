import { keyInHeader, type ApiDefinition } from './definition.ts';
import { writeJson } from './json.ts';
import { onboardingLists } from './onboarding-records.ts';
import { byOffset, listEndpoint } from './page.ts';

/** An in-app onboarding tool: pages of 50, records with text ids whose properties differ from row to row. */
export const onboarding: ApiDefinition = {
  name: 'onboarding',
  seed: 1003,
  paths: /^\/v3\//,
  contentType: 'application/json',
  keyOf: keyInHeader('api_key'),
  write: writeJson,
  build: (random) =>
    onboardingLists(random).map(({ path, selector, resource, rows }) =>
      listEndpoint({
        path: `/v3${path}`,
        resource,
        rows,
        window: byOffset(50, 500),
        envelope: (page, { size }) => ({
          [selector]: page,
          cursor: { limit: size, before: page.at(-1)?.['id'] ?? null },
        }),
      }),
    ),
};
