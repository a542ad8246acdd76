import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openPage } from '../../src/app/page.ts';
import { EXIT } from '../../src/model/error.ts';
import { openSession } from '../../src/page/session.ts';
import type { Choice } from '../../src/page/wire.ts';
import { openedBy, type OpenedPage } from '../app/opened-page.ts';
import { run } from '../app/world.ts';
import { pageOf, type PageSample } from '../page/sample.ts';
import { describeInChromium } from './chromium.ts';
import { WATCH } from './watch.ts';

const named = (what: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${what} n${index + 1}`);

/** A page over made-up records; each choice is a line of its file. */
function servedPage(sample: PageSample): Promise<OpenedPage> {
  const { choices: _, draft: __, idleMs: ___, ...data } = pageOf(sample);
  const lineOf = (choice: Choice): string => `${JSON.stringify(choice)}\n`;
  return openedBy({ run: (useCase, setup) => run('/', setup ?? {}, useCase) }, async (env) => {
    const session = await openSession(
      () => [],
      {
        edit: async (taken) => {
          const after = taken.map(({ choice }) => lineOf(choice)).join('');
          return { ok: true, files: after === '' ? [] : [{ path: 'hfsync.yaml', before: '', after }] };
        },
        save: async () => undefined,
      },
      [],
    );
    await openPage(env, { session, data }, { port: 0, idleMs: 60_000, leftMs: 60_000 });
    return EXIT.done;
  });
}

describeInChromium('the local page with 10,000 records on each side', (_, visit) => {
  it('is searched, scrolled, decided, undone', { timeout: 120_000 }, async ({ annotate }) => {
    const opened = await servedPage({
      ...{ both: named('Linked', 6000), alike: named('Alike', 3000), likely: named('Likely', 500) },
      ...{ harvest: named('Harvest', 500), forecast: named('Forecast', 500) },
    });
    const { page, noise } = await visit(opened.url, { viewport: { width: 1280, height: 900 } });
    await page.locator('.entry').first().waitFor({ timeout: 30_000 });
    await page.evaluate(WATCH);
    const status = (): Promise<string | null> => page.locator('#status').textContent();
    const measured: number[] = [];
    const measure = async (words: string, act: string): Promise<void> => {
      const { took, longest } = await page.evaluate<{ took: number; longest: number }>(`measure(() => { ${act} })`);
      measured.push(took);
      await annotate(`${words}: ${took.toFixed(0)} ms to the next picture, longest task ${longest.toFixed(0)} ms`);
    };
    const type = (text: string): string =>
      `document.querySelector('#search').value = '${text}'; document.querySelector('#filters').dispatchEvent(new Event('input'))`;
    const press = (key: string): string =>
      `document.querySelector('#list').dispatchEvent(new KeyboardEvent('keydown', { key: '${key}', bubbles: true }))`;

    expect(await status()).toBe('4,500 shown, 4,500 to decide');
    await measure('all records', `document.querySelector('[name=show][value=all]').click()`);
    expect(await status()).toBe('10,500 shown, 4,500 to decide');
    expect(await lines(page)).toBeLessThan(60);
    await measure('first search', type('linked n49'));
    expect(await status()).toBe('155 shown, 4,500 to decide');
    await measure('no search', type(''));
    await measure('to the end', press('End'));
    expect(await page.locator('[aria-selected=true]').getAttribute('aria-posinset')).toBe('10500');
    await measure('a page up', press('PageUp'));
    await measure('to the start', press('Home'));
    await measure('a choice', press('a'));
    expect(await status()).toBe('10,500 shown, 4,499 to decide');
    await measure('far away', `document.querySelector('#list').scrollTop = 200000`);
    expect(await lines(page)).toBeLessThan(60);
    await page.getByRole('button', { name: 'Choose for many…' }).click();
    await page.getByRole('button', { name: 'Link what is exact (2,999)' }).click();
    await expect.poll(status).toBe('10,500 shown, 1,500 to decide');
    await expect.poll(() => page.locator('#files-status').textContent()).toContain('3,000 lines added');
    expect(await page.locator('#diff .line').count()).toBeLessThan(60);
    await page.keyboard.press('Control+z');
    await expect.poll(status).toBe('10,500 shown, 4,499 to decide');
    await annotate(`the slowest took ${Math.max(...measured).toFixed(0)} ms`);
    expect(Math.max(...measured)).toBeLessThan(1000);
    expect(noise).toEqual([]);
    opened.interrupt();
    await opened.ended;
  });
});

function lines(page: Page): Promise<number> {
  return page.locator('.entry').count();
}
