/** The same configurations through dlt and through millrace, against the same server. */
import { readFile } from 'node:fs/promises';
import { assert, config } from 'chai';
import { testServers } from '../http/test-servers.ts';
import { throughDlt, throughMillrace, type Side } from './dlt/both-sides.ts';
import { assertBothFail, assertDiffer, assertSame } from './dlt/compare.ts';
import { peerCases, type PeerCase } from './dlt/peer-cases.ts';
import { extraPython } from './extra-python.ts';

describe('extra: dlt', () => {
  testServers();
  config.truncateThreshold = 0;
  const all = [...peerCases.values()].flat();
  const ofDlt = new Map<PeerCase, Side>();
  let page: string;

  before(async () => {
    const sides = await throughDlt(extraPython(), all);
    all.forEach((one, index) => ofDlt.set(one, sides[index]!));
    page = await readFile(new URL('../../docs/differences-from-dlt.md', import.meta.url), 'utf8');
  });

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
