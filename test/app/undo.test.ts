import { stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { apply, type ApplyOptions } from '../../src/app/apply.ts';
import { plan } from '../../src/app/plan.ts';
import { show } from '../../src/app/print-plan.ts';
import { GUARDS } from '../../src/model/guard.ts';
import { readPlan } from '../../src/report/json.ts';
import { APPLY, PLAN, SHOW } from '../support/options.ts';
import { dyingDisk } from './dying-disk.ts';
import { impatient, world, type Ran, type World } from './world.ts';

const UNDOABLE: ApplyOptions = { ...APPLY, allow: GUARDS };
const KIM = 3001;

const doApply = (at: World, options: Partial<ApplyOptions> = {}): Promise<Ran> =>
  at.run((env) => apply(env, { ...UNDOABLE, ...options }), { clock: impatient(() => undefined) });
const undoPlan = async (at: World) => readPlan(await at.read('undo.json'));

/** Without the line breaks of 80 columns. */
const flat = (text: string) => text.replace(/\s+/g, ' ');

async function digest(at: World): Promise<string> {
  const { out } = await at.run((env) => plan(env, { ...PLAN, format: 'json' }));
  return readPlan(out).digest;
}

/** Both accounts without time stamps, and what the state remembers of them. */
async function everything(at: World) {
  const { harvest, forecast } = at.sandbox.world();
  const text = JSON.stringify({ harvest, forecast }, (key, value: unknown) => {
    if (['updated_at', 'updated_by_id', 'next_id'].includes(key)) return undefined;
    // Harvest shows a number in any case; whether it is the default, only the service knows.
    return key === 'weekly_capacity' && value === null ? harvest.company.weekly_capacity : value;
  });
  const state = JSON.parse(await at.read('.hfsync/state.json')) as { baseline: unknown };
  return { accounts: JSON.parse(text) as unknown, baseline: state.baseline };
}

/** In step since the first apply. */
async function agency(): Promise<World> {
  const at = await world();
  expect(await doApply(at)).toMatchObject({ code: 0 });
  return at;
}

/** Edits of every kind that can be taken back. */
async function edits({ control }: World): Promise<void> {
  await control.edit({ side: 'harvest', kind: 'project', id: 14308069, values: { name: 'Web site', code: 'W2' } });
  await control.edit({ side: 'forecast', kind: 'project', id: 2004, values: { status: 'archived' }, by: KIM });
  await control.edit({ side: 'forecast', kind: 'person', id: 3003, values: { first_name: 'Bob' }, by: 3003 });
  await control.edit({ side: 'forecast', kind: 'person', id: 3002, values: { capacity: 90_000 }, by: KIM });
  await control.edit({ side: 'harvest', kind: 'person', id: 1782963, values: { roles: ['Designer', 'Developer'] } });
  await control.edit({ side: 'harvest', kind: 'project', id: 14308070, values: { client_id: 5735774 } });
  await control.edit({ side: 'forecast', kind: 'project', id: 2002, values: { harvest_id: null }, by: KIM });
}

/** Two clients swap their names, which takes a temporary one. */
async function swap({ control }: World): Promise<void> {
  const rename = (id: number, name: string) => control.edit({ side: 'harvest', kind: 'client', id, values: { name } });
  await rename(5735776, 'between');
  await rename(5735774, 'Acme');
  await rename(5735776, 'Umbrella');
}

const role = ({ control }: World) => control.create({ side: 'harvest', kind: 'role', values: { name: 'Writer' } });
/** A role that somebody in Forecast has, which Harvest gets; with it the pointer and the person there. */
async function roleOfForecast({ control }: World): Promise<void> {
  await control.create({ side: 'forecast', kind: 'role', values: { name: 'Editor' }, by: KIM });
  await control.edit({ side: 'forecast', kind: 'person', id: 3006, values: { roles: ['Editor'] }, by: KIM });
}
const company = ({ control }: World) =>
  control.edit({ side: 'forecast', kind: 'company', values: { capacity: 144_000 }, by: KIM });

describe('apply --undo-out', () => {
  it.each([
    ['values of every kind', edits],
    ['names that went through a temporary one', swap],
    ['a role that was created', role],
    ['C25 a role that was created in Harvest, with its link and its people', roleOfForecast],
    ['the default capacity, which moves people', company],
    [
      'all of it at once',
      async (at: World) => {
        await edits(at);
        await swap(at);
        await role(at);
        await roleOfForecast(at);
        await company(at);
      },
    ],
  ])('takes back %s: accounts, baselines and the next plan are as before', async (_what, happen) => {
    const at = await agency();
    await happen(at);
    const before = { ...(await everything(at)), digest: await digest(at) };
    expect(await doApply(at, { undoOut: 'undo.json' })).toMatchObject({ code: 0 });
    expect(await everything(at)).not.toEqual({ accounts: before.accounts, baseline: before.baseline });
    expect(await undoPlan(at)).toMatchObject({ undo: { of: before.digest, cannot: [] } });
    expect(await doApply(at, { file: 'undo.json', autoApprove: false })).toMatchObject({ code: 0 });
    expect({ ...(await everything(at)), digest: await digest(at) }).toEqual(before);
    // What was taken back is not mistaken for an edit: the first plan comes out again, and can be applied again.
    expect(await doApply(at)).toMatchObject({ code: 0 });
  });

  it('says where it lies and how to use it, to people and programs; for the owner alone', async () => {
    const at = await agency();
    await edits(at);
    const ran = await doApply(at, { undoOut: 'undo.json' });
    expect(ran.out).toContain('To undo this: hfsync apply "undo.json" (7 to undo)\n');
    expect(((await stat(path.join(at.folder, 'undo.json'))).mode & 0o777).toString(8)).toBe('600');
    const shown = await at.run((env) => show(env, { ...SHOW, file: 'undo.json' }));
    expect(flat(shown.out)).toContain(`Undoes what was applied with ${(await undoPlan(at)).undo!.of}`);
    expect(shown.out).toContain('undo → Harvest');
    expect(shown.err).toBe('');
  });

  it('marks what cannot be taken back, and takes back the rest', async () => {
    const at = await agency();
    await edits(at);
    const made = await at.control.create({
      side: 'harvest',
      kind: 'project',
      values: { name: 'Podcast', client_id: 5735776 },
    });
    const entry = `    - { harvest: ${String(made['id'])}, forecast: create }\n`;
    await at.write('hfsync.yaml', (await at.read('hfsync.yaml')).replace('  projects:\n', `  projects:\n${entry}`));
    await at.control.delete({ side: 'harvest', kind: 'role', id: 617672 });
    expect(await doApply(at, { undoOut: 'undo.json' })).toMatchObject({ code: 0 });
    const { undo, summary } = await undoPlan(at);
    expect(summary.auto).toBe(7);
    expect(undo!.cannot.map(({ kind, action, reason }) => [kind, action, reason])).toEqual([
      ['role', 'delete', 'A deleted role cannot come back with its old id. Create it again in Forecast by hand.'],
      ['project', 'create', 'hfsync never deletes a project. Archive it in Forecast by hand.'],
    ]);
    const shown = await at.run((env) => show(env, { ...SHOW, file: 'undo.json' }));
    expect(shown.out).toContain('Cannot be undone (2)');
    expect(await doApply(at, { file: 'undo.json' })).toMatchObject({ code: 0 });
    expect(at.sandbox.world().forecast.projects.some(({ name }) => name === 'Podcast')).toBe(true);
  });

  it('of an apply that was done in part takes back that part', async () => {
    const at = await agency();
    await edits(at);
    const before = await everything(at);
    at.control.faults.add({ fault: 'status', side: 'harvest', method: 'PATCH', times: null, status: 422 });
    expect(await doApply(at, { undoOut: 'undo.json' })).toMatchObject({ code: 6 });
    at.control.faults.clear();
    expect((await undoPlan(at)).changes.map(({ account }) => account)).not.toContain('harvest');
    expect(await doApply(at, { file: 'undo.json' })).toMatchObject({ code: 0 });
    expect(await everything(at)).toEqual(before);
  });

  it('with nothing to do is a plan with nothing to take back', async () => {
    const at = await agency();
    expect(await doApply(at, { undoOut: 'undo.json' })).toMatchObject({ code: 0 });
    const ran = await doApply(at, { file: 'undo.json', showsPlan: true });
    expect(ran.out).toContain('No changes. There is nothing to undo.');
    expect(ran.code).toBe(0);
  });

  it('stops before the first write where the file cannot be written, or is something else', async () => {
    const at = await agency();
    await edits(at);
    at.control.resetRequests();
    expect(await doApply(at, { undoOut: 'no/such/folder.json' })).toMatchObject({ code: 1 });
    expect((await doApply(at, { undoOut: 'hfsync.yaml' })).err).toContain(
      'is not an hfsync plan. It was left as it is',
    );
    expect(at.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

describe('apply of an undo plan', () => {
  async function applied(): Promise<World> {
    const at = await agency();
    await edits(at);
    expect(await doApply(at, { undoOut: 'undo.json' })).toMatchObject({ code: 0 });
    at.control.resetRequests();
    return at;
  }
  const writes = (at: World) => at.requests.filter(({ method }) => method !== 'GET');
  const project = (at: World) => at.sandbox.world().forecast.projects.find(({ id }) => id === 2001);

  it('leaves a record that was edited since, says which, and takes back the rest (6)', async () => {
    const at = await applied();
    await at.control.edit({ side: 'forecast', kind: 'project', id: 2001, values: { name: 'Third' }, by: KIM });
    const ran = await doApply(at, { file: 'undo.json', showsPlan: true });
    expect(ran).toMatchObject({ code: 6 });
    const said = 'name of Forecast project:14308069/2001 is "Third" now';
    expect(flat(ran.out)).toContain(
      `Cannot be undone (1) ! project:14308069/2001 "Web site" in Harvest, "Third" in Forecast`,
    );
    expect(flat(ran.out)).toContain(`update in Forecast ${said}`);
    expect(flat(ran.out)).toContain(`${said}. It was left as it is.`);
    expect(ran.out).toContain('Apply: 6 done, 0 failed, 0 skipped, 1 stale.');
    expect(project(at)).toMatchObject({ name: 'Third', code: 'W2' });
    // What was left alone is an edit like any other: it goes to Harvest.
    expect(await doApply(at, { select: { only: ['project:14308069/2001'], except: [] } })).toMatchObject({ code: 0 });
    expect(at.sandbox.world().harvest.projects.find(({ id }) => id === 14308069)).toMatchObject({ name: 'Third' });
  });

  it('is stale (5) where nothing of it can be taken back', async () => {
    const at = await agency();
    const name = (values: { name: string }, side: 'harvest' | 'forecast', id: number) =>
      at.control.edit({ side, kind: 'project', id, values, ...(side === 'forecast' && { by: KIM }) });
    await name({ name: 'Second' }, 'harvest', 14308069);
    expect(await doApply(at, { undoOut: 'undo.json' })).toMatchObject({ code: 0 });
    await name({ name: 'Third' }, 'forecast', 2001);
    at.control.resetRequests();
    const ran = await doApply(at, { file: 'undo.json' });
    expect(ran).toMatchObject({ code: 5 });
    expect(flat(ran.err)).toContain('name of Forecast project:14308069/2001 is "Third" now');
    expect(writes(at)).toEqual([]);
  });

  it('leaves a role that was given to somebody, with its link, and takes back the rest', async () => {
    const at = await agency();
    await role(at);
    await edits(at);
    expect(await doApply(at, { undoOut: 'undo.json' })).toMatchObject({ code: 0 });
    await at.control.edit({ side: 'forecast', kind: 'person', id: 3006, values: { roles: ['Writer'] }, by: KIM });
    const ran = await doApply(at, { file: 'undo.json' });
    expect(ran).toMatchObject({ code: 6 });
    expect(flat(ran.out)).toContain('is now held by person 3006. It was left as it is.');
    expect(project(at)).toMatchObject({ name: 'Website' });
    expect(at.sandbox.world().forecast.roles).toContainEqual(expect.objectContaining({ name: 'Writer' }));
  });

  /** Renames a project on both sides alike, by hand. */
  async function renameShop(
    { control }: World,
    name: string,
    sides: readonly ('harvest' | 'forecast')[],
  ): Promise<void> {
    for (const side of sides)
      await control.edit({
        side,
        kind: 'project',
        id: side === 'harvest' ? 14308070 : 2003,
        values: { name },
        by: KIM,
      });
  }

  it('A5 leaves the baseline of a record that was synced again since, and says so', async () => {
    const at = await agency();
    await renameShop(at, 'Shop 2', ['harvest', 'forecast']);
    await at.control.edit({ side: 'harvest', kind: 'project', id: 14308069, values: { name: 'Web site' } });
    expect(await doApply(at, { undoOut: 'undo.json' })).toMatchObject({ code: 0 });
    await renameShop(at, 'Shop 3', ['harvest']);
    expect(await doApply(at)).toMatchObject({ code: 0 });
    const ran = await doApply(at, { file: 'undo.json', showsPlan: true });
    expect(ran).toMatchObject({ code: 0 });
    expect(flat(ran.out)).toContain('Baselines left alone: synced again since (1) · project:14308070/2003: name');
    expect(flat(ran.err)).toContain('The baseline of project:14308070/2003 (name) was left alone');
    expect(project(at)?.name).toBe('Website');
    // The next edit there is taken for one.
    await renameShop(at, 'Shop 4', ['forecast']);
    await doApply(at, { select: { only: ['project:14308070/2003'], except: [] } });
    expect(at.sandbox.world().harvest.projects.find(({ id }) => id === 14308070)?.name).toBe('Shop 4');
  });

  it("A5 leaves a value alone that was synced away and came back as somebody's edit", async () => {
    const at = await applied();
    const rename = (name: string) =>
      at.control.edit({ side: 'forecast', kind: 'project', id: 2001, values: { name }, by: KIM });
    await rename('Third');
    expect(await doApply(at)).toMatchObject({ code: 0 });
    await rename('Web site');
    const ran = await doApply(at, { file: 'undo.json' });
    expect(ran).toMatchObject({ code: 6 });
    expect(flat(ran.out)).toContain(
      'name of Forecast project:14308069/2001 has been synced again since. It was left as it is.',
    );
    expect(project(at)?.name).toBe('Web site');
  });

  it('makes no role of a name that is none any more', async () => {
    const at = await agency();
    await at.control.edit({ side: 'harvest', kind: 'person', id: 1782963, values: { roles: [] } });
    expect(await doApply(at, { undoOut: 'undo.json' })).toMatchObject({ code: 0 });
    const { roles } = at.sandbox.world().forecast;
    for (const { id, name } of roles)
      await at.control.edit({ side: 'forecast', kind: 'role', id, values: { name: `${name} (new)` } });
    const ran = await doApply(at, { file: 'undo.json' });
    expect(ran).toMatchObject({ code: 5 });
    expect(flat(ran.err)).toContain('had roles that no longer exist under their names: "');
    expect(at.sandbox.world().forecast.roles).toHaveLength(roles.length);
  });

  it('is refused where it was changed: a value, or a baseline', async () => {
    const at = await applied();
    const text = await at.read('undo.json');
    for (const [from, to] of [
      ['"after": "Website"', '"after": "Mine"'],
      ['"name": "Website"', '"name": "Mine"'],
    ] as const) {
      expect(text).toContain(from);
      await at.write('undo.json', text.replace(from, to));
      expect((await doApply(at, { file: 'undo.json' })).err).toContain('was changed after it was saved');
    }
    expect(writes(at)).toEqual([]);
  });

  it('is refused with another state', async () => {
    const at = await applied();
    const { rm } = await import('node:fs/promises');
    await rm(path.join(at.folder, '.hfsync'), { recursive: true });
    const ran = await doApply(at, { file: 'undo.json' });
    expect(ran).toMatchObject({ code: 5 });
    expect(flat(ran.err)).toContain('The state is not the one that this apply left.');
  });

  it('can be taken back itself', async () => {
    const at = await applied();
    const done = await everything(at);
    expect(await doApply(at, { file: 'undo.json', undoOut: 'redo.json' })).toMatchObject({ code: 0 });
    expect(await doApply(at, { file: 'redo.json' })).toMatchObject({ code: 0 });
    expect(await everything(at)).toEqual(done);
  });

  it.each([1, 5, 9, 13, 17, 21, 25, 29, 33, 37, 41, 45])(
    'that dies at call %i to the disk is finished by applying it again',
    async (call) => {
      const at = await agency();
      await edits(at);
      const before = { ...(await everything(at)), digest: await digest(at) };
      expect(await doApply(at, { undoOut: 'undo.json' })).toMatchObject({ code: 0 });
      const died = await at.run((env) => apply(env, { ...UNDOABLE, file: 'undo.json' }), { disk: dyingDisk(call) });
      expect(died.code).toBe(1);
      expect(await doApply(at, { file: 'undo.json' })).toMatchObject({ code: 0 });
      expect({ ...(await everything(at)), digest: await digest(at) }).toEqual(before);
    },
  );

  it('twice does nothing the second time', async () => {
    const at = await applied();
    expect(await doApply(at, { file: 'undo.json' })).toMatchObject({ code: 0 });
    at.control.resetRequests();
    expect(await doApply(at, { file: 'undo.json' })).toMatchObject({ code: 0 });
    expect(writes(at)).toEqual([]);
  });
});
