import { mkdir, readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { adopt, type AdoptOptions } from '../../src/app/adopt.ts';
import { apply } from '../../src/app/apply.ts';
import { plan } from '../../src/app/plan.ts';
import { readPlan } from '../../src/report/json.ts';
import type { Plan } from '../../src/model/plan.ts';
import { APPLY, PLAN } from '../support/options.ts';
import { world, type Ran, type Setup, type World } from './world.ts';

const OPTIONS: AdoptOptions = { check: false, write: false, select: { only: [], except: [] }, maxWait: 5 };

function adopted(at: World, options: Partial<AdoptOptions> = {}, setup: Setup = {}): Promise<Ran> {
  return at.run((env) => adopt(env, { ...OPTIONS, ...options }), setup);
}

async function planned(at: World): Promise<Plan> {
  const { out } = await at.run((env) => plan(env, { ...PLAN, format: 'json' }));
  return readPlan(out);
}

/**
 * One of everything, applied once: a create that is done with a client that came along, a renamed record, a link that Forecast alone
 * has, a value under set that both have and one that waits, a link of records that are gone, and entries that match nothing.
 */
async function behind(): Promise<World> {
  const at = await world();
  const client = await at.control.create({ side: 'harvest', kind: 'client', values: { name: 'Hooli' } });
  const values = { name: 'Podcast', client: Number(client.id) };
  const made = await at.control.create({ side: 'harvest', kind: 'project', values });
  const text = await at.read('hfsync.yaml');
  await at.write(
    'hfsync.yaml',
    text
      .replace(
        '  people:',
        `    - { name: Podcast, harvest: ${Number(made.id)}, forecast: create } # imported\n  people:`,
      )
      .replace('harvest: 1782961, forecast: 3003 }', 'harvest: 1782961, forecast: 3003, set: { first_name: Beau } }')
      .replace("forecast: ['Meeting room*']", "harvest: [4711], forecast: ['Meeting room*', 'Lift*']"),
  );
  expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 0 });
  await at.control.edit({ side: 'harvest', kind: 'project', id: 14308069, values: { name: 'Web site' } });
  await at.control.edit({ side: 'forecast', kind: 'project', id: 2001, values: { name: 'Web site' }, by: 3001 });
  for (const [side, id] of [
    ['harvest', 14308070],
    ['forecast', 2003],
  ] as const)
    await at.control.delete({ side, kind: 'project', id });
  const edited = await at.read('hfsync.yaml');
  await at.write(
    'hfsync.yaml',
    edited
      .replace(/^.*1782964.*\n/m, '')
      .replace('harvest: 1782960, forecast: 3002 }', 'harvest: 1782960, forecast: 3002, set: { last_name: Sousa } }'),
  );
  return at;
}

/** Lines of a diff that differ, without the ids that the sandbox gave. */
function changedLines(diff: string): readonly string[] {
  const known = /\b(?:14\d{6}|17\d{5}|[23]\d{3}|4711)\b/;
  return diff
    .split('\n')
    .filter((line) => /^[-+] /.test(line))
    .map((line) => line.replace(/(?<=: )\d+/g, (id) => (known.test(id) ? id : 'N')));
}

describe('hfsync adopt', () => {
  test('brings every kind of entry up to date, and nothing else; a plan tells of it in one line, and of nothing after', async () => {
    const at = await behind();
    const said = await at.run((env) => plan(env, PLAN));
    expect(said.out).toMatch(/^hfsync adopt can bring 8 entries of the file up to date with the accounts\.$/m);
    const requests = at.requests.length;
    const state = await at.read('.hfsync/state.json');
    const { code, out, err } = await adopted(at, { write: true });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(changedLines(out)).toEqual([
      '+    - { name: Hooli, harvest: N, forecast: N }',
      '-    - { name: Website, harvest: 14308069, forecast: 2001 }',
      '+    - { name: Web site, harvest: 14308069, forecast: 2001 }',
      '-    - { name: Online shop, harvest: 14308070, forecast: 2003 }',
      '-    - { name: Podcast, harvest: N, forecast: create } # imported',
      '+    - { name: Podcast, harvest: N, forecast: N } # imported',
      '-    - { name: Bo Chen, harvest: 1782961, forecast: 3003, set: { first_name: Beau } }',
      '+    - { name: Beau Chen, harvest: 1782961, forecast: 3003 }',
      '+    - { name: Finn Maas, harvest: 1782964, forecast: 3006 }',
      "-  people: { harvest: [4711], forecast: ['Meeting room*', 'Lift*'] }",
      "+  people: { harvest: [], forecast: ['Meeting room*'] }",
    ]);
    expect(out).toMatch(
      /2 ids of creates that are done, 2 labels of renamed records, 1 link that Forecast has, 1 value under set that both sides have, 1 link of records that are gone, 2 entries of ignore that match nothing\.\nWritten to hfsync\.yaml\.\n$/,
    );
    expect(at.requests.slice(requests).filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(await at.read('.hfsync/state.json')).toBe(state);
    const after = await planned(at);
    expect(after.adoptable).toBeUndefined();
    expect([after.summary.manual, after.observations.map(({ rule }) => rule)]).toEqual([0, []]);
    const text = await at.read('hfsync.yaml');
    expect(await adopted(at, { write: true })).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Nothing to adopt\./),
    });
    expect(await adopted(at, { check: true })).toMatchObject({ code: 0 });
    expect(await at.read('hfsync.yaml')).toBe(text);
  });

  test('--check exits 2 with the diff and writes nothing; without a flag nothing is written unless a person says yes', async () => {
    const at = await behind();
    const before = await at.read('hfsync.yaml');
    const check = await adopted(at, { check: true });
    expect({ code: check.code, lines: changedLines(check.out).length }).toEqual({ code: 2, lines: 11 });
    const look = await adopted(at);
    expect(look).toMatchObject({ code: 0, asked: [] });
    expect(look.out).toMatch(/Nothing was written\. To write it: hfsync adopt --write\n$/);
    expect(await adopted(at, {}, { answer: 'y' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('adopt.declined'),
    });
    const json = await adopted(at, {}, { flags: { json: true }, answer: 'yes' });
    expect(JSON.parse(json.out)).toMatchObject({ written: false, files: [{ path: 'hfsync.yaml' }] });
    expect((JSON.parse(json.out) as { adopted: unknown[] }).adopted).toHaveLength(8);
    expect(await at.read('hfsync.yaml')).toBe(before);
    expect(await adopted(at, {}, { answer: 'yes' })).toMatchObject({ code: 0 });
    expect(await at.read('hfsync.yaml')).not.toBe(before);
  });

  test('a plan that was approved stays approved, and a part can be chosen or left out', async () => {
    const at = await behind();
    await at.control.edit({ side: 'harvest', kind: 'project', id: 14307913, values: { code: 'R-1' } });
    const { digest } = await planned(at);
    const some = await adopted(at, {
      check: true,
      select: { only: ['project.new-in-harvest', 'ignore.unmatched'], except: ['4711'] },
    });
    expect(changedLines(some.out).map((line) => line.slice(0, 21))).toEqual([
      '-    - { name: Podcas',
      '+    - { name: Podcas',
      '-  people: { harvest:',
      '+  people: { harvest:',
    ]);
    await adopted(at, { write: true, select: { only: [], except: ['link.undeclared'] } });
    expect(await at.read('hfsync.yaml')).not.toContain('Finn Maas');
    expect((await planned(at)).digest).toBe(digest);
    const ran = await at.run((env) => apply(env, { ...APPLY, autoApprove: false, expect: digest }));
    expect(ran).toMatchObject({ code: 0 });
  });

  test('nothing is adopted from an account that lost its records', async () => {
    const at = await behind();
    for (const id of [14307900, 14307913, 14308069, 14308071])
      await at.control.delete({ side: 'harvest', kind: 'project', id });
    expect((await planned(at)).guards.map(({ guard }) => guard)).toEqual(['emptied']);
    const before = await at.read('hfsync.yaml');
    const ran = await adopted(at, { write: true });
    expect(ran).toMatchObject({ code: 4, out: '', err: expect.stringContaining('adopt.guard') });
    expect(await at.read('hfsync.yaml')).toBe(before);
    expect((await planned(at)).adoptable).toBeUndefined();
  });

  test('entries of included files change where they are', async () => {
    const at = await behind();
    const text = await at.read('hfsync.yaml');
    const [line] = /^.*14308069.*\n/m.exec(text)!;
    await at.write('hfsync.yaml', `${text.replace(line, '')}include: ['links/*.yaml']\n`);
    await mkdir(`${at.folder}/links`);
    await at.write('links/acme.yaml', `# Acme\r\nlinks:\r\n  projects:\r\n${line.replace('\n', '\r\n')}`);
    const ran = await adopted(at, { write: true, select: { only: ['link.label'], except: [] } });
    expect(ran.out).toContain('Written to hfsync.yaml, links/acme.yaml.');
    expect(await at.read('links/acme.yaml')).toBe(
      `# Acme\r\nlinks:\r\n  projects:\r\n${line.replace('Website', 'Web site').replace('\n', '\r\n')}`,
    );
    expect((await readdir(`${at.folder}/links`)).sort()).toEqual(['acme.yaml']);
  });
});
