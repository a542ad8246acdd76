import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';

/** Debian's Chromium, or the one that PLAYWRIGHT_CHROMIUM names; null where there is none. */
function findChromium(): string | null {
  const named = process.env['PLAYWRIGHT_CHROMIUM'];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  const places = named ? [named] : ['/usr/bin/chromium', ...folders.map((folder) => path.join(folder, 'chromium'))];
  return places.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Tests in a real browser. Without one they are skipped, and their name says so. */
export function describeInChromium(name: string, tests: (open: Open, visit: Visit) => void): void {
  const executablePath = findChromium();
  const missing = 'SKIPPED, there is no Chromium here: apt-get install chromium, or set PLAYWRIGHT_CHROMIUM';
  describe.skipIf(!executablePath)(executablePath ? name : `${name} (${missing})`, () => {
    let browser: Browser;
    beforeAll(async () => {
      const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
      const args = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', ...quiet];
      browser = await chromium.launch({ executablePath: executablePath ?? '', args });
    }, 60_000);
    afterAll(() => browser?.close());
    tests(
      (html, options) => open(browser, html, options),
      (url, options) => visit(browser, url, options),
    );
  });
}

export interface Opened {
  readonly page: Page;
  /** What a page that only shows a plan never does: requests, messages, dialogs, errors, breaches of its policy. */
  readonly noise: string[];
}

type Options = BrowserContextOptions & { readonly hash?: string };

/** Opens a page from a file in a fresh profile, as its reader does. */
export type Open = (html: string, options?: Options) => Promise<Opened>;

async function open(browser: Browser, html: string, options: Options = {}): Promise<Opened> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-page-'));
  const { hash = '', ...of } = options;
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'plan.html');
  await writeFile(file, html);
  const url = pathToFileURL(file).href;
  const opened = await fresh(browser, of, (asked) => asked.split('#')[0] === url);
  // A large page takes a while on a busy machine.
  await opened.page.goto(url + hash, { timeout: 60_000 });
  return opened;
}

/** The page of a server, which may ask that server alone. */
export type Visit = (url: string, options?: BrowserContextOptions) => Promise<Opened>;

async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const { origin } = new URL(url);
  const opened = await fresh(browser, options, (asked) => new URL(asked).origin === origin);
  await opened.page.goto(url);
  return opened;
}

/** A page in a profile of its own, closed when the test ends. `isOwn`: what it may ask for. */
async function fresh(
  browser: Browser,
  options: BrowserContextOptions,
  isOwn: (url: string) => boolean,
): Promise<Opened> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  context.on('page', (other) => noise.push(`page: ${other.url()}`));
  const noise: string[] = [];
  page.on('console', (message) => noise.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => noise.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    noise.push(`dialog: ${dialog.message()}`);
    // Who loads a page anew means it.
    void (dialog.type() === 'beforeunload' ? dialog.accept() : dialog.dismiss());
  });
  page.on('request', (request) => {
    if (!isOwn(request.url())) noise.push(`request: ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    // The browser reports also what it stopped by itself.
    if (request.failure()?.errorText !== 'csp') noise.push(`sent: ${request.url()}`);
  });
  return { page, noise };
}

/** After the frame in which a page answers an input. */
export function settled(page: Page): Promise<unknown> {
  return page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
}

export function shown(page: Page): Promise<number> {
  return page.evaluate<number>('document.querySelectorAll(".record:not([hidden])").length');
}
