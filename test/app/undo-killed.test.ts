import { describe, expect, it } from 'vitest';
import { apply, type ApplyOptions } from '../../src/app/apply.ts';
import { GUARDS } from '../../src/model/guard.ts';
import { readPlan } from '../../src/report/json.ts';
import { APPLY } from '../support/options.ts';
import { dyingDisk } from './dying-disk.ts';
import { impatient, world, type Ran, type World } from './world.ts';

const KIM = 3001;
const doApply = (at: World, options: Partial<ApplyOptions> = {}): Promise<Ran> =>
  at.run((env) => apply(env, { ...APPLY, allow: GUARDS, ...options }), { clock: impatient(() => undefined) });

/** What people see: names of roles and who has them, pointers of roles, and the one project that is edited. */
function looks(at: World) {
  const { harvest, forecast } = at.sandbox.world();
  return {
    harvest: harvest.roles.map(({ name, user_ids }) => ({ name, user_ids })),
    forecast: forecast.roles.map(({ name, harvest_role_id }) => ({ name, harvest_role_id })),
    project: forecast.projects.find(({ id }) => id === 2001)?.name,
  };
}

/** A role of Forecast and one of Harvest that the other side gets, and a project's name. */
async function edited(): Promise<World> {
  const at = await world();
  expect(await doApply(at)).toMatchObject({ code: 0 });
  await at.control.create({ side: 'forecast', kind: 'role', values: { name: 'Editor' }, by: KIM });
  await at.control.edit({ side: 'forecast', kind: 'person', id: 3006, values: { roles: ['Editor'] }, by: KIM });
  await at.control.create({ side: 'harvest', kind: 'role', values: { name: 'Writer' } });
  await at.control.edit({ side: 'harvest', kind: 'project', id: 14308069, values: { name: 'Second' } });
  return at;
}

const exists = (at: World) =>
  at.read('undo.json').then(
    () => true,
    () => false,
  );

describe('C25 the undo plan of an apply that was killed', () => {
  it.each([8, 12, 16, 18, 20, 22, 24, 26, 28, 30, 33, 36, 40, 44, 48, 49, 53, 57, 60, 66, 70, 75, 82])(
    'at call %i to the disk takes back whatever it did, the roles that it made included',
    async (call) => {
      const at = await edited();
      const before = looks(at);
      const disk = dyingDisk(call);
      await at.run((env) => apply(env, { ...APPLY, allow: GUARDS, undoOut: 'undo.json' }), {
        disk,
        clock: impatient(() => undefined),
      });
      // Before the file there is no write.
      if (!(await exists(at))) return expect(looks(at)).toEqual(before);
      expect(await doApply(at, { file: 'undo.json' })).toMatchObject({ code: 0 });
      expect(looks(at)).toEqual(before);
      expect(await doApply(at)).toMatchObject({ code: 0 });
      expect(looks(at).harvest.map(({ name }) => name)).toContain('Editor');
    },
  );

  it('keeps its file where the next apply writes one of the same name', async () => {
    const at = await edited();
    const before = looks(at);
    const again = { undoOut: 'undo.json', allow: GUARDS };
    const clock = impatient(() => undefined);
    await at.run((env) => apply(env, { ...APPLY, ...again }), { disk: dyingDisk(37), clock });
    const first = await at.read('undo.json');
    expect(looks(at)).not.toEqual(before);
    const ran = await doApply(at, again);
    expect(ran.code).toBe(0);
    const [, kept = ''] = /It is now called (undo\.json\.[0-9a-f]{8})\./.exec(ran.err.replace(/\s+/g, ' ')) ?? [];
    expect(await at.read(kept)).toBe(first);
    expect(await at.read('undo.json')).not.toBe(first);
    expect(await doApply(at, again)).toMatchObject({ code: 0, err: '' });
  });

  it('lists a role that it cannot tell from another one any more, since something was applied meanwhile', async () => {
    const at = await edited();
    at.control.faults.add({ fault: 'status', side: 'harvest', method: 'POST', times: 1, status: 500 });
    expect(await doApply(at, { undoOut: 'undo.json' })).toMatchObject({ code: 6 });
    expect(readPlan(await at.read('undo.json')).changes.map(({ id }) => id)).toContain('harvest:delete:role:-/9001');
    expect(await doApply(at)).toMatchObject({ code: 0 });
    const ran = await doApply(at, { file: 'undo.json' });
    expect(ran).toMatchObject({ code: 6 });
    expect(ran.out.replace(/\s+/g, ' ')).toContain(
      'hfsync no longer knows which record this created. Look for it by hand. It was left as it is.',
    );
    expect(looks(at).harvest.map(({ name }) => name)).toContain('Editor');
    expect(looks(at).project).toBe('Website');
  });
});
