import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { initOnPage } from '../../src/app/init-page.ts';
import { settle } from '../../src/app/settle.ts';
import { ATTACKS } from '../report/hostile.ts';
import { openedBy, openedPage, SETTLE, type OpenedPage } from '../app/opened-page.ts';
import { world, type World } from '../app/world.ts';
import { describeInChromium, settled } from './chromium.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 400, height: 800 };

interface Prepared {
  readonly at: World;
  /** Of the projects in Harvest. */
  readonly ids: readonly number[];
}

/** A person who is archived in Forecast; projects that are exact, likely, and alone on either side. */
async function prepared(names: { readonly harvest?: string; readonly forecast?: string } = {}): Promise<Prepared> {
  const at = await world();
  const ids: number[] = [];
  const { harvest = 'Podcast', forecast = 'Poster' } = names;
  await at.control.archive({ side: 'forecast', kind: 'person', id: 3006, by: 3001 });
  for (const name of [harvest, 'Video', 'Relaunch'])
    ids.push(
      Number((await at.control.create({ side: 'harvest', kind: 'project', values: { name, client: 5735776 } })).id),
    );
  for (const name of [forecast, 'Video', 'RELAUNCH'])
    await at.control.create({ side: 'forecast', kind: 'project', values: { name, client: 1001 } });
  return { at, ids };
}

async function stopped(page: OpenedPage): Promise<void> {
  page.interrupt();
  expect(await page.ended).toMatchObject({ code: 130 });
}

/** Functions that run inside the page are texts: this project knows no DOM. */
const active = (page: Page): Promise<string> =>
  page.evaluate<string>('document.activeElement.id || document.activeElement.textContent');
const badges = async (page: Page): Promise<string[]> => {
  await settled(page);
  return page.locator('.entry .badge').allInnerTexts();
};
const selected = (page: Page): Promise<string> => page.locator('[aria-selected=true] .name').first().innerText();
const diff = (page: Page): Promise<string[]> => page.locator('#diff .added, #diff .removed').allTextContents();
const ready = (page: Page): Promise<unknown> => page.locator('.entry').first().waitFor();

describeInChromium('settle --page in a browser', (_, visit) => {
  it('the keyboard alone: from the address to the saved file, with the bytes that settle writes', async () => {
    const { at, ids } = await prepared();
    const opened = await openedPage(at);
    const { page, noise } = await visit(opened.url, { viewport: WIDE });
    await ready(page);
    expect(page.url()).toBe(`${opened.origin}/`);
    const file = await at.read('hfsync.yaml');

    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await active(page)).toBe('list');
    expect(await badges(page)).toEqual(['new', 'new', 'likely', 'exact', '≠ status']);
    for (const [name, key] of [
      ['Podcast', 'c'],
      ['Poster', 'n'],
      ['Relaunch', 'a'],
      ['Video', 'a'],
      ['Finn Maas', 'h'],
    ] as const) {
      expect(await selected(page)).toBe(name);
      await page.keyboard.press(key);
    }
    expect(await selected(page)).toBe('Poster');
    await expect.poll(() => diff(page)).toHaveLength(5);
    expect(await badges(page)).toEqual(['Create in Forecast', 'new', 'Link', 'Link', 'Keep Harvest’s']);
    expect(await page.locator('#status').textContent()).toBe('5 shown, 1 to decide');

    await page.keyboard.press('Enter');
    expect(await active(page)).toBe('Create in Harvest');
    await page.keyboard.press('Enter');
    await expect.poll(() => diff(page)).toHaveLength(6);
    await page.keyboard.press('Control+z');
    await expect.poll(() => diff(page)).toHaveLength(5);
    await page.keyboard.press('Escape');
    expect(await active(page)).toBe('list');

    await page.keyboard.press('Control+s');
    await page.getByRole('button', { name: 'Save', exact: true }).waitFor();
    expect(await active(page)).toBe('Save');
    expect(await page.locator('dialog').innerText()).toContain('1 record will still wait.');
    expect(await at.read('hfsync.yaml')).toBe(file);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Saved' }).waitFor();
    expect(await opened.ended).toMatchObject({ code: 0, err: '' });
    expect(noise).toEqual([]);

    const byPage = await at.read('hfsync.yaml');
    await at.write('hfsync.yaml', file);
    for (const [address, way] of [
      [`project:${ids[0]}/-`, 'create'],
      [`project:${ids[2]}/-`, 'link'],
      [`project:${ids[1]}/-`, 'link'],
      ['person:1782964/3006', 'keep-harvest'],
    ] as const)
      expect((await at.run((env) => settle(env, { ...SETTLE, address, way, yes: true }))).code).toBe(0);
    expect(await at.read('hfsync.yaml')).toBe(byPage);
  });

  it('the pointer: link by hand, refuse, filters, many at once, and undo', async () => {
    const { at } = await prepared();
    const opened = await openedPage(at);
    const { page, noise } = await visit(opened.url, { viewport: WIDE });
    await ready(page);
    const press = (name: string | RegExp) =>
      page.getByRole('button', { name, exact: typeof name === 'string' }).click();

    await press('Choose the record…');
    await page.keyboard.type('post');
    expect(await page.locator('.pick-line').allInnerTexts()).toEqual([expect.stringContaining('Poster')]);
    await page.locator('.pick-line').click();
    expect(await badges(page)).toEqual(['Link', 'likely', 'exact', '≠ status']);
    await expect
      .poll(() => diff(page))
      .toEqual([expect.stringMatching(/^\+ .*name: Podcast, harvest: \d+, forecast: \d+ \}$/)]);

    await page.locator('.entry', { hasText: 'exact' }).click();
    await press('Not this one');
    expect(await badges(page)).toEqual(['Link', 'likely', 'new', 'exact', '≠ status']);
    await page.locator('.entry', { hasText: 'new' }).click();
    await press('May be it');
    expect(await badges(page)).toEqual(['Link', 'likely', 'exact', '≠ status']);

    await press('Choose for many…');
    expect(await page.locator('.bulks button').allInnerTexts()).toEqual([
      ...['Link what is exact (1)', 'Link what is likely (1)', 'Ignore (4)', 'Create in Forecast (1)'],
      ...['Create in Harvest (1)', 'Keep Harvest’s (1)', 'Keep Forecast’s (1)'],
    ]);
    await press('Link what is exact (1)');
    expect(await badges(page)).toEqual(['Link', 'likely', 'Link', '≠ status']);
    await press('Undo');
    expect(await badges(page)).toEqual(['Link', 'likely', 'exact', '≠ status']);

    await page.fill('#search', 'FINN');
    await expect.poll(() => badges(page)).toEqual(['≠ status']);
    await page.fill('#search', '');
    await page.getByRole('radio', { name: /^All records/ }).check();
    await expect.poll(async () => (await badges(page)).filter((text) => text === 'in sync').length).toBeGreaterThan(10);
    await page.getByRole('radio', { name: /^Decided/ }).check();
    await page.getByRole('checkbox', { name: /^projects/ }).check();
    await expect.poll(() => badges(page)).toEqual(['Link']);
    expect(noise).toEqual([]);
    await stopped(opened);
  });

  it('keeps what was chosen when it is loaded anew, tells a second use of its address, and what somebody else saved', async () => {
    const { at } = await prepared();
    const opened = await openedPage(at);
    const { page, noise } = await visit(opened.url, { viewport: WIDE });
    await ready(page);
    await page.focus('#list');
    await page.keyboard.press('c');
    await expect.poll(() => diff(page)).toHaveLength(1);
    await page.reload();
    await ready(page);
    expect(await diff(page)).toHaveLength(1);

    const other = await visit(opened.url);
    await expect.poll(() => other.page.locator('#state').textContent()).toContain('This address was opened before');
    expect(other.noise).toEqual([expect.stringContaining('403')]);

    await at.write('hfsync.yaml', `${await at.read('hfsync.yaml')}# mine\n`);
    await page.getByRole('button', { name: 'Save…' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(() => page.locator('#notice').textContent()).toContain('hfsync.yaml changed meanwhile.');
    expect(await at.read('hfsync.yaml')).toMatch(/# mine\n$/);
    await stopped(opened);
    await page.focus('#list');
    await page.keyboard.press('c');
    await page.getByRole('heading', { name: 'hfsync has ended' }).waitFor();
    expect(noise.filter((each) => !/dialog|409|ERR_CONNECTION_REFUSED|sent: /.test(each))).toEqual([]);
  });

  it(
    'axe finds nothing, wide and narrow, light and dark, in the lists and in every dialog',
    { timeout: 120_000 },
    async () => {
      const { at } = await prepared();
      const opened = await openedPage(at);
      const { page } = await visit(opened.url, { viewport: WIDE });
      await ready(page);
      await page.evaluate(AXE);
      await page.focus('#list');
      await page.keyboard.press('c');
      await expect.poll(() => diff(page)).toHaveLength(1);
      const violations = (): Promise<string[]> =>
        page.evaluate<string[]>(
          'axe.run().then((all) => all.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`))',
        );
      for (const [viewport, colorScheme] of [
        [WIDE, 'light'],
        [WIDE, 'dark'],
        [NARROW, 'light'],
        [NARROW, 'dark'],
      ] as const) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await settled(page);
        for (const view of viewport === WIDE ? ['Records'] : ['Records', 'This record', 'Files']) {
          if (viewport === NARROW) await page.getByRole('button', { name: view }).click();
          expect(await violations(), view).toEqual([]);
        }
        if (viewport === NARROW) await page.getByRole('button', { name: 'Records' }).click();
        expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(viewport.width);
        for (const name of ['Choose for many…', 'Keys', 'Close', 'Save…']) {
          await page.getByRole('button', { name, exact: true }).click();
          await page.locator('dialog[open]').waitFor();
          expect(await violations(), name).toEqual([]);
          await page.keyboard.press('Escape');
        }
        await page.focus('#list');
        await page.keyboard.press('l');
        await page.locator('.pick-line').first().waitFor();
        expect(await violations(), 'picking').toEqual([]);
        await page.keyboard.press('Escape');
      }
      await stopped(opened);
    },
  );

  it('init --page: what is exact is chosen; one is taken back, and the file is written', async () => {
    const at = await world();
    await rm(path.join(at.folder, 'hfsync.yaml'));
    const opened = await openedBy(at, (env) =>
      initOnPage(env, { harvest: null, forecast: null, yes: false, ignoreRest: false, maxWait: 30, port: 0 }),
    );
    const { page, noise } = await visit(opened.url, { viewport: NARROW });
    await page.getByRole('heading', { name: 'A first file' }).waitFor();
    await page.getByRole('radio', { name: /^Decided/ }).check();
    await ready(page);
    await page.getByRole('button', { name: 'Files' }).click();
    expect(await page.locator('#diff .added').allTextContents()).toContain(
      '+# Written by `hfsync init`. From here on it is yours.',
    );
    await page.getByRole('button', { name: 'Records' }).click();
    const name = await selected(page);
    await page.focus('#list');
    await page.keyboard.press('u');
    await page.keyboard.press('Control+s');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'Saved' }).waitFor();
    expect(await opened.ended).toMatchObject({ code: 0, err: '' });
    const text = await at.read('hfsync.yaml');
    expect(text).toContain('links:');
    expect(text).not.toContain(`name: ${name},`);
    expect(noise).toEqual([]);
  });

  it('a name runs nothing, loads nothing, breaks nothing', async () => {
    const attack = ATTACKS.join('').slice(0, 200);
    const { at } = await prepared({ harvest: attack, forecast: `${attack}2` });
    const opened = await openedPage(at);
    const { page, noise } = await visit(opened.url, { viewport: NARROW });
    await ready(page);
    await page.focus('#list');
    await page.keyboard.press('c');
    await page.keyboard.press('l');
    await page.keyboard.press('Escape');
    await page.getByRole('radio', { name: /^All records/ }).check();
    await settled(page);
    await page.keyboard.press('Control+s');
    await page.locator('dialog[open]').waitFor();
    expect(await page.evaluate('typeof pwned')).toBe('undefined');
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(NARROW.width);
    expect(noise).toEqual([]);
    await stopped(opened);
  });
});
