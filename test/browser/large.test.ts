import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { largePlan } from '../../bench/views/plan.ts';
import { planHtml } from '../report/whole.ts';
import { describeInChromium, settled, shown } from './chromium.ts';

const WIDE = { viewport: { width: 1280, height: 900 } };

describeInChromium('the HTML page of thousands of changes', (open) => {
  /** Does it inside the page, which then has answered and drawn. */
  const act = (page: Page, does: string): Promise<unknown> =>
    page.evaluate(`(async () => {
      const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      ${does};
      await drawn();
    })()`);
  const type = (words: string): string =>
    `const search = document.querySelector('#search'); search.value = ${JSON.stringify(words)};
     search.dispatchEvent(new Event('input', { bubbles: true })); await drawn()`;

  /** How many records are laid out. */
  const laidOut = (page: Page): Promise<number> =>
    page.evaluate<number>(
      'Array.from(document.querySelectorAll(".record")).filter((each) => each.checkVisibility({ contentVisibilityAuto: true })).length',
    );

  /**
   * Waits until the page says so. Asked by the page's own means: a locator of Playwright looks at every element of the page for shadow
   * roots each time, which stops a page of 20,000 records for longer than anything that it does itself.
   */
  const says = (page: Page, words: string): Promise<void> =>
    expect
      .poll(() => page.evaluate('document.querySelector("#status").textContent'), { timeout: 60_000 })
      .toContain(words);

  /** How the last block and the last record are shown. */
  const visibility = (page: Page): Promise<readonly string[]> =>
    page.evaluate<readonly string[]>(
      '[".block:last-child", ".block:last-child .record"].map((of) => getComputedStyle([...document.querySelectorAll(of)].at(-1)).contentVisibility)',
    );

  it(
    'lays out what is near the screen alone, and loses nothing: scrolling, search, the keyboard',
    {
      timeout: 240_000,
    },
    async () => {
      const { page, noise } = await open(planHtml(largePlan(3000, 'changes')), WIDE);
      await says(page, 'All 3,000 shown');
      const isNear = async (): Promise<void> => {
        const near = await laidOut(page);
        expect(near).toBeGreaterThan(5);
        // A block has 50, and what is a screen away counts as near.
        expect(near).toBeLessThan(300);
      };

      await isNear();
      await act(page, 'scrollTo(0, document.documentElement.scrollHeight / 2)');
      for (let step = 0; step < 3; step += 1) {
        await act(page, 'scrollBy(0, 700)');
        await isNear();
      }
      await act(page, type('project:14002999/4999'));
      await says(page, '1 of 3,000 shown');
      expect(await shown(page)).toBe(1);
      await act(page, type('rebrand'));
      await says(page, 'of 3,000 shown');
      await isNear();
      await act(page, type(''));
      await says(page, 'All 3,000 shown');
      expect(await shown(page)).toBe(3000);
      await isNear();

      // The last record is found, focused and opened with keys alone.
      await act(page, type('project:14002999/4999'));
      await settled(page);
      await page.evaluate('document.querySelector("#change-3000 summary").focus()');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.querySelector("#change-3000 table").checkVisibility()')).toBe(true);
      expect(noise).toEqual([]);
    },
  );

  /** What the tree of DevTools has of the last of 1,050 records: nothing of what is not laid out. A screen reader gets its own words. */
  const known = async (page: Page): Promise<readonly unknown[]> => {
    const client = await page.context().newCDPSession(page);
    const { result } = await client.send('Runtime.evaluate', { expression: 'document.querySelector("#change-1050")' });
    const { nodes } = await client.send('Accessibility.queryAXTree', {
      ...(result.objectId !== undefined && { objectId: result.objectId }),
      role: 'DisclosureTriangle',
    });
    return nodes.map(({ name }) => name?.value as unknown);
  };
  const PAGE = planHtml(largePlan(1050, 'changes'));

  it(
    'screen readers know what is near the screen, and all once its reader asks for that',
    { timeout: 120_000 },
    async () => {
      const { page, noise } = await open(PAGE, WIDE);
      expect(await known(page)).toEqual([]);
      const button = page.getByRole('button', { name: 'Lay out all' });
      await button.focus();
      await page.keyboard.press('Enter');
      await says(page, 'All records are laid out');
      expect(await visibility(page)).toEqual(['visible', 'visible']);
      const name = /^update: .* 1049 2027 in Harvest, .* Harvest: ".*" goes to Forecast: before ".*" after ".*"$/;
      expect(await known(page)).toEqual([expect.stringMatching(name)]);

      await page.keyboard.press('Enter');
      expect(await button.getAttribute('aria-pressed')).toBe('false');
      expect(await visibility(page)).toEqual(['auto', 'auto']);
      expect(noise).toEqual([]);
    },
  );

  it('lays out all in few steps, and again after a search', { timeout: 240_000 }, async () => {
    const { page, noise } = await open(planHtml(largePlan(2000, 'changes')), WIDE);
    const client = await page.context().newCDPSession(page);
    await client.send('Performance.enable');
    const layouts = async (): Promise<number> => {
      const { metrics } = await client.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'LayoutCount')?.value ?? NaN;
    };
    const whole = (): Promise<number> => page.evaluate<number>('document.querySelectorAll(".block.whole").length');
    await says(page, 'All 2,000 shown');
    const before = await layouts();
    await page.evaluate('document.querySelector("#whole").click()');
    await says(page, 'All records are laid out');
    expect(await whole()).toBe(40);
    // One for each block, and one for each picture between two of them, take a page of 20,000 records many minutes.
    expect((await layouts()) - before).toBeLessThan(40);

    await act(page, type('website 1999'));
    await says(page, '1 of 2,000 shown');
    await act(page, type(''));
    await says(page, 'All 2,000 shown');
    // Not in one long step.
    expect(await whole()).toBeLessThan(40);
    await expect.poll(whole, { timeout: 60_000 }).toBe(40);
    expect(noise).toEqual([]);
  });

  it('a PDF has every record, and closed ones open', { timeout: 240_000 }, async () => {
    // Long, but most of its records are only a line: a PDF of as many changes takes minutes.
    const { observations } = largePlan(10_010, 'mixed');
    const made = { ...largePlan(60, 'changes'), observations };
    const { page } = await open(planHtml(made), WIDE);
    expect(await page.locator('#whole').count()).toBe(1);
    // Its outline is made of the headings that are on paper: one for each record, and one for the request that unfolds.
    const pdf = await page.pdf({ outline: true, tagged: true });
    const headings = outlineOf(pdf);
    const records = [...made.changes, ...observations].map(({ address }) => address);
    expect(headings.flatMap((heading) => /project:\d+\/\d+$/.exec(heading)?.[0] ?? [])).toEqual(records);
    expect(headings.filter((heading) => heading.startsWith('update in Forecast'))).toHaveLength(60);
    expect(await page.evaluate('document.querySelectorAll("details.record[open]").length')).toBe(0);
  });

  it("the browser's own search finds what is not laid out, and paper has it", { timeout: 120_000 }, async () => {
    const { page } = await open(PAGE, WIDE);
    await page.emulateMedia({ media: 'print' });
    expect(await visibility(page)).toEqual(['visible', 'visible']);
    await page.emulateMedia({ media: 'screen' });
    expect(await visibility(page)).toEqual(['auto', 'auto']);
    expect(await page.evaluate('find("1048 2027")')).toBe(true);
    expect(await page.evaluate('getSelection().anchorNode.parentElement.closest(".record").id')).toBe('change-1049');
  });

  it('is laid out whole where no script runs, since nothing else could', async () => {
    const { page } = await open(planHtml(largePlan(1_001, 'changes')), { javaScriptEnabled: false });
    const client = await page.context().newCDPSession(page);
    await client.send('DOM.enable');
    await client.send('CSS.enable');
    const { root } = await client.send('DOM.getDocument');
    const { nodeId } = await client.send('DOM.querySelector', { nodeId: root.nodeId, selector: '.block:last-child' });
    const { computedStyle } = await client.send('CSS.getComputedStyleForNode', { nodeId });
    expect(computedStyle.find(({ name }) => name === 'content-visibility')?.value).toBe('visible');
  });

  it('a page that is laid out whole anyhow offers no button for it', async () => {
    const { page } = await open(planHtml(largePlan(1_000, 'changes')));
    expect(await page.locator('#whole').count()).toBe(0);
  });
});

/** The titles of the outline, which a PDF holds as text, or as UTF-16 where that is not ASCII. */
function outlineOf(pdf: Buffer): readonly string[] {
  return [...pdf.toString('latin1').matchAll(/\/Title (?:\((.*)\)|<FEFF([0-9A-F]+)>)$/gm)].map(([, text, hex]) =>
    hex === undefined ? (text ?? '') : Buffer.from(hex, 'hex').swap16().toString('utf16le'),
  );
}
