import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inertJson } from '../../src/report/inert-json.ts';
import type { PublishedResult } from '../../src/report/published/published-result.ts';
import { hostileResult, publishedScene } from '../report/published-results.ts';
import { runCli } from '../support/run-cli.ts';

const CHROMIUM = '/usr/bin/chromium';

// In CI a missing browser is a failure: .ci/run installs it.
const isSkipped = !existsSync(CHROMIUM) && process.env['CI'] !== 'true';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

interface Opened {
  readonly page: Page;
  /** What the console said, what failed, and every address asked for besides the page's own. */
  readonly complaints: string[];
}

const folder = mkdtempSync(join(tmpdir(), 'tune-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes the result, lets the built command make the page of it, and returns the page's address. */
async function reported(name: string, result: PublishedResult): Promise<string> {
  const [from, to] = [join(folder, `${name}.json`), join(folder, `${name}.html`)];
  writeFileSync(from, inertJson(result));
  const run = await runCli(['report', from, '-o', to]);
  expect(run.stderr).toContain('Wrote ');
  expect(run.exitCode).toBe(0);
  return pathToFileURL(to).href;
}

let browser: Browser;
let clear: string;

beforeAll(async () => {
  if (isSkipped) return;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  clear = await reported('clear', publishedScene('CLEAR_GAIN'));
});
afterAll(() => browser?.close());

async function open(url: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<Opened> {
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== url) complaints.push(request.url());
  });
  await page.goto(url, { waitUntil: 'load' });
  return { page, complaints };
}

const column = (page: Page, number: number): Promise<string[]> =>
  page.locator(`table.sortable tbody td:nth-child(${number})`).allTextContents();

const WHY = isSkipped ? ` (skipped: there is no ${CHROMIUM})` : '';

describe.skipIf(isSkipped)(`a report in Chromium${WHY}`, () => {
  it('sorts its table by click and by keyboard, and says so', async () => {
    const { page, complaints } = await open(clear);
    const batch = page.getByRole('button', { name: 'Batch' });
    await batch.click();
    expect(await column(page, 2)).toEqual(['1', '1', '4', '8', '64']);
    expect(await page.locator('th', { has: batch }).getAttribute('aria-sort')).toBe('ascending');
    await batch.focus();
    await page.keyboard.press('Enter');
    expect(await column(page, 2)).toEqual(['64', '8', '4', '1', '1']);
    expect(await page.locator('th', { has: batch }).getAttribute('aria-sort')).toBe('descending');
    expect(await page.getByRole('status').textContent()).toBe('Sorted by Batch, descending');
    await page.getByRole('button', { name: 'Throughput' }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Space');
    const throughput = await column(page, 9);
    expect(throughput.slice(0, 2)).toEqual(['201/s', '196/s']);
    expect(throughput.at(-1)).toBe('–');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('keeps hostile names inert, and asks the network for nothing', async () => {
    for (const scene of ['CLEAR_GAIN', 'ALL_FAILED']) {
      const url = await reported(`hostile-${scene}`, hostileResult(scene));
      const { page, complaints } = await open(url);
      expect(await page.evaluate('globalThis.owned')).toBeUndefined();
      expect(await page.locator('img').count()).toBe(0);
      expect(complaints).toEqual([]);
      await page.close();
    }
  });

  it('would not run a script that got in past the escaping', async () => {
    const { page } = await open(clear);
    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<img src="x:" onerror="owned = 1">')`,
    );
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('script'), { text: 'owned = 1' }))`,
    );
    await page.waitForTimeout(100);
    expect(await page.evaluate('globalThis.owned')).toBeUndefined();
    await page.close();
  });
});

describe.skipIf(isSkipped)(`a report on screens and on paper${WHY}`, () => {
  it.each([
    ['a phone', { viewport: { width: 360, height: 740 } }],
    [
      'a wide screen in the dark',
      { viewport: { width: 1600, height: 900 }, colorScheme: 'dark' as const },
    ],
  ])('fits %s', async (_name, options) => {
    const { page, complaints } = await open(clear, options);
    const overflow = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBe(0);
    expect((await page.screenshot({ fullPage: true })).length).toBeGreaterThan(20_000);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is dark where that is wished, and light on paper all the same', async () => {
    const { page } = await open(clear, { colorScheme: 'dark' });
    const background = (): Promise<string> =>
      page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await background()).toBe('rgb(18, 21, 26)');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await background()).toBe('rgb(255, 255, 255)');
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(20_000);
    await page.close();
  });
});
