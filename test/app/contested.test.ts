import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { apply, type ApplyOptions } from '../../src/app/apply.ts';
import { explain } from '../../src/app/explain.ts';
import { plan } from '../../src/app/plan.ts';
import type { Plan } from '../../src/model/plan.ts';
import { readPlan } from '../../src/report/json.ts';
import { APPLY, PLAN } from '../support/options.ts';
import { world, type Ran, type Setup, type World } from './world.ts';

const WEBSITE = 'project:14308069/2001';

const doApply = (at: World, setup?: Setup, options: Partial<ApplyOptions> = {}): Promise<Ran> =>
  at.run((env) => apply(env, { ...APPLY, showsPlan: true, ...options }), setup);
const doPlan = (at: World, format: 'text' | 'json', setup?: Setup): Promise<Ran> =>
  at.run((env) => plan(env, { ...PLAN, detailedExitCode: true, format }), setup);
const planned = async (at: World, setup?: Setup): Promise<Plan> => readPlan((await doPlan(at, 'json', setup)).out);
const writes = (at: World) => at.requests.filter(({ method }) => method !== 'GET').length;
const nameInForecast = (at: World) => at.sandbox.world().forecast.projects.find(({ id }) => id === 2001)?.name;
const inForecast = (at: World, name: string) =>
  at.control.edit({ side: 'forecast', kind: 'project', id: 2001, values: { name } });
const inHarvest = (at: World, values: Record<string, string>) =>
  at.control.edit({ side: 'harvest', kind: 'project', id: 14308069, values });
const written = async (at: World): Promise<unknown> =>
  (JSON.parse(await at.read('.hfsync/state.json')) as { written?: unknown }).written;

/** The file says how Website is called, and both sides do. */
async function owned(): Promise<World> {
  const at = await world();
  const file = await at.read('hfsync.yaml');
  await at.write('hfsync.yaml', file.replace('forecast: 2001 }', 'forecast: 2001, set: { name: Website } }'));
  return at;
}

describe('D10 an automation that renames a project in Forecast after each apply', () => {
  it('is outvoted three times, then reported; what else changed goes on; a person ends it', async () => {
    const at = await owned();
    // Each run is a new process, and nothing but the encrypted state goes from one to the next.
    const setup = { variables: { HFSYNC_STATE_KEY: randomBytes(32).toString('base64') } };
    expect(await doApply(at, setup)).toMatchObject({ code: 0 });
    for (let round = 1; round <= 3; round++) {
      await inForecast(at, 'WEBSITE (bot)');
      expect(await doApply(at, setup)).toMatchObject({ code: 0 });
      expect(nameInForecast(at)).toBe('Website');
      expect(writes(at)).toBe(round);
    }

    await inForecast(at, 'WEBSITE (bot)');
    await inHarvest(at, { code: 'W-1' });
    const fourth = await doPlan(at, 'text', setup);
    expect(fourth.code).toBe(2);
    expect(fourth.out.replace(/\s+/g, ' ')).toContain(
      'hfsync wrote the name in three applies in a row, and each time something else set it back.',
    );
    expect(fourth.out).toMatch(/Plan: 1 to sync \(0 in Harvest, 1 in Forecast\), 0 manual, 1 conflict\.\n$/);
    expect(await doApply(at, setup)).toMatchObject({ code: 0 });
    expect(at.sandbox.world().forecast.projects.find(({ id }) => id === 2001)).toMatchObject({
      ...{ name: 'WEBSITE (bot)', code: 'W-1' },
    });

    // Only the conflict is left. It stays, and a quiet apply writes nothing.
    expect((await doPlan(at, 'text', setup)).code).toBe(3);
    expect(await doApply(at, setup)).toMatchObject({ code: 0 });
    expect(writes(at)).toBe(4);
    const told = await at.run((env) => explain(env, { about: WEBSITE, maxWait: 5 }), setup);
    expect(told.out).toContain('contested: set back three times');

    // The automation is stopped, a person puts it right, work goes on; from then on it is written again.
    await inForecast(at, 'Website');
    await inHarvest(at, { code: 'W-2' });
    expect(await doApply(at, setup)).toMatchObject({ code: 0 });
    expect((await doPlan(at, 'text', setup)).code).toBe(0);
    await inForecast(at, 'Web');
    expect((await planned(at, setup)).changes).toMatchObject([{ address: WEBSITE, fields: [{ after: 'Website' }] }]);
  });

  it('is not counted where somebody else was faster than hfsync', async () => {
    const at = await owned();
    await doApply(at);
    await inForecast(at, 'WEBSITE (bot)');
    const answer = async (): Promise<string> => {
      await inForecast(at, 'Website');
      return 'yes';
    };
    expect(await doApply(at, { answer }, { autoApprove: false })).toMatchObject({ code: 0 });
    expect(writes(at)).toBe(0);
    expect(await written(at)).toBeUndefined();
  });

  it('is not counted where the apply is taken back', async () => {
    const at = await owned();
    await doApply(at);
    const before = await at.read('.hfsync/state.json');
    await inForecast(at, 'Web');
    expect(await doApply(at, {}, { undoOut: 'undo.json' })).toMatchObject({ code: 0 });
    expect(await written(at)).toEqual({ [WEBSITE]: { name: [{ forecast: 'Website' }] } });
    expect(await doApply(at, {}, { file: 'undo.json' })).toMatchObject({ code: 0 });
    expect(nameInForecast(at)).toBe('Web');
    expect(await written(at)).toBeUndefined();
    const remembered = (text: string) => (JSON.parse(text) as { baseline: unknown }).baseline;
    expect(remembered(await at.read('.hfsync/state.json'))).toEqual(remembered(before));
  });
});
