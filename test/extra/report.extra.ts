import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { assert } from 'chai';
import type { Page } from 'playwright-core';
import { startSampleApi, type SampleApi } from '../../lib/sample/server.ts';
import { runCommand } from '../helpers/command.ts';
import { openBrowser } from './browser.ts';

const SOURCE = `name: my_shop
client:
  auth: { type: api_key, name: api_token, api_key: '\${secret:api_token}', location: query }
  rate_limit: { requests: 60, per: 1 }
  error_handler: { backoff_factor: 1.1 }
resource_defaults: { primary_key: id, write_disposition: merge }
resources:
  - name: jobs
    endpoint: { path: /api/v1/scraping-jobs, data_selector: data, paginator: page_number }
    schema: { type: object, properties: { id: { type: integer, maximum: 501000 } } }
  - name: quality
    endpoint: { path: '/api/v1/scraping-job/{resources.jobs.id}/data-quality', data_selector: data }
  - name: <b>nothing
    table_name: nothing
    endpoint: { path: /api/v1/not-there, data_selector: data }
`;

/** Where screenshots go, to be looked at: only where they are asked for. */
const SCREENSHOTS = process.env['EXTRA_SCREENSHOTS'];

const LOOKS = [
  { name: 'light', width: 1200, colorScheme: 'light' },
  { name: 'dark', width: 1200, colorScheme: 'dark' },
  { name: 'phone', width: 390, colorScheme: 'light' },
  { name: 'phone-dark', width: 360, colorScheme: 'dark' },
] as const;

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

describe('extra: the report in a browser', () => {
  let api: SampleApi;
  let folder: string;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let url: string;
  let page: Page;
  const problems: string[] = [];

  before(async () => {
    api = await startSampleApi({ size: 0.1, faults: { rateLimit: 9, serverError: 11, reset: 13, retryAfter: 0.2 } });
    folder = await mkdtemp(join(tmpdir(), 'millrace-report-'));
    await writeFile(join(folder, 'source.yaml'), SOURCE);
    const args = ['run', 'source.yaml', '--set', `client.base_url=${api.url}`, '--progress', 'none'];
    const env = { API_TOKEN: 'sample-key' };
    // A fault comes once at each address: the first run is to leave some.
    for (const more of [['--limit', '1'], ['--report']]) {
      const { status, stdout, stderr } = await runCommand([...args, ...more], { cwd: folder, env });
      assert.equal(status, 1, stdout + stderr);
    }
    url = pathToFileURL(join(folder, 'data', '_millrace', 'report.html')).href;
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await api?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    problems.length = 0;
    page = await browser.context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== url) problems.push(`it asked for ${request.url()}`);
    });
  });
  afterEach(async () => {
    await page.close();
    assert.isEmpty(problems);
  });

  const open = async (look: (typeof LOOKS)[number] = LOOKS[0]) => {
    await page.setViewportSize({ width: look.width, height: 900 });
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await page.goto(url);
  };

  for (const look of LOOKS) {
    it(`is accessible, and no wider than the screen: ${look.name}`, async () => {
      await open(look);
      for (const details of await page.locator('details').all()) {
        if ((await details.getAttribute('open')) === null) await details.locator('summary').click();
      }
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), look.width);
      await page.evaluate(axe.source);
      const { violations } = (await page.evaluate('axe.run()')) as { violations: readonly Violation[] };
      const told = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
      assert.isEmpty(told, told.join('\n'));
      if (SCREENSHOTS) {
        await mkdir(SCREENSHOTS, { recursive: true });
        await page.screenshot({ path: join(SCREENSHOTS, `report-${look.name}.png`), fullPage: true });
      }
    });
  }

  it('is dark where the browser is', async () => {
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    await open(LOOKS[0]);
    assert.equal(await ground(), 'rgb(255, 255, 255)');
    await open(LOOKS[1]);
    assert.equal(await ground(), 'rgb(15, 19, 23)');
  });

  it('shows a name that looks like HTML as it is', async () => {
    await open();
    assert.equal(await page.locator('b').count(), 0);
    assert.equal(await page.getByRole('rowheader', { name: '<b>nothing' }).first().innerText(), '<b>nothing');
  });

  it('draws every lane', async () => {
    await open();
    for (const name of ['jobs', 'quality']) {
      const lane = page.getByRole('img', { name: new RegExp(`^${name}: \\d+ requests`) });
      const path = lane.locator('path.busy');
      const box = (await path.boundingBox())!;
      assert.isTrue(box.width > 2 && box.height > 2, JSON.stringify(box));
    }
    assert.isAbove(await page.locator('path.errors').count(), 0);
    assert.isAbove(await page.locator('path.waited').count(), 0);
  });

  describe('its tables', () => {
    const table = () => page.getByRole('table', { name: 'Resources' });
    const names = () => table().getByRole('rowheader').allInnerTexts();
    const requests = () => table().getByRole('columnheader', { name: 'requests' });

    it('are sorted by a click, down, up, and as they were', async () => {
      await open();
      const before = await names();
      const sorted: (string | null)[] = [];
      const first: (string | undefined)[] = [];
      for (let i = 0; i < 3; i += 1) {
        await requests().getByRole('button').click();
        sorted.push(await requests().getAttribute('aria-sort'));
        first.push((await names())[0]);
      }
      assert.deepEqual(sorted, ['descending', 'ascending', null]);
      assert.deepEqual(first, ['· quality', '<b>nothing', 'jobs']);
      assert.deepEqual(await names(), before);
    });

    it('are sorted with the keyboard alone, and say so', async () => {
      await open();
      const focused = table().locator('thead button:focus');
      const isThere = async () => (await focused.count()) === 1 && (await focused.innerText()) === 'status';
      for (let i = 0; i < 40 && !(await isThere()); i += 1) await page.keyboard.press('Tab');
      assert.isTrue(await isThere(), 'Tab gets there');
      assert.equal(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'solid');
      await page.keyboard.press('Enter');
      assert.equal((await names())[0], '<b>nothing');
      assert.equal(await page.getByRole('status').innerText(), 'Resources: sorted by status, ascending');
      await page.keyboard.press('Space');
      assert.equal((await names()).at(-1), '<b>nothing');
    });

    it('have one column sorted at a time', async () => {
      await open();
      await requests().getByRole('button').click();
      await table().getByRole('columnheader', { name: 'resource' }).getByRole('button').click();
      assert.equal(await table().locator('[aria-sort]').count(), 1);
    });
  });

  it('says the same without its script', async () => {
    const bare = await openBrowser({ javaScriptEnabled: false });
    try {
      const plain = await bare.context.newPage();
      await plain.goto(url);
      assert.equal(await plain.getByRole('table', { name: 'Resources' }).getByRole('row').count(), 4);
      assert.equal(await plain.locator('button').count(), 0);
    } finally {
      await bare.close();
    }
  });
});
