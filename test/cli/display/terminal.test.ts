import { assert } from 'chai';
import { painter } from '../../../lib/cli/display/paint.ts';
import { terminalDisplay, type TerminalOptions } from '../../../lib/cli/display/terminal.ts';
import { textWidth } from '../../../lib/cli/display/text-width.ts';
import { page, published, request, response, retry, started, warning, waiting } from './events.ts';
import { Screen } from './screen.ts';
import { every, play, type Chunk, type Script } from './virtual-time.ts';

const HIDE = '\u001b[?25l';
const SHOW = '\u001b[?25h';

const live = (script: Script, end: number, options: Partial<TerminalOptions> = {}): readonly Chunk[] =>
  play(script, end, (events, scheduler) =>
    terminalDisplay(events, { columns: () => 80, rows: () => 24, paint: painter(false), scheduler, ...options }),
  );
const screenOf = (chunks: readonly Chunk[]): Screen => {
  const screen = new Screen();
  for (const { text } of chunks) screen.write(text);
  return screen;
};

describe('terminalDisplay', () => {
  it('draws at most ten times in any second, and then only what has changed', () => {
    const chunks = live([[0, started('jobs')], ...every(3, 5000, page('jobs'))], 5000);
    const drawn = chunks.slice(0, -1).map(({ at }) => at);
    for (const from of drawn) {
      assert.isAtMost(drawn.filter((at) => at >= from && at < from + 1000).length, 10, `from ${from} ms`);
    }
    assert.isAtLeast(drawn.length, 40);
    const idle = live([[0, started('jobs')]], 10_050).map(({ at }) => at);
    assert.isAtMost(idle.length, 12);
  });

  it('lets the clock tick while nothing happens', () => {
    const script: Script = [
      [0, request('jobs')],
      [10, retry('jobs', 3000)],
    ];
    const waits = live(script, 3500).flatMap(({ text }) => text.match(/retry in (\d s)/)?.[1] ?? []);
    assert.deepEqual(waits, ['3 s', '2 s', '1 s', '0 s']);
  });

  it('writes over its block in place, so that the last frame alone stays', () => {
    const script: Script = [
      [0, started('sites')],
      [150, started('jobs', 'sites')],
      ...every(40, 900, page('jobs', 10)),
      [900, published('sites')],
      [950, published('jobs')],
    ];
    const { shown } = screenOf(live(script, 960));
    assert.lengthOf(shown, 4);
    assert.match(shown[0] ?? '', /resource +rows/);
    assert.match(shown[1] ?? '', /^✓ sites .*published/);
    assert.match(shown[2] ?? '', /^✓ {3}jobs .*published/);
    assert.match(shown[3] ?? '', /total .*2 of 2 published/);
  });

  it('clears to the end of each line instead of the screen', () => {
    const text = live([[0, started('jobs')], ...every(50, 2000, page('jobs'))], 2000)
      .map((chunk) => chunk.text)
      .join('');
    assert.notMatch(text, /\u001b\[[123]?J(?!$|\u001b)/);
    for (const line of text.split('\n').slice(0, -1)) assert.match(line, /\u001b\[K$/);
  });

  it('hides the cursor once and shows it again at the end', () => {
    const chunks = live([[0, started('jobs')], ...every(50, 2000, page('jobs'))], 2000);
    const all = chunks.map(({ text }) => text).join('');
    assert.isTrue(chunks[0]?.text.startsWith(HIDE));
    assert.lengthOf(all.split(HIDE), 2);
    assert.lengthOf(all.split(SHOW), 2);
    assert.isTrue(all.endsWith(SHOW));
    assert.isTrue(screenOf(chunks).cursor);
  });

  it('prints warnings and retries above the block, where they stay', () => {
    const script: Script = [
      [0, started('jobs')],
      [200, warning('the key id is on no row', 'jobs')],
      [400, warning('a limit is set')],
      [420, retry('jobs', 2500, 'GET http://127.0.0.1/jobs answered 503')],
      ...every(50, 3000, page('jobs')),
    ];
    const { shown } = screenOf(live(script, 3000));
    assert.deepEqual(shown.slice(0, 3), [
      'warning: jobs: the key id is on no row',
      'warning: a limit is set',
      'jobs: retry 1 of 3 in 2.5 s: GET http://127.0.0.1/jobs answered 503',
    ]);
    assert.lengthOf(shown, 6);
  });

  it('prints the first retry of a resource and the first pause, and counts the others', () => {
    const script: Script = [
      [0, started('jobs')],
      ...[100, 200, 300].map((at) => [at, retry('jobs', 2500, `answered ${at}`)] as const),
      [400, retry('users', 2500, 'answered 400')],
      [500, waiting(1000)],
      [600, waiting(2000)],
    ];
    const { shown } = screenOf(live(script, 1000));
    assert.deepEqual(shown.slice(0, 2), [
      'jobs: retry 1 of 3 in 2.5 s: answered 100',
      'users: retry 1 of 3 in 2.5 s: answered 400',
    ]);
    assert.match(shown[2] ?? '', /^waiting 1\.0 s: /);
    assert.match(shown[3] ?? '', /retries/);
  });

  it('takes its block away where a summary follows, and leaves what was printed above it', () => {
    const script: Script = [
      [0, started('jobs')],
      [200, warning('the key id is on no row', 'jobs')],
      ...every(50, 1000, page('jobs')),
    ];
    const screen = screenOf(live(script, 1000, { erase: true }));
    assert.deepEqual(screen.shown, ['warning: jobs: the key id is on no row']);
    assert.isTrue(screen.cursor);
  });

  it('still prints what came just before the end', () => {
    const { shown } = screenOf(
      live(
        [
          [0, warning('late')],
          [1, started('jobs')],
        ],
        2,
      ),
    );
    assert.equal(shown[0], 'warning: late');
    assert.lengthOf(shown, 4);
  });

  for (const columns of [40, 80, 200]) {
    it(`stays within ${columns} columns`, () => {
      const script: Script = [
        [0, started('a_resource_with_a_very_long_name_that_goes_on_and_on')],
        [1, started('日本語リソース日本語リソース日本語リソース日本語リソース')],
        [2, retry('jobs', 60_000, `GET http://127.0.0.1/${'very-long/'.repeat(30)} answered 429`)],
        [3, response('jobs', 123_456_789)],
        ...every(100, 2000, page('jobs', 1_234_567)),
      ];
      const { shown } = screenOf(live(script, 2000, { columns: () => columns }));
      assert.isAtLeast(shown.length, 6);
      for (const line of shown) assert.isBelow(textWidth(line), columns, line);
    });
  }

  it('never has more lines than the terminal has rows', () => {
    const script: Script = Array.from({ length: 30 }, (_, index) => [index, started(`r${index}`)] as const);
    for (const rows of [2, 3, 5, 10, 24]) {
      const { shown } = screenOf(live(script, 500, { rows: () => rows }));
      assert.isBelow(shown.length, rows, `${rows} rows`);
    }
    assert.include(screenOf(live(script, 500, { rows: () => 24 })).shown.join('\n'), '… and 10 more');
  });

  it('follows the terminal when it becomes narrower', () => {
    let columns = 80;
    const chunks = live(
      [
        [0, started('jobs')],
        [10, page('jobs')],
        [500, () => (columns = 40)],
        [510, page('jobs')],
      ],
      700,
      { columns: () => columns },
    );
    // Labels, resource and total: the terminal has broken each line that was longer than 40 columns in two.
    const before = screenOf(chunks.slice(0, 1)).shown;
    const height = before.reduce((sum, line) => sum + Math.ceil(textWidth(line) / 40), 0);
    assert.isAbove(height, before.length);
    assert.isTrue(chunks[1]?.text.startsWith(`\u001b[${height}A`));
    for (const line of chunks[1]?.text.split('\n') ?? []) {
      assert.isBelow(textWidth(line.replaceAll(/\u001b\[[?\d]*[A-Za-z]|\r/g, '')), 40);
    }
  });

  it('colours without becoming wider', () => {
    const script: Script = [[0, started('jobs')], ...every(50, 1000, page('jobs'))];
    const plain = screenOf(live(script, 1000)).shown;
    const chunks = live(script, 1000, { paint: painter(true) });
    assert.include(chunks.map(({ text }) => text).join(''), '\u001b[36m●\u001b[39m');
    assert.deepEqual(screenOf(chunks).shown, plain);
  });

  it('writes nothing for a run in which nothing happened', () => assert.deepEqual(live([], 5000), []));
});
