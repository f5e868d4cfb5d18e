import { assert } from 'chai';
import { sameNoun, wordsOf } from '../../lib/source/nouns.ts';

describe('wordsOf', () => {
  const cases: [name: string, words: string[]][] = [
    ['scraping_job', ['scraping', 'job']],
    ['scraping-jobs', ['scraping', 'jobs']],
    ['scrapingJob', ['scraping', 'job']],
    ['clientUUID', ['client', 'uuid']],
    ['UUID', ['uuid']],
    ['HTTPServer2Id', ['http', 'server2', 'id']],
    ['Straßen_ID', ['straßen', 'id']],
    ['__', []],
  ];
  for (const [name, words] of cases) it(name, () => assert.deepEqual(wordsOf(name), words));
});

describe('sameNoun', () => {
  for (const [a, b] of [
    ['job', 'jobs'],
    ['box', 'boxes'],
    ['house', 'houses'],
    ['status', 'statuses'],
    ['company', 'companies'],
    ['scraping_job', 'scraping_jobs'],
    ['series', 'series'],
  ]) {
    it(`${a} and ${b}`, () => {
      assert.isTrue(sameNoun(wordsOf(a!), wordsOf(b!)));
      assert.isTrue(sameNoun(wordsOf(b!), wordsOf(a!)));
    });
  }
  for (const [a, b] of [
    ['job', 'jot'],
    ['jobs_list', 'job_list'],
    ['scraping_job', 'job'],
    ['', ''],
  ]) {
    it(`not ${a} and ${b}`, () => assert.isFalse(sameNoun(wordsOf(a!), wordsOf(b!))));
  }
});
