import { createHash } from 'node:crypto';
import { assert } from 'chai';
import { redactor } from '../../lib/core/redact.ts';
import { HistoryRecorder } from '../../lib/history/history-recorder.ts';
import { escaped, html } from '../../lib/report/html/html.ts';
import { reportPage } from '../../lib/report/html/report-page.ts';
import { PALETTES } from '../../lib/report/html/style.ts';
import { area, bars } from '../../lib/report/html/svg.ts';
import type { ReportInput } from '../../lib/report/kept-runs.ts';
import { reportModel } from '../../lib/report/report-model.ts';
import { historyOf, inputOf, outcomeOf, RUN_BEFORE, summaryOf } from './histories.ts';

const pageOf = (input: ReportInput) => reportPage(reportModel(input));
const EVIL = `<script>alert("x")</script><img src=x onerror='alert(1)'>&amp;`;

const withoutScript = (page: string) => page.replace(/<script>[\s\S]*<\/script>/, '');

/** An input in which every text that comes from outside is the same. */
function inputOfText(text: string): ReportInput {
  const [jobs] = historyOf().resources;
  const columns = [{ name: text, type: `struct<${text} int64>` }];
  const outcome = {
    ...outcomeOf(text, {
      rejected: 1,
      rejectedFile: text,
      file: text,
      discarded: { rows: 1, values: 1, reasons: [text] },
    }),
    error: text,
  };
  return inputOf({
    summary: summaryOf([outcome], { source: text, out: text }),
    history: historyOf({
      resources: [
        {
          ...jobs!,
          resource: text,
          columns,
          rejects: [{ reason: text, row: text }],
          repeated: [text, text],
          failure: { message: text, setting: text, fix: text },
          statuses: { [text]: 1 },
        },
      ],
      slowest: [{ ...historyOf().slowest[0]!, resource: text, request: text }],
      retries: { items: [{ ...historyOf().retries.items[0]!, resource: text, reason: text }], count: 1 },
      notes: { items: [{ kind: 'warning', resource: text, at: 1, message: text }], count: 1 },
    }),
    before: new Map([[text, { run: text, columns: [{ name: text, type: text }] }]]),
    earlier: [{ id: text, summary: summaryOf([outcome]) }],
  });
}

describe('report: page', () => {
  it('escapes everything that comes from outside', () => {
    const page = pageOf(inputOfText(EVIL));
    const tags = (text: string) => text.match(/<script|<img/g) ?? [];
    assert.deepEqual(tags(page), ['<script'], 'the script of the page alone');
    assert.isAbove(page.split(escaped(EVIL)).length, 20);
    const harmless = pageOf(inputOfText('harmless'));
    const shape = (text: string) => text.replaceAll(escaped(EVIL), 'harmless').match(/<[^>]*>/g);
    assert.deepEqual(shape(page), shape(harmless), 'the same elements and attributes');
  });

  it('says what a contract has left out, which is then no run that lost nothing', () => {
    const outcome = outcomeOf('jobs', {
      rejected: 0,
      duplicates: 0,
      discarded: { rows: 2, values: 1, reasons: ['a is new'] },
    });
    const page = pageOf(inputOf({ summary: summaryOf([outcome]) }));
    assert.include(page, 'jobs: left out by schema_contract');
    assert.include(page, '2 rows and 1 value, which are kept nowhere: a is new');
    assert.notInclude(page, 'Every row that was read is in its file');
  });

  it('shows characters that would turn or hide the text as what they are', () => {
    assert.equal(escaped('a\u202eb\u0000c\ud800d\u2066e\tf\n😀'), 'a�b�c�d�e\tf\n😀');
  });

  it('writes numbers and lists, and nothing for what is missing', () => {
    assert.equal(html`<p>${1}${undefined}${false}${['a', html`<b>${'<'}</b>`]}</p>`.text, '<p>1a<b>&lt;</b></p>');
  });

  it('needs nothing from anywhere, and lets no other script run', () => {
    const page = pageOf(inputOf());
    assert.notMatch(page, /\bsrc=|url\(|@import|<link|<iframe/);
    for (const [, target] of page.matchAll(/href="([^"]*)"/g)) assert.match(target!, /^#[a-z]+$/);
    const [, script] = /<script>([\s\S]*)<\/script>/.exec(page)!;
    const hash = createHash('sha256').update(script!).digest('base64');
    const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(page)!;
    assert.include(policy, `default-src &#39;none&#39;`);
    assert.include(policy, `script-src &#39;sha256-${hash}&#39;;`);
  });

  it('says in words what its pictures show', () => {
    const page = pageOf(inputOf());
    const labels = [...page.matchAll(/<svg[^>]*role="img"[^>]*aria-label="([^"]*)"/g)].map(([, label]) => label);
    assert.deepEqual(labels, [
      'all requests: held back for 250 ms',
      'jobs: 4 requests, waited 850 ms, 1 × 429',
      'Rows per second: at most 12',
      'Bytes received per second: at most 2.0 kB',
      'Memory of the process: at most 120.0 MB',
    ]);
    assert.match(page, /<caption>\s*The run in stretches of time\s*<\/caption>/);
  });

  it('shows what has changed in the columns, and opens only that', () => {
    const before = new Map([['jobs', { run: RUN_BEFORE, columns: [{ name: 'id', type: 'string' }] }]]);
    const changed = pageOf(inputOf({ before }));
    assert.match(changed, /<details open>[\s\S]*2 changes since 2026-01-01 03:04:05 UTC/);
    assert.match(changed.replaceAll(/\s+/g, ' '), /changed, it was <code>string<\/code>/);
    const same = pageOf(
      inputOf({ before: new Map([['jobs', { run: RUN_BEFORE, columns: historyOf().resources[0]!.columns! }]]) }),
    );
    assert.match(same, /no change since/);
    assert.notMatch(same, /<details open>/);
  });

  it('says what is missing where there is no history', () => {
    const { history: _, ...input } = inputOf();
    const page = pageOf({ ...input, noHistory: 'none was kept' });
    assert.match(page, /role="note"[\s\S]*This run has no history: none was kept/);
    assert.notMatch(page, /<svg|id="timeline"|id="schemas"/);
    assert.match(page, /id="summary"/);
    assert.notMatch(page, />(?:waited|received)</, 'what is not known is not 0');
    assert.match(pageOf(inputOf()), />waited<[\s\S]*>received</);
    assert.notMatch(withoutScript(page), /NaN|undefined|\[object/);
  });

  it('stands a run of nothing', () => {
    const history = historyOf({ ms: 0, interval: 10, resources: [], slowest: [] });
    const page = pageOf(inputOf({ summary: summaryOf([]), history }));
    assert.notMatch(withoutScript(page), /NaN|Infinity|undefined|\[object/);
  });

  it('stays small when there are 100,000 requests', () => {
    let now = 0;
    const recorder = new HistoryRecorder({ started: 0, redact: redactor([]), now: () => now });
    for (let i = 0; i < 100_000; i += 1) {
      const resource = `resource_${i % 10}`;
      const request = `GET https://api.example.com/jobs/${i}?page=${i}`;
      recorder.take({ type: 'request', resource, method: 'GET', url: request });
      now += 7;
      recorder.take({ type: 'response', resource, request, status: i % 40 ? 200 : 429, bytes: i % 999, ms: i % 500 });
      if (i % 40 === 0) {
        recorder.take({ type: 'retry', resource, attempt: 1, limit: 5, wait: 2000, reason: `${request} answered 429` });
      }
      recorder.take({ type: 'page', resource, rows: i % 100, rejected: 0 });
    }
    const resources = Array.from({ length: 10 }, (_, i) => outcomeOf(`resource_${i}`));
    const history = recorder.end(1e9);
    assert.isBelow(pageOf(inputOf({ summary: summaryOf(resources), history })).length, 300_000);
  });

  for (const [scheme, palette] of Object.entries(PALETTES)) {
    it(`has enough contrast in the ${scheme} colours`, () => {
      for (const ground of [palette.page, palette.panel]) {
        for (const name of ['text', 'quiet', 'link', 'bad', 'good', 'wait'] as const) {
          assert.isAtLeast(contrast(palette[name], ground), 4.5, `${name} on ${ground}`);
        }
        for (const name of ['busy', 'pause'] as const) {
          assert.isAtLeast(contrast(palette[name], ground), 3, `${name} on ${ground}`);
        }
      }
    });
  }
});

describe('report: pictures', () => {
  it('join equal bars, and show that there is a little', () => {
    const place = { bottom: 10, height: 10, highest: 4, least: 1 };
    assert.equal(bars([0, 4, 4, 0, 0.001, 2], place), 'M1 10v-10h2v10zM4 10v-1h1v1zM5 10v-5h1v5z');
    assert.equal(bars([0, 0], place), '');
  });

  it('draw an area from the first interval to the last', () => {
    assert.equal(area([1, 2], { bottom: 10, height: 10, highest: 2 }), 'M0 10V5H1V0H2V10z');
    assert.equal(area([0], { bottom: 10, height: 10, highest: 0 }), 'M0 10V10H1V10z');
  });
});

/** After WCAG 2.2, relative luminance. */
function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
