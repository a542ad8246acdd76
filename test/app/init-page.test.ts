import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { initOnPage } from '../../src/app/init-page.ts';
import { init, type InitOptions } from '../../src/app/init.ts';
import { buildWorld } from '../../src/sandbox/build.ts';
import { type WorldPlan } from '../../src/sandbox/world-plan.ts';
import type { Choice, PageData } from '../../src/page/wire.ts';
import { openedBy, visit, type OpenedPage } from './opened-page.ts';
import { world, type World } from './world.ts';

const OPTIONS: InitOptions = { harvest: null, forecast: null, yes: false, ignoreRest: false, maxWait: 30 };

const both = (harvest: string, forecast: string) => ({ harvest, forecast });

const AGENCY: WorldPlan = {
  clients: [
    { name: 'Acme', pointer: null },
    { name: 'Lonely', harvest: null },
  ],
  projects: [
    { name: 'Website', client: 'Acme', pointer: null },
    { name: 'Twin', client: 'Acme', pointer: null },
    { name: both('Relaunch', 'RELAUNCH'), client: 'Acme', pointer: null },
    { name: 'Podcast', client: 'Acme', forecast: null },
  ],
};

/** Two accounts and an empty folder. */
async function fresh(data: WorldPlan = AGENCY): Promise<World> {
  const at = await world({ data: buildWorld(data) });
  await rm(path.join(at.folder, 'hfsync.yaml'));
  return at;
}

function opened(at: World, options: Partial<InitOptions> = {}): Promise<OpenedPage> {
  return openedBy(at, (env) => initOnPage(env, { ...OPTIONS, ...options, port: 0 }));
}

/** The lines that the page shows, each after its `+`. */
function shownText({ draft }: Pick<PageData, 'draft'>, path = 'hfsync.yaml'): string {
  const file = draft.files.find((each) => each.path === path)!;
  return `${file.hunks.flatMap(({ lines }) => lines.map((line) => line.slice(1))).join('\n')}\n`;
}

describe('init on the local page', () => {
  test('saved as it is proposed, it is what init writes, without the likely ones', async () => {
    const at = await fresh();
    const page = await opened(at);
    const { data, call } = await visit(page);
    const told = await data();
    expect(told.mode).toBe('init');
    expect((await call('/api/save', { revision: told.draft.revision })).status).toBe(200);
    const { code, out, err } = await page.ended;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Wrote hfsync.yaml: 3 links (1 client, 2 projects).');
    expect(out).toContain('Added .hfsync/ to .gitignore.');
    const text = await at.read('hfsync.yaml');
    expect(text).toBe(shownText(told));
    await rm(path.join(at.folder, 'hfsync.yaml'));
    await at.run((env) => init(env, { ...OPTIONS, yes: true }));
    const byInit = (await at.read('hfsync.yaml')).split('\n');
    const isLikely = (line: string, index: number): boolean =>
      /# likely/.test(line) || /# likely/.test(byInit[index - 1] ?? '');
    expect(byInit.filter((line, index) => !isLikely(line, index)).join('\n')).toBe(text);
    expect(at.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('a link is taken back, a likely one accepted, the rest created, ignored and linked by hand', async () => {
    const at = await fresh();
    const page = await opened(at);
    const { data, change, call } = await visit(page);
    const { items, records, rows, choices } = await data();
    const itemOf = (name: string, side: 'harvest' | 'forecast'): string =>
      items.find((_, place) =>
        rows.some((row) => row.items.includes(place) && row[side] !== null && records[row[side]]!.name === name),
      )!.id;
    const way = (item: string, key: string): Choice => ({ by: 'way', item, way: key, id: null });
    const twin = choices.find((choice) => choice.by === 'way' && choice.item === itemOf('Twin', 'harvest'))!;
    expect(twin).toBeDefined();
    const draft = await change({
      drop: [itemOf('Twin', 'harvest')],
      take: [
        way(itemOf('Relaunch', 'harvest'), 'link'),
        way(itemOf('Podcast', 'harvest'), 'create'),
        way(itemOf('Lonely', 'forecast'), 'ignore'),
      ],
    });
    expect(draft.refused).toEqual([]);
    expect((await call('/api/save', { revision: draft.revision })).status).toBe(200);
    expect((await page.ended).code).toBe(0);
    const text = (await at.read('hfsync.yaml')).replace(/(?<=(harvest|forecast): )\d+|\d{4,}/g, 'N');
    expect(text).toContain('- { name: Relaunch, harvest: N, forecast: N } # Forecast: "RELAUNCH"');
    expect(text).toContain('- { name: Podcast, harvest: N, forecast: create }');
    expect(text).toMatch(/ignore:\n {2}clients: .*forecast/);
    expect(text).not.toContain('Twin');
    expect(text).toBe(shownText({ draft }).replace(/(?<=(harvest|forecast): )\d+|\d{4,}/g, 'N'));
  });

  test('all taken back leaves a file with the accounts alone, and that is what is saved', async () => {
    const at = await fresh();
    const page = await opened(at);
    const { data, change, call } = await visit(page);
    const { choices } = await data();
    const subjects = choices.map((choice) => (choice.by === 'way' ? choice.item : ''));
    const draft = await change({ drop: subjects });
    await call('/api/save', { revision: draft.revision });
    await page.ended;
    expect(await at.read('hfsync.yaml')).not.toContain('links:');
  });

  test('nothing is written over a file that came meanwhile, nor without saving', async () => {
    const projects = Array.from({ length: 201 }, (_, index) => ({ name: `Job ${index}`, client: 'Acme' }));
    const at = await fresh({ clients: [{ name: 'Acme' }], projects });
    const page = await opened(at);
    const { data, call } = await visit(page);
    const { draft } = await data();
    expect(draft.files.map((file) => file.path)).toEqual(['hfsync.yaml', 'links/acme.yaml']);
    await mkdir(path.join(at.folder, 'links'));
    await at.write('links/acme.yaml', '# mine\n');
    expect(await call('/api/save', { revision: draft.revision })).toMatchObject({
      status: 409,
      body: { code: 'init.exists' },
    });
    expect(await at.read('links/acme.yaml')).toBe('# mine\n');
    await call('/api/close', {});
    expect(await page.ended).toMatchObject({ code: 1, err: expect.stringContaining('Nothing was written.') });
    await expect(at.read('hfsync.yaml')).rejects.toThrow('ENOENT');
    await expect(opened(at, { yes: true })).rejects.toThrow('--yes');
  });
});
