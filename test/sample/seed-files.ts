import type { ApiName } from '../../lib/sample/definition.ts';

/** The documents that the pipelines were made of, in `test/fixtures/seeds`. */
export const SEEDS: Readonly<Record<ApiName, string>> = {
  'web-scraper': '000_211a17d65eee849a.txt',
  generic: '001_92089a2e78633611.txt',
  'field-operations': '002_508303dd5b1e948e.txt',
  onboarding: '003_d1b7c9e98b057036.txt',
  'practice-management': '004_55f10abda9b8ff0e.txt',
};
