import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert } from 'chai';
import { textWidth } from '../../lib/cli/display/text-width.ts';
import { startSampleApi, type SampleApi } from '../../lib/sample/server.ts';
import { send, startTestApi } from '../flows/test-api.ts';
import { pipelineArgs, SAMPLE_ENV } from '../flows/sample-runs.ts';
import { builtCommand } from '../helpers/built-command.ts';
import { Terminal, type Screen } from './tmux.ts';

/** Where the screens go, to be looked at: only where they are asked for. */
const SCREENS = process.env['EXTRA_SCREENSHOTS'];

const BLOCK = /^ {2}resource /;
const RESOURCE = /^[○●↻✓✗■] /;

describe('extra: the display in a real terminal', () => {
  let folder: string;
  let terminal: Terminal;
  let close: (() => Promise<void>)[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-terminal-'));
    close = [];
  });
  afterEach(async function () {
    await keep(this.currentTest!.title.replaceAll(/\W+/g, '-').slice(0, 40));
    await terminal?.close();
    for (const one of close) await one();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (args: readonly string[], columns: number, rows = 30) => {
    const env = { ...SAMPLE_ENV, NO_COLOR: '1' };
    terminal = await Terminal.start([process.execPath, builtCommand(), ...args], { columns, rows, cwd: folder, env });
    return performance.now();
  };
  const sample = async (): Promise<SampleApi> => {
    const faults = { rateLimit: 7, serverError: 11, reset: 13, retryAfter: 0.5 };
    const api = await startSampleApi({ size: 0.05, faults });
    close.push(() => api.close());
    return api;
  };
  const keep = async (name: string) => {
    if (!SCREENS) return;
    await mkdir(SCREENS, { recursive: true });
    const text = terminal.screens.map((screen) => screen.join('\n').trimEnd()).join(`\n${'-'.repeat(20)}\n`);
    await writeFile(join(SCREENS, `terminal-${name}.txt`), text);
  };

  for (const [columns, labels] of [
    [40, ['rows', 'state']],
    [80, ['rows', 'pages', 'rows/s', 'retries', 'state']],
    [200, ['rows', 'pages', 'rows/s', 'time', 'requests', 'retries', 'waited', 'received', 'state']],
  ] as const) {
    it(`shows a run with faults at ${columns} columns, and never a line that is too wide`, async () => {
      const api = await sample();
      const started = await start([...pipelineArgs('web-scraper', api), '-o', 'out'], columns);
      const during = await terminal.shows(columns < 200 ? /^↻ .*retry/m : /waited[\s\S]*^↻ .*retry/m);
      const status = await terminal.ended();
      const seconds = (performance.now() - started) / 1000;
      assert.include([0, 1], status);

      // A warning above the block may have a line that begins as its head does.
      const head = during.findLast((line) => BLOCK.test(line)) ?? '';
      for (const label of labels) assert.include(head.split(/\s+/), label, during.join('\n'));
      assertTree(during);
      for (const screen of terminal.screens) {
        for (const line of screen) assert.isAtMost(textWidth(line), columns, `${line}\nof\n${screen.join('\n')}`);
      }
      assertSteady(terminal.screens);
      const written = await terminal.written();
      const draws = written.match(/\u001b\[\d+A/g) ?? [];
      assert.isAbove(draws.length, 3);
      assert.isAtMost(draws.length / seconds, 10);
      assert.notMatch(
        written,
        /\u001b\[[0-3]?J\r?\n|\u001b\[[123]J|\u001b\[H|\u001bc/,
        'nothing is cleared before it is drawn',
      );
      assert.match(terminal.screens.at(-1)!.join(' '), /Published \d of \d resources/);
      assert.notMatch(terminal.screens.at(-1)!.join('\n'), /^[●↻○] /m, 'the block is gone');
    });
  }

  it('has a bar where the API says how much there is, and follows the width of the terminal', async () => {
    const api = await startTestApi({
      '/jobs': (response, { query }) => {
        const page = Number(query.get('page'));
        if (page < 3) send(response, { data: [{ id: page }], pages: 4 });
      },
    });
    close.push(() => api.close());
    const paginator = 'paginator: { type: page_number, base_page: 0, total_path: pages }';
    await writeSource(api.url, `{ path: /jobs, data_selector: data, ${paginator} }`);
    await start(['run', 'source.yaml'], 90);
    await terminal.shows(/^● jobs .* ███████░░░ {2}75 % /m);
    // tmux takes lines for broken ones that it has broken once, whatever is written there.
    terminal.joins = false;
    await terminal.resize(40);
    const narrow = await terminal.shows(/^● jobs +3 +75 % +fetching$/m);
    for (const line of narrow) assert.isAtMost(textWidth(line), 40, line);
    await terminal.resize(90);
    await terminal.shows(/^ {2}total .*0 of 1 published$/m);
    const wide = await terminal.shows(/^● jobs .* ███████░░░ {2}75 % /m);
    assert.lengthOf(
      wide.filter((line) => line !== ''),
      3,
      wide.join('\n'),
    );
  });

  it('the first Ctrl-C ends the run cleanly and says what is kept and how to go on', async () => {
    const api = await startTestApi({
      '/jobs': (response, { query }) => {
        if (query.get('page') === '0') send(response, [{ id: 1 }]);
      },
    });
    close.push(() => api.close());
    await writeSource(api.url, '{ path: /jobs, paginator: { type: page_number, base_page: 0, total_path: null } }');
    await start(['run', 'source.yaml'], 80);
    await terminal.shows(/^● jobs +1 /m);
    await terminal.keys('C-c');
    assert.equal(await terminal.ended(), 130);
    const text = terminal.screens.at(-1)!.join(' ').replaceAll(/\s+/g, ' ');
    assert.match(text, /once more ends it at once/);
    assert.match(text, /the work done is kept, and the next run goes on from there/);
    assert.match(await terminal.written(), /\u001b\[\?25h(?![\s\S]*\u001b\[\?25l)/, 'the cursor is there again');
  });

  const writeSource = (url: string, endpoint: string) =>
    writeFile(
      join(folder, 'source.yaml'),
      `name: shop\nclient: { base_url: '${url}' }\nresources:\n  - { name: jobs, endpoint: ${endpoint} }\n`,
    );
});

/** Every child is below its parent, and indented. */
function assertTree(screen: Screen): void {
  const names = screen.filter((line) => RESOURCE.test(line)).map((line) => /^. ( *\S{8})/.exec(line)?.[1]);
  const parent = names.indexOf('sitemap_');
  assert.isAtLeast(parent, 0, screen.join('\n'));
  assert.equal(names[parent + 1], '  sitemap_', screen.join('\n'));
}

/** From its first draw to the end of the run the block is on the screen whenever one looks. */
function assertSteady(screens: readonly Screen[]): void {
  const isThere = (screen: Screen) =>
    screen.some((line) => BLOCK.test(line)) && screen.some((line) => /^ {2}total /.test(line));
  const first = screens.findIndex(isThere);
  const last = screens.findLastIndex(isThere);
  assert.isAbove(last - first, 5);
  for (const screen of screens.slice(first, last)) assert.isTrue(isThere(screen), screen.join('\n'));
}
