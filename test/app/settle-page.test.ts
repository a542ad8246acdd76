import { describe, expect, test } from 'vitest';
import { plan } from '../../src/app/plan.ts';
import { settle } from '../../src/app/settle.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Choice, PageData } from '../../src/page/wire.ts';
import { PLAN } from '../support/options.ts';
import { openedPage, SETTLE, visit } from './opened-page.ts';
import { world, type World } from './world.ts';

async function waiting(at: World): Promise<Plan> {
  const { out } = await at.run((env) => plan(env, { ...PLAN, format: 'json' }));
  return JSON.parse(out) as Plan;
}

/** A person who is archived in Forecast, a project in Harvest alone, one that both have without a link, and another in Forecast alone. */
async function prepared(): Promise<World> {
  const at = await world();
  await at.control.archive({ side: 'forecast', kind: 'person', id: 3006, by: 3001 });
  for (const name of ['Podcast', 'Video']) {
    await at.control.create({ side: 'harvest', kind: 'project', values: { name, client: 5735776 } });
    if (name === 'Video')
      await at.control.create({ side: 'forecast', kind: 'project', values: { name, client: 1001 } });
  }
  await at.control.create({ side: 'forecast', kind: 'project', values: { name: 'Poster', client: 1001 } });
  return at;
}

/** Every way that the page can carry out, each key once, those with an open id with a record that the page offers. */
function everyWay({ items, rows, records }: PageData): readonly Choice[] {
  const all = items.flatMap(({ id: item, ways }, place) =>
    ways.flatMap(({ key: way, does, names }): Choice[] => {
      if (does === 'hand') return [];
      const { kind } = rows.find((row) => row.items.includes(place))!;
      const free = rows.filter((row) => row.verdict === 'waiting' && row.kind === kind && names && row[names] !== null);
      if (does === 'edit') return [{ by: 'way', item, way, id: null }];
      return free.slice(0, 1).map((row) => ({ by: 'way', item, way, id: records[row[names!]!]!.id }));
    }),
  );
  const keys = all.map((choice) => (choice.by === 'way' ? `${choice.way} ${choice.id !== null}` : ''));
  return all.filter((_, index) => keys.indexOf(keys[index]!) === index);
}

describe('settle on the local page', () => {
  test('every way of every item gives the bytes that settle gives', async () => {
    const at = await prepared();
    const page = await openedPage(at);
    const { data, change } = await visit(page);
    const told = await data();
    const file = await at.read('hfsync.yaml');
    const all = everyWay(told);
    expect(all.map((choice) => choice.by === 'way' && choice.way)).toEqual(
      expect.arrayContaining(['link', 'create', 'ignore', 'keep-harvest']),
    );
    let subject: string | undefined;
    for (const choice of all) {
      if (choice.by !== 'way') continue;
      const { files, refused } = await change({ drop: subject === undefined ? [] : [subject], take: [choice] });
      subject = choice.item;
      expect(refused).toEqual([]);
      const row = told.rows.find(({ items }) => items.some((place) => told.items[place]!.id === choice.item))!;
      const dry = { ...SETTLE, address: row.address, way: choice.way, id: choice.id, dryRun: true };
      const { code, out } = await at.run((env) => settle(env, dry));
      expect(code).toBe(0);
      const lines = out.split('\n').filter((line) => /^[-+ ](?![-+]{2} )/.test(line));
      expect(files.flatMap(({ hunks }) => hunks.flatMap((hunk) => hunk.lines))).toEqual(lines);
    }
    expect(await at.read('hfsync.yaml')).toBe(file);
    page.interrupt();
    await page.ended;
  });

  test('shows both accounts, each record once, with candidates and their evidence', async () => {
    const at = await prepared();
    const page = await openedPage(at);
    const { data } = await visit(page);
    const { rows, records, items, accounts, mode } = await data();
    expect({ mode, accounts: [accounts.harvest.id, accounts.forecast.id] }).toEqual({
      mode: 'settle',
      accounts: [1234567, 7654321],
    });
    const shown = rows.flatMap(({ harvest, forecast }) => [harvest, forecast]).filter((place) => place !== null);
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown.length).toBe(records.length);
    const video = items.filter(({ candidates }) => candidates.some((each) => each.class === 'exact'));
    expect(video).toHaveLength(2);
    expect(video[0]!.candidates[0]!.evidence).toBe('same name, same client');
    expect(records[video[0]!.candidates[0]!.record]).toMatchObject({
      side: 'forecast',
      name: 'Video',
      client: 'Acme',
    });
    page.interrupt();
    await page.ended;
  });

  test('saves what was shown, ends, and the next plan has the items no more', async () => {
    const at = await prepared();
    const page = await openedPage(at);
    const { data, take, call } = await visit(page);
    const { items } = await data();
    const of = (rule: string, way: string, nth = 0): Choice => {
      const found = items.filter((item) => item.rule === rule && item.ways.some(({ key }) => key === way));
      return { by: 'way', item: found[nth]!.id, way, id: null };
    };
    const first = await take(of('person.status', 'keep-harvest'));
    const draft = await take(of('project.new-in-harvest', 'create'), of('project.new-in-forecast', 'ignore'));
    expect(draft.files.map(({ path, added, removed }) => ({ path, added, removed }))).toEqual([
      { path: 'hfsync.yaml', added: expect.any(Number), removed: 1 },
    ]);
    const outdated = await call('/api/save', { revision: first.revision });
    expect(outdated).toMatchObject({ status: 409, body: { code: 'page.revision' } });
    const requests = at.requests.length;
    expect(await call('/api/save', { revision: draft.revision })).toMatchObject({
      status: 200,
      body: { files: ['hfsync.yaml'], choices: 3 },
    });
    const { code, out, err } = await page.ended;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('3 items settled in hfsync.yaml.');
    expect(at.requests.length).toBe(requests);
    expect((await waiting(at)).manual.map(({ rule }) => rule)).toEqual([
      'project.new-in-harvest',
      'project.new-in-forecast',
    ]);
  });

  test('a choice that the file cannot take is refused alone, and one that is dropped leaves the file as it was', async () => {
    const at = await prepared();
    const page = await openedPage(at);
    const { data, take, change, call } = await visit(page);
    const { items, records } = await data();
    const alone = items.filter(({ rule, candidates }) => rule === 'project.new-in-harvest' && candidates.length === 0);
    const exact = items.find(({ candidates }) => candidates[0]?.class === 'exact')!;
    const { id } = records[exact.candidates[0]!.record]!;
    const both = await take(
      { by: 'way', item: exact.id, way: 'link', id: null },
      { by: 'way', item: alone[0]!.id, way: 'link', id },
      { by: 'way', item: 'none', way: 'link', id: null },
    );
    expect(both.refused).toEqual([
      { subject: 'none', why: expect.any(String) },
      { subject: alone[0]!.id, why: 'One of the two ids is linked by another entry.' },
    ]);
    expect((await data()).choices).toEqual([{ by: 'way', item: exact.id, way: 'link', id: null }]);
    expect((await change({ drop: [exact.id] })).files).toEqual([]);
    expect(await call('/api/close', {})).toMatchObject({ status: 200 });
    await page.ended;
  });

  test('a file that changed meanwhile is not written, nor is any other; the page stays', async () => {
    const at = await prepared();
    const page = await openedPage(at);
    const { data, take, call } = await visit(page);
    const { items } = await data();
    const { revision } = await take({ by: 'way', item: items.at(-1)!.id, way: 'keep-harvest', id: null });
    for (const edited of [`${await at.read('hfsync.yaml')}# mine\n`, 'version: 2\n']) {
      await at.write('hfsync.yaml', edited);
      const refused = await call('/api/save', { revision });
      expect(refused).toMatchObject({ status: 409, body: { code: 'settle.stale' } });
      expect(await at.read('hfsync.yaml')).toBe(edited);
    }
    expect((await call('/api/close', {})).status).toBe(200);
    expect(await page.ended).toMatchObject({ code: 1 });
  });
});
