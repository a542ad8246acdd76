import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { planHtml } from '../report/whole.ts';
import { change, FULL, plan } from '../report/sample.ts';
import { describeInChromium, settled, shown } from './chromium.ts';

/** What a reader does with the page. Functions that run inside it are texts: this project knows no DOM. */
describeInChromium('the HTML page', (open) => {
  const status = (page: Page): Promise<string | null> => page.locator('#status').textContent();
  const hash = (page: Page): Promise<string> => page.evaluate<string>('location.hash');
  const search = async (page: Page, words: string): Promise<void> => {
    await page.fill('#search', words);
    await settled(page);
  };
  const check = async (page: Page, name: RegExp): Promise<void> => {
    await page.getByRole('checkbox', { name }).check();
    await settled(page);
  };

  describe('search and filters', () => {
    it('start with everything, and say how many there are', async () => {
      const { page, noise } = await open(planHtml(FULL));
      expect(await shown(page)).toBe(9);
      expect(await status(page)).toBe('All 9 shown');
      expect(noise).toEqual([]);
    });

    it('a search finds every word, in any case, in any order, as text and not as a pattern', async () => {
      const { page } = await open(planHtml(FULL));
      const expected: readonly (readonly [string, number])[] = [
        ['kim', 3],
        ['ALLEN kim@acme', 1],
        ['acme website 2025', 1],
        ['14308070', 1],
        ['harvest: 14307913', 1],
        ['links/people.yaml:9', 1],
        ['no such thing', 0],
        ['.*', 0],
      ];
      for (const [words, count] of expected) {
        await search(page, words);
        expect(await status(page)).toBe(`${count} of 9 shown`);
        expect(await shown(page)).toBe(count);
      }
      expect(await page.locator('section.records:visible').count()).toBe(0);
    });

    it('a search knows no accents', async () => {
      const { page } = await open(planHtml(plan({ changes: [change({ label: 'Zoë Müller' })] })));
      for (const words of ['zoe muller', 'Mu\u0308ller', 'müller']) {
        await search(page, words);
        expect(await shown(page)).toBe(1);
      }
      await search(page, 'moller');
      expect(await shown(page)).toBe(0);
    });

    it('class, kind and rule: any of what is chosen in each, all of them together', async () => {
      const { page } = await open(planHtml(FULL));
      await check(page, /^Manual/);
      expect(await shown(page)).toBe(2);
      await check(page, /^Changes/);
      expect(await shown(page)).toBe(7);
      await check(page, /^people/);
      expect(await shown(page)).toBe(2);
      await page.getByLabel('Rule').selectOption('person.roles');
      await settled(page);
      expect(await shown(page)).toBe(1);
      expect(await page.locator('section.records:visible h2').allTextContents()).toEqual(['Changes 1 of 5']);
      await page.getByRole('button', { name: 'Clear' }).click();
      expect(await status(page)).toBe('All 9 shown');
    });

    it('a view is an address that can be shared', async () => {
      const { page } = await open(planHtml(FULL));
      await check(page, /^Changes/);
      await check(page, /^projects/);
      await search(page, 'skunk & works?');
      await expect.poll(() => hash(page)).toBe('#q=skunk+%26+works%3F&class=change&kind=project');
      await search(page, 'skunk');
      await expect.poll(() => hash(page)).toBe('#q=skunk&class=change&kind=project');
      await page.reload();
      expect(await page.inputValue('#search')).toBe('skunk');
      expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(2);
      expect(await status(page)).toBe('1 of 9 shown');
      await page.getByRole('button', { name: 'Clear' }).click();
      expect(await hash(page)).toBe('');
      await page.evaluate("location.hash = '#rule=project.code'");
      await expect.poll(() => status(page)).toBe('1 of 9 shown');
    });

    it('an address with nonsense in it shows everything', async () => {
      const { page, noise } = await open(planHtml(FULL), { hash: '#class=none&rule=none&x=%&q=' });
      expect(await status(page)).toBe('All 9 shown');
      expect(noise).toEqual([]);
    });

    it('a link to a record opens it, also where it is filtered out', async () => {
      const { page } = await open(planHtml(FULL), { hash: '#change-4' });
      const opened = (): Promise<string[]> =>
        page.evaluate<string[]>('Array.from(document.querySelectorAll("details.record[open]"), ({ id }) => id)');
      expect(await opened()).toEqual(['change-4']);
      await check(page, /^Manual/);
      await page.evaluate("location.hash = '#change-5'");
      await expect.poll(opened).toEqual(['change-4', 'change-5']);
      expect(await page.locator('#change-5 table').first().isVisible()).toBe(true);
    });

    it('expand and collapse what is shown', async () => {
      const { page } = await open(planHtml(FULL));
      const opened = page.locator('details.record[open]');
      await check(page, /^Manual/);
      await page.getByRole('button', { name: 'Expand all' }).click();
      expect(await opened.count()).toBe(2);
      await page.getByRole('button', { name: 'Collapse all' }).click();
      expect(await opened.count()).toBe(0);
    });
  });

  it('a real click copies the lines to paste, as they are, and says so', async () => {
    const { page, noise } = await open(planHtml(FULL), { permissions: ['clipboard-read', 'clipboard-write'] });
    expect(await page.locator('button.copy').count()).toBe(0);
    await page.locator('#manual-1 summary').click();
    const button = page.locator('#manual-1').getByRole('button', { name: 'Copy these lines' });
    await button.click();
    await page.locator('#manual-1').getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      'links:\n  projects:\n    - { name: Rebrand, harvest: 14307913, forecast: create }\n',
    );
    // Closed and opened again, it is still one.
    await page.locator('#manual-1 summary').click();
    await page.locator('#manual-1 summary').click();
    expect(await page.locator('#manual-1 button.copy').count()).toBe(1);
    expect(noise).toEqual([]);
  });

  it('what a section counts follows search and filters, of items and observations too', async () => {
    const { page } = await open(planHtml(FULL));
    const counts = (): Promise<string[]> => page.locator('section.records:visible h2 .count').allTextContents();
    const all = await counts();
    expect(all).toHaveLength(4);
    await search(page, 'robin');
    expect(await counts()).toEqual([`1 of ${all[1]}`]);
    await search(page, '');
    await check(page, /^Observations/);
    expect(await counts()).toEqual(['1']);
  });

  describe('without its script', () => {
    it('everything is there, and unfolds', async () => {
      const { page, noise } = await open(planHtml(FULL), { javaScriptEnabled: false });
      expect(await page.locator('.record:visible').count()).toBe(9);
      expect(await page.locator('#filters').isVisible()).toBe(false);
      await page.locator('#change-3 summary').click();
      expect(await page.locator('#change-3 table').isVisible()).toBe(true);
      expect(noise).toEqual([]);
    });
  });

  describe('on paper', () => {
    const UNSEEN =
      'Array.from(document.querySelectorAll(".more > *, .about > dl")).filter((e) => !e.checkVisibility({ contentVisibilityAuto: true })).length';

    it('everything is open, with the script and without', async () => {
      const { page } = await open(planHtml(FULL));
      expect(await page.evaluate<number>(UNSEEN)).toBeGreaterThan(10);
      await page.emulateMedia({ media: 'print' });
      await expect.poll(() => page.evaluate<number>(UNSEEN)).toBe(0);
      expect(await page.locator('#filters *:visible').count()).toBe(0);
    });

    it('where a browser needs it said, the records are opened and closed again', async () => {
      const { page } = await open(planHtml(FULL));
      const opened = page.locator('details.record[open]');
      await page.locator('#change-3 summary').click();
      await page.evaluate('dispatchEvent(new Event("beforeprint"))');
      expect(await opened.count()).toBe(8);
      await page.evaluate('dispatchEvent(new Event("afterprint"))');
      expect(await opened.count()).toBe(1);
    });

    it('only what is shown is printed, and how much that is of all', async () => {
      const { page } = await open(planHtml(FULL), { hash: '#class=manual' });
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.record:visible').count()).toBe(2);
      expect(await page.locator('#status').isVisible()).toBe(true);
      expect(await page.getByRole('button').count()).toBe(0);
    });
  });
});
