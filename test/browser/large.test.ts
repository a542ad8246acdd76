import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { largePlan } from '../../bench/views/plan.ts';
import { planHtml } from '../report/whole.ts';
import { describeInChromium, settled, shown } from './chromium.ts';

describeInChromium('the HTML page of 20,000 changes', (open) => {
  /** Milliseconds until the page has answered and drawn, by its own clock. `does` runs inside of it. */
  const cost = (page: Page, does: string): Promise<number> =>
    page.evaluate<number>(`(async () => {
      const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      await drawn();
      const start = performance.now();
      ${does};
      await drawn();
      return performance.now() - start;
    })()`);
  const type = (words: string): string =>
    `const search = document.querySelector('#search'); search.value = ${JSON.stringify(words)};
     search.dispatchEvent(new Event('input', { bubbles: true })); await drawn()`;

  it('stays smooth, and loses nothing: scrolling, search, the keyboard', { timeout: 240_000 }, async () => {
    const { page, noise } = await open(planHtml(largePlan(20_000, 'changes')), {
      viewport: { width: 1280, height: 900 },
    });
    expect(await page.locator('#status').textContent()).toBe('All 20,000 shown');

    // Only what is near the screen is laid out: a jump to the middle and steps from there are a few frames each. The bounds leave room
    // for a slow machine; without blocks that are skipped, hiding and showing again take ten times as long.
    expect(await cost(page, 'scrollTo(0, document.documentElement.scrollHeight / 2)')).toBeLessThan(1000);
    for (let step = 0; step < 8; step += 1) expect(await cost(page, 'scrollBy(0, 700)')).toBeLessThan(1000);
    await cost(page, type('website 19999'));
    expect(await shown(page)).toBe(1);
    expect(await cost(page, type('rebrand'))).toBeLessThan(3000);
    expect(await cost(page, type(''))).toBeLessThan(3000);
    expect(await shown(page)).toBe(20_000);

    // The last record is found, focused and opened with keys alone.
    await page.fill('#search', 'project:14019999/21999');
    await settled(page);
    await page.locator('#change-20000 summary').focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#change-20000 table').isVisible()).toBe(true);
    expect(noise).toEqual([]);
  });
});
