import { chmod, stat, symlink, rename, readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { settle, type SettleOptions } from '../../src/app/settle.ts';
import { plan } from '../../src/app/plan.ts';
import type { Plan } from '../../src/model/plan.ts';
import { PLAN } from '../support/options.ts';
import { world, type World } from './world.ts';

const OPTIONS: SettleOptions = {
  ...{ address: null, rule: null, exact: false, way: null, id: null },
  ...{ dryRun: false, yes: true, maxWait: 120 },
};

async function waiting(at: World): Promise<Plan> {
  const { out } = await at.run((env) => plan(env, { ...PLAN, format: 'json' }));
  return JSON.parse(out) as Plan;
}

/** A user who is archived in Forecast, and a project that Harvest alone has. */
async function prepared(): Promise<World> {
  const at = await world();
  await at.control.archive({ side: 'forecast', kind: 'person', id: 3006, by: 3001 });
  await at.control.create({ side: 'harvest', kind: 'project', values: { name: 'Podcast', client: 5735776 } });
  return at;
}

describe('hfsync settle', () => {
  test('writes the one line, and the next plan has the item no more; twice it writes nothing', async () => {
    const at = await prepared();
    const before = await at.read('hfsync.yaml');
    await chmod(path.join(at.folder, 'hfsync.yaml'), 0o640);
    const requests = at.requests.length;
    const ran = await at.run((env) => settle(env, { ...OPTIONS, address: 'person:1782964/3006', way: 'keep-harvest' }));
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toContain('+    - { name: Finn Maas, harvest: 1782964, forecast: 3006, set: { status: active } }');
    expect(await at.read('hfsync.yaml')).toBe(
      before.replace('forecast: 3006 }', 'forecast: 3006, set: { status: active } }'),
    );
    expect((await stat(path.join(at.folder, 'hfsync.yaml'))).mode & 0o777).toBe(0o640);
    expect(at.requests.slice(requests).filter(({ method }) => method !== 'GET')).toEqual([]);
    expect((await waiting(at)).manual.map(({ rule }) => rule)).toEqual(['project.new-in-harvest']);
    expect((await readdir(at.folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    const again = await at.run((env) =>
      settle(env, { ...OPTIONS, address: 'person:1782964/3006', way: 'keep-harvest' }),
    );
    expect(again).toMatchObject({ code: 1 });
    expect(again.err).toContain('settle.nothing');
  });

  test('a way that is not there lists the others; one with an open id asks for it', async () => {
    const at = await prepared();
    const address = (await waiting(at)).manual.find(({ rule }) => rule === 'project.new-in-harvest')?.address ?? '';
    const open = await at.run((env) => settle(env, { ...OPTIONS, address, way: 'link' }));
    expect(open).toMatchObject({ code: 1, out: '' });
    expect(open.err).toContain('The way link needs the id of a record.');
    const unknown = await at.run((env) => settle(env, { ...OPTIONS, address, way: 'keep-harvest' }));
    expect(unknown).toMatchObject({ code: 1, out: '' });
    expect(unknown.err).toMatch(/The way keep-harvest does not settle this\.[^]+with one of: .*create/);
  });

  test('by rule; --dry-run writes nothing, and without an answer nothing is written', async () => {
    const at = await prepared();
    const before = await at.read('hfsync.yaml');
    const options = { ...OPTIONS, rule: 'project.new-in-harvest', way: 'create' };
    const dry = await at.run((env) => settle(env, { ...options, dryRun: true }));
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.out).toMatch(/\+ {4}- \{ name: Podcast, harvest: \d+, forecast: create \}/);
    const unasked = await at.run((env) => settle(env, { ...options, yes: false }));
    expect(unasked).toMatchObject({ code: 1 });
    const no = await at.run((env) => settle(env, { ...options, yes: false }), { answer: 'y' });
    expect(no).toMatchObject({ code: 1 });
    expect(await at.read('hfsync.yaml')).toBe(before);
    const yes = await at.run((env) => settle(env, { ...options, yes: false }), { answer: 'yes' });
    expect(yes).toMatchObject({ code: 0 });
    expect((await waiting(at)).manual.map(({ rule }) => rule)).toEqual(['person.status']);
  });

  test('--exact links the one record of the same name under the same client', async () => {
    const at = await prepared();
    await at.control.create({ side: 'forecast', kind: 'project', values: { name: 'Podcast', client: 1001 } });
    const ran = await at.run((env) => settle(env, { ...OPTIONS, exact: true }), { flags: { json: true } });
    expect(ran).toMatchObject({ code: 0 });
    expect(JSON.parse(ran.out)).toMatchObject({
      settled: [{ way: 'link' }, { way: 'link' }],
      files: [{ path: 'hfsync.yaml' }],
      written: true,
    });
    expect((await waiting(at)).manual.map(({ rule }) => rule)).toEqual(['person.status']);
  });

  test('a likely counterpart is named by the link, which a person confirms for one record; --id names another one', async () => {
    const at = await prepared();
    const [item] = (await waiting(at)).manual.filter(({ rule }) => rule === 'project.new-in-harvest');
    const twin = await at.control.create({
      side: 'forecast',
      kind: 'project',
      values: { name: 'podcast', client: 1001 },
    });
    const values = { name: 'Unlike', client: 1001 };
    const other = await at.control.create({ side: 'forecast', kind: 'project', values });
    const way = (await waiting(at)).manual
      .find(({ id }) => id === item!.id)
      ?.ways_out.find(({ key }) => key === 'link');
    expect(way?.text).toBe(`If Forecast's ${Number(twin.id)} is the same, link the two:`);
    const dry = { ...OPTIONS, way: 'link', dryRun: true };
    const one = await at.run((env) => settle(env, { ...dry, address: item!.address }));
    expect(one.out).toContain(`forecast: ${Number(twin.id)} }`);
    const named = await at.run((env) => settle(env, { ...dry, address: item!.address, id: Number(other.id) }));
    expect(named.out).toContain(`forecast: ${Number(other.id)} }`);
    expect(named.out).not.toContain(String(twin.id));
    const byRule = await at.run((env) => settle(env, { ...dry, rule: 'project.new-in-harvest' }));
    expect(byRule).toMatchObject({
      code: 1,
      err: expect.stringContaining('under project.new-in-harvest has an exact'),
    });
    const exact = await at.run((env) => settle(env, { ...dry, way: null, exact: true }));
    expect(exact).toMatchObject({ code: 1, err: expect.stringContaining('No waiting record has an exact match.') });
    const mixed = await at.control.create({
      side: 'harvest',
      kind: 'project',
      values: { name: 'Unlike', client: 5735776 },
    });
    const some = await at.run((env) => settle(env, { ...dry, rule: 'project.new-in-harvest' }));
    expect(some.out).toContain(`harvest: ${Number(mixed.id)}, forecast: ${Number(other.id)} }`);
    expect(some.out).toContain('1 item left out: no exact match. Settle by address: hfsync settle ADDRESS\n');
    const byId = await at.run((env) => settle(env, { ...dry, rule: 'project.new-in-harvest', id: 5 }));
    expect(byId).toMatchObject({ code: 1, err: expect.stringContaining('settle.which') });
  });

  test('a way that is not offered is told with those that are; an open id is asked for', async () => {
    const at = await prepared();
    const [item] = (await waiting(at)).manual.filter(({ rule }) => rule === 'project.new-in-harvest');
    const options = { ...OPTIONS, address: item!.address };
    const ran = await at.run((env) => settle(env, { ...options, way: 'archive' }));
    expect(ran).toMatchObject({ code: 1 });
    expect(ran.err).toContain('create, link, ignore');
    expect(await at.run((env) => settle(env, { ...options, way: 'link' }))).toMatchObject({ code: 1 });
    const taken = await at.run((env) => settle(env, { ...options, way: 'link', id: 2001 }));
    expect(taken).toMatchObject({ code: 1 });
    expect(taken.err).toContain('settle.refused');
  });

  test('a file that somebody else saves meanwhile is left as it is; a symbolic link stays one', async () => {
    const at = await prepared();
    const options = { ...OPTIONS, address: 'person:1782964/3006', way: 'keep-harvest' };
    const edited = `${await at.read('hfsync.yaml')}# mine\n`;
    const answer = async (): Promise<string> => {
      await at.write('hfsync.yaml', edited);
      return 'yes';
    };
    const ran = await at.run((env) => settle(env, { ...options, yes: false }), { answer });
    expect(ran).toMatchObject({ code: 1 });
    expect(ran.err).toContain('settle.stale');
    expect(await at.read('hfsync.yaml')).toBe(edited);
    await rename(path.join(at.folder, 'hfsync.yaml'), path.join(at.folder, 'real.yaml'));
    await symlink('real.yaml', path.join(at.folder, 'hfsync.yaml'));
    expect(await at.run((env) => settle(env, options))).toMatchObject({ code: 0 });
    expect(await at.read('real.yaml')).toContain('# mine');
    expect(await at.read('real.yaml')).toContain('set: { status: active }');
  });
});
