import { describe, expect, it } from 'vitest';
import { apply } from '../../src/app/apply.ts';
import { APPLY } from '../support/options.ts';
import { impatient, world, type World } from './world.ts';

const KIM = { harvest: 1_782_959, forecast: 3001 };
const ANA = { harvest: 1_782_960, forecast: 3002 };
const BO = { harvest: 1_782_961, forecast: 3003 };

describe('company.capacity', () => {
  it('from Forecast: people on the default follow, somebody with that very number in Forecast keeps it', async () => {
    const at = await world();
    // Kim has the default as a number in Forecast, and is on the default in Harvest.
    await at.control.edit({ side: 'forecast', kind: 'person', id: KIM.forecast, values: { capacity: 126_000 } });
    expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 0 });
    await at.control.edit({ side: 'forecast', kind: 'company', values: { capacity: 144_000 } });
    at.control.resetRequests();
    expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 0 });
    const { harvest, forecast } = at.sandbox.world();
    const users = harvest.users.map((user) => [user.id === KIM.harvest, user.weekly_capacity]);
    expect(users.filter(([kim]) => kim)).toEqual([[true, 126_000]]);
    expect(forecast.people.find((person) => person.id === KIM.forecast)?.weekly_capacity).toBe(126_000);
    const writes = at.requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
    expect(writes).toEqual(['PATCH /v2/company', `PATCH /v2/users/${KIM.harvest}`]);
    const second = await at.run((env) => apply(env, APPLY), { flags: { json: true } });
    expect(second.out).toContain('No changes. Harvest and Forecast agree with hfsync.yaml.');
  });

  it('a run that ends before everybody is put right: the next one goes on, and takes nobody for edited', async () => {
    const at = await world();
    await at.control.edit({ side: 'forecast', kind: 'person', id: KIM.forecast, values: { capacity: 126_000 } });
    expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 0 });
    await at.control.edit({ side: 'forecast', kind: 'company', values: { capacity: 144_000 } });
    at.control.faults.add({ fault: 'status', side: 'harvest', method: 'PATCH', path: '/users/*', status: 422 });
    expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 6 });
    const kim = () => at.control.get({ side: 'harvest', kind: 'person', id: KIM.harvest })['weekly_capacity'];
    expect(kim()).toBe(144_000);
    expect(JSON.parse(await at.read('.hfsync/state.json'))).toMatchObject({
      cascade: { side: 'harvest', before: 126_000, after: 144_000, people: { 'person:1782959/3001': 126_000 } },
    });
    expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 0 });
    expect(kim()).toBe(126_000);
    expect(at.sandbox.world().forecast.people.find(({ id }) => id === KIM.forecast)?.weekly_capacity).toBe(126_000);
    expect(JSON.parse(await at.read('.hfsync/state.json'))).not.toHaveProperty('cascade');
  });

  const forecastOf = (at: World) =>
    at.sandbox.world().forecast.people.find(({ id }) => id === KIM.forecast)?.weekly_capacity;

  it("to Forecast, with no state, stopped at the default: Harvest's people keep their number", async () => {
    const at = await world();
    await at.control.edit({ side: 'harvest', kind: 'company', values: { capacity: 144_000 } });
    await at.control.edit({ side: 'harvest', kind: 'person', id: KIM.harvest, values: { capacity: 126_000 } });
    at.control.faults.add({ fault: 'limit', side: 'forecast', method: 'PUT', path: '/accounts/*', seconds: 900 });
    const first = { ...APPLY, allow: ['first_sync'] as const };
    const clock = impatient(() => undefined);
    expect(await at.run((env) => apply(env, first), { clock })).toMatchObject({ code: 6 });
    expect(await at.run((env) => apply(env, first), { clock })).toMatchObject({ code: 0 });
    expect(at.control.get({ side: 'harvest', kind: 'person', id: KIM.harvest })['weekly_capacity']).toBe(126_000);
    expect(forecastOf(at)).toBe(126_000);
  });

  it('to Forecast, with a person edited as well, stopped after the default: no conflict', async () => {
    const at = await world();
    expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 0 });
    await at.control.edit({ side: 'harvest', kind: 'company', values: { capacity: 144_000 } });
    await at.control.edit({ side: 'harvest', kind: 'person', id: KIM.harvest, values: { capacity: 90_000 } });
    at.control.faults.add({
      fault: 'status',
      side: 'forecast',
      method: 'PUT',
      path: '/people/*',
      status: 422,
      times: null,
    });
    expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 6 });
    at.control.faults.clear();
    expect(JSON.parse(await at.read('.hfsync/state.json'))).toMatchObject({ cascade: { side: 'forecast' } });
    expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 0 });
    expect(forecastOf(at)).toBe(90_000);
    expect(JSON.parse(await at.read('.hfsync/state.json'))).not.toHaveProperty('cascade');
  });

  const patches = (at: World) =>
    at.requests.filter(({ method }) => method === 'PATCH').map(({ path, body }) => [path, JSON.parse(body) as unknown]);

  it('that passes by the number of somebody whose capacity waits decides nothing', async () => {
    const at = await world();
    expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 0 });
    // Bo has 30 h on both sides. Harvest's default is not Bo's, who is put on it; Forecast gives Bo another number.
    await at.control.edit({ side: 'harvest', kind: 'person', id: BO.harvest, values: { capacity: null } });
    await at.control.edit({ side: 'forecast', kind: 'person', id: BO.forecast, values: { capacity: 90_000 } });
    await at.control.edit({ side: 'forecast', kind: 'company', values: { capacity: 90_000 } });
    for (const round of [1, 2, 3]) {
      at.control.resetRequests();
      const ran = await at.run((env) => apply(env, APPLY), { flags: { json: true } });
      expect(ran).toMatchObject({ code: 0 });
      expect(ran.out).toMatch(/1 conflict/);
      expect(patches(at)).toEqual(
        round === 1
          ? [
              ['/v2/company', { weekly_capacity: 90_000 }],
              [`/v2/users/${BO.harvest}`, { weekly_capacity: 126_000 }],
            ]
          : [],
      );
      expect(at.control.get({ side: 'harvest', kind: 'person', id: BO.harvest })['weekly_capacity']).toBe(126_000);
      expect(at.sandbox.world().forecast.people.find(({ id }) => id === BO.forecast)?.weekly_capacity).toBe(90_000);
    }
  });

  it('leaves a broken link alone, and sends nobody what the default has set already', async () => {
    const at = await world();
    expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 0 });
    await at.control.edit({ side: 'forecast', kind: 'company', values: { capacity: 144_000 } });
    await at.control.edit({ side: 'forecast', kind: 'person', id: KIM.forecast, values: { first_name: 'Kimberly' } });
    await at.control.delete({ side: 'forecast', kind: 'person', id: ANA.forecast });
    at.control.resetRequests();
    expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 0 });
    expect(patches(at)).toEqual([
      ['/v2/company', { weekly_capacity: 144_000 }],
      [`/v2/users/${KIM.harvest}`, { first_name: 'Kimberly' }],
    ]);
  });
});
