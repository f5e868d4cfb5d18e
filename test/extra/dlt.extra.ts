/** The same configurations through dlt and through millrace, against the same server. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { assert, config } from 'chai';
import { restApiSource, type RestApiConfig } from '../../lib/index.ts';
import { readDlt } from '../documents/read-dlt.ts';
import { testServers } from '../http/test-servers.ts';
import { SEEDS } from '../sample/seed-files.ts';
import { throughDlt, throughMillrace, type Side } from './dlt/both-sides.ts';
import { assertBothFail, assertDiffer, assertSame } from './dlt/compare.ts';
import { peerCases, type PeerCase } from './dlt/peer-cases.ts';
import { extraPython } from './extra-python.ts';

/** The documents that dlt does not take, and the first thing in them that it does not know. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['web-scraper', "'limit': 100"],
  ['onboarding', "'error_handler': {"],
  ['practice-management', "'data_selector': ['Response', 'StaffList', 'Staff']"],
]);

describe('extra: dlt', () => {
  testServers();
  config.truncateThreshold = 0;
  const all = [...peerCases.values()].flat();
  const documents = Object.entries(SEEDS).map(([name, file]): PeerCase => {
    const text = readFileSync(new URL(`../fixtures/seeds/${file}`, import.meta.url), 'utf8');
    return { name, config: readDlt(text, file) as PeerCase['config'], runs: 0 };
  });
  const ofDlt = new Map<PeerCase, Side>();
  let page: string;

  before(async () => {
    const sides = await throughDlt(extraPython(), [...all, ...documents]);
    [...all, ...documents].forEach((one, index) => ofDlt.set(one, sides[index]!));
    page = await readFile(new URL('../../docs/differences-from-dlt.md', import.meta.url), 'utf8');
  });

  for (const document of documents) {
    const refused = REFUSED.get(document.name);
    it(`${refused === undefined ? 'takes' : 'refuses'} the document of ${document.name}, which millrace takes`, () => {
      const { error } = ofDlt.get(document)!;
      if (refused === undefined) assert.isNull(error);
      else for (const part of ['DictValidationException', refused]) assert.include(error, part);
      const { resources } = restApiSource(document.config as unknown as RestApiConfig).plan();
      assert.lengthOf(resources, document.config.resources.length);
    });
  }

  for (const [area, cases] of peerCases) {
    describe(area, () => {
      for (const one of cases) {
        it(one.name, async () => {
          const dlt = ofDlt.get(one)!;
          const millrace = await throughMillrace(one);
          if (one.differs !== undefined) {
            assert.include(page, `\n| ${one.differs.as} |`, 'the page on differences has no such line');
            assertDiffer(one, dlt, millrace);
          } else if (one.fails !== undefined) assertBothFail(one, dlt, millrace);
          else assertSame(one, dlt, millrace);
        });
      }
    });
  }
});
