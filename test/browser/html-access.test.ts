import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { planHtml } from '../report/whole.ts';
import { ATTACKS, withTexts } from '../report/hostile.ts';
import { COMPARED, FULL, plan, UNDO } from '../report/sample.ts';
import { describeInChromium } from './chromium.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** The rules that colours can break. */
const COLOURS = { runOnly: ['color-contrast', 'link-in-text-block'] };
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 320, height: 640 };
const LONG = withTexts(FULL, (text) => `${text}${'x'.repeat(300)}`);
const HOSTILE = withTexts(FULL, (text) => `${text}${ATTACKS.join('')}`);

describeInChromium('the HTML page for everybody', (open) => {
  const focused = (page: Page): Promise<string> =>
    page.evaluate<string>('((e) => e.id || e.parentElement.id || e.className)(document.activeElement)');
  const expand = async (page: Page): Promise<void> => {
    await page.evaluate('document.querySelectorAll("details").forEach((each) => { each.open = true; })');
  };

  describe('axe finds nothing, folded and open', () => {
    const violations = (page: Page, rules = {}): Promise<string[]> =>
      page.evaluate<string[]>(
        `axe.run(${JSON.stringify(rules)}).then((all) => all.violations.map(({ id, nodes }) => \`\${id}: \${nodes.map(({ html }) => html)}\`))`,
      );

    it.each<[string, Plan]>([
      ['one of everything', FULL],
      ['an undo', UNDO],
      ['a compared plan', COMPARED],
      ['nothing to do', plan()],
      ['hostile names', HOSTILE],
    ])('%s, light and dark, wide and narrow', { timeout: 120_000 }, async (_, made) => {
      for (const viewport of [WIDE, NARROW]) {
        const { page } = await open(planHtml(made), { viewport });
        await page.evaluate(AXE);
        for (const prepare of [() => undefined, expand]) {
          await prepare(page);
          await page.emulateMedia({ colorScheme: 'light' });
          expect(await violations(page)).toEqual([]);
          // What is the same page but for its colours is asked about its colours.
          await page.emulateMedia({ colorScheme: 'dark' });
          expect(await violations(page, COLOURS)).toEqual([]);
        }
      }
    });

    it('axe would find something', async () => {
      const { page } = await open(planHtml(FULL));
      await page.evaluate(AXE);
      await page.evaluate('document.querySelector("#search").labels[0].remove()');
      expect(await violations(page)).toEqual([expect.stringMatching(/^label: .*id="search"/)]);
    });

    it('and a colour that is hard to see in the dark', async () => {
      const { page } = await open(planHtml(plan()), { colorScheme: 'dark' });
      await page.evaluate(AXE);
      await page.evaluate('document.querySelectorAll("*").forEach((each) => { each.style.color = "#222"; })');
      expect(await violations(page, COLOURS)).toEqual([expect.stringMatching(/^color-contrast: /)]);
      await page.emulateMedia({ colorScheme: 'light' });
      expect(await violations(page, COLOURS)).toEqual([]);
    });
  });

  it('a record says in words what signs, sides and colours say', async () => {
    const { page } = await open(planHtml(FULL), { viewport: WIDE });
    const client = await page.context().newCDPSession(page);
    const { nodes } = await client.send('Accessibility.getFullAXTree');
    const names = nodes
      .filter((node) => node.role?.value === 'DisclosureTriangle')
      .map((node) => String(node.name?.value));
    expect(names).toContain(
      'update: Acme Agency company capacity Harvest: before 40 h after 37.5 h comes from Forecast: 37.5 h',
    );
    expect(names).toContain(
      'conflict: App project:14308070/2002 Both sides changed the code since they last agreed. code Harvest: "A-2" differs from Forecast: "A-3"',
    );
  });

  it('has its landmarks, and announces the count', async () => {
    const { page } = await open(planHtml(FULL));
    for (const role of ['banner', 'search', 'main', 'contentinfo'] as const) {
      expect(await page.getByRole(role).count()).toBe(1);
    }
    expect(await page.getByRole('status').textContent()).toBe('All 9 shown');
  });

  describe('from the keyboard', () => {
    it('skips to the records, opens one, searches and clears', async () => {
      const { page } = await open(planHtml(FULL));
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe('skip');
      await page.keyboard.press('Enter');
      expect(await focused(page)).toBe('records');
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe('change-1');
      await page.keyboard.press('Enter');
      expect(await page.locator('#change-1 table').isVisible()).toBe(true);
      await page.keyboard.press('/');
      expect(await focused(page)).toBe('search');
      await page.keyboard.type('people/');
      expect(await page.inputValue('#search')).toBe('people/');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      expect(await page.inputValue('#search')).toBe('');
      expect(await page.locator('#status').textContent()).toBe('All 9 shown');
    });

    it('reaches everything once, each with a focus that is seen and not covered', async () => {
      const { page } = await open(planHtml(FULL), { viewport: WIDE });
      await expand(page);
      const controls = await page
        .locator('a:visible, summary:visible, input:visible, select:visible, button:visible')
        .count();
      const reached: string[] = [];
      // Back as well: there the filters, which stay in sight, could cover what comes up from above.
      for (const key of [...Array<string>(controls).fill('Tab'), ...Array<string>(controls - 1).fill('Shift+Tab')]) {
        await page.keyboard.press(key);
        const at = await page.evaluate<{ path: string; outline: string; covered: boolean }>(FOCUS);
        reached.push(at.path);
        expect(at).toMatchObject({ outline: expect.stringMatching(/^solid [1-9]/), covered: false });
      }
      expect(reached.slice(controls)).toEqual(reached.slice(0, controls - 1).toReversed());
      expect(new Set(reached).size).toBe(controls);
    });
  });

  it.each<[string, Plan]>([
    ['one of everything', FULL],
    ['long words', LONG],
    ['hostile names', HOSTILE],
    ['nothing to do', plan()],
  ])('fits 320 pixels, as a window of 1280 has them at 400 per cent: %s', async (_, made) => {
    const { page } = await open(planHtml(made), { viewport: NARROW });
    await expand(page);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(320);
  });

  it.each(['no-preference', 'reduce'] as const)('moves only where it may: %s', async (reducedMotion) => {
    const { page } = await open(planHtml(FULL), { reducedMotion });
    const moving = await page.evaluate<number>(
      'Array.from(document.querySelectorAll("*")).flatMap((e) => [getComputedStyle(e), getComputedStyle(e, "::before")]).filter((s) => !/^0s(, 0s)*$/.test(s.transitionDuration) || s.animationName !== "none").length',
    );
    expect(moving > 0).toBe(reducedMotion === 'no-preference');
  });
});

/** Where the focus is, how it is drawn (by itself or by the label around it), and whether something lies over it. */
const FOCUS = `(() => {
  const element = document.activeElement;
  const drawn = element.type === 'checkbox' ? element.closest('label') : element;
  const { outlineStyle, outlineWidth } = getComputedStyle(drawn);
  const { left, top, width } = drawn.getBoundingClientRect();
  const over = document.elementFromPoint(left + Math.min(width / 2, 20), top + 8);
  const all = Array.from(document.querySelectorAll('*'));
  return {
    path: String(all.indexOf(element)),
    outline: outlineStyle + ' ' + outlineWidth,
    covered: !(drawn.contains(over) || over?.contains(drawn)),
  };
})()`;
