import { describe, expect, it } from 'vitest';
import { apply, type ApplyOptions } from '../../src/app/apply.ts';
import { plan } from '../../src/app/plan.ts';
import type { Plan } from '../../src/model/plan.ts';
import { APPLY, PLAN } from '../support/options.ts';
import { world, type Ran, type World } from './world.ts';

/** What is read is often less than expected: what the plan makes of it, from the wire to the write. */

const doApply = (at: World, options: Partial<ApplyOptions> = {}): Promise<Ran> =>
  at.run((env) => apply(env, { ...APPLY, ...options }));

async function planOf(at: World): Promise<Plan> {
  const { out } = await at.run((env) => plan(env, { ...PLAN, format: 'json' }));
  return JSON.parse(out) as Plan;
}

const changeIds = ({ changes }: Plan): string[] => changes.map(({ id }) => id);
const items = ({ manual }: Plan): string[] => manual.map(({ rule, address }) => `${rule} ${address}`);

describe('C17 a Forecast project without a client', () => {
  const edit = (at: World, values: Record<string, unknown>, id = 2001) =>
    at.control.edit({ side: 'forecast', kind: 'project', id, values });

  it('syncs both ways where it is linked; that it lost its client waits', async () => {
    const at = await world();
    expect((await doApply(at)).code).toBe(0);
    await edit(at, { client: null, name: 'Web' });
    await at.control.edit({ side: 'harvest', kind: 'project', id: 14308069, values: { code: 'W' } });
    const found = await planOf(at);
    expect([changeIds(found), items(found)]).toEqual([
      ['harvest:update:project:14308069/2001', 'forecast:update:project:14308069/2001'],
      ['project.client project:14308069/2001'],
    ]);
    expect(found.manual[0]?.reason).toBe(
      'The project has no client in Forecast, and Harvest takes no project without one.',
    );
    expect((await doApply(at)).code).toBe(0);
    expect(at.sandbox.world().harvest.projects.find(({ id }) => id === 14308069)).toMatchObject({
      name: 'Web',
      client_id: 5735776,
    });
    expect(at.sandbox.world().forecast.projects.find(({ id }) => id === 2001)).toMatchObject({
      code: 'W',
      client_id: null,
    });
    const after = await planOf(at);
    expect([changeIds(after), items(after)]).toEqual([[], ['project.client project:14308069/2001']]);
  });

  it('is not the built-in one for lack of a client alone', async () => {
    const at = await world();
    await at.control.create({ side: 'forecast', kind: 'project', values: { name: 'Holidays', client: null } });
    expect(items(await planOf(at))).toEqual([expect.stringMatching(/^project.new-in-forecast project:-\//)]);
    await expect(edit(at, { name: 'Holidays' }, 2000)).rejects.toThrow("The built-in project can't be edited");
  });
});
