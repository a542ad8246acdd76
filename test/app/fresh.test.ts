import { withHeader } from '../../src/http/wire-result.ts';
import { describe, expect, it } from 'vitest';
import { apply } from '../../src/app/apply.ts';
import { realPorts } from '../../src/app/environment.ts';
import { plan } from '../../src/app/plan.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Clock } from '../../src/model/ports.ts';
import { APPLY, PLAN } from '../support/options.ts';
import { world, type Ran, type Setup, type World } from './world.ts';

/** A clock on which a minute takes six seconds, for both services and hfsync. */
const SPEED = 10;
const START = Date.now();
const FAST: Clock = {
  now: () => START + FAST.elapsed(),
  elapsed: () => performance.now() * SPEED,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms / SPEED);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      });
    }),
};

const PROJECTS = [
  { harvest: 14308069, forecast: 2001 },
  { harvest: 14307913, forecast: 2002 },
  { harvest: 14308070, forecast: 2003 },
] as const;

const ASKED = { autoApprove: false, showsPlan: true };
const doPlan = (at: World): Promise<Ran> => at.run((env) => plan(env, { ...PLAN, format: 'json' }), { clock: FAST });
const doApply = (at: World, setup: Setup = {}): Promise<Ran> =>
  at.run((env) => apply(env, { ...APPLY, maxWait: 120, ...(setup.answer && ASKED) }), { clock: FAST, ...setup });
const nameIn = (at: World, side: 'harvest' | 'forecast', id: number) =>
  at.control.get({ side, kind: 'project', id })['name'];
const rename = (side: 'harvest' | 'forecast', id: number, name: string) =>
  ({ side, kind: 'project', id, values: { name } }) as const;

/** In step, with a limit that lets the reading and two more requests through at once. */
async function narrow(rate = '{ requests: 7, seconds: 60 }'): Promise<World> {
  const at = await world({ clock: FAST });
  expect(await doApply(at)).toMatchObject({ code: 0 });
  const config = await at.read('hfsync.yaml');
  await at.write('hfsync.yaml', config.replace(/^( {2}token: .*)$/gm, `$1\n  rate: ${rate}`));
  return at;
}

describe('B9 K20 what a write goes by is judged with the slot of the rate limit in hand', () => {
  it('Harvest: a name that a colleague types while the write waits for its slot stays', async () => {
    const at = await narrow();
    for (const { forecast } of PROJECTS) await at.control.edit(rename('forecast', forecast, `New ${forecast}`));
    const [, , third] = PROJECTS;
    // With the first write under way, the third has to wait for a minute.
    at.control.faults.add({
      ...{ fault: 'edit', side: 'harvest', method: 'PATCH', applied: true },
      edits: PROJECTS.slice(1).map(({ harvest }) => rename('harvest', harvest, `By hand ${harvest}`)),
    });
    const ran = await doApply(at);
    expect(ran.out).toMatch(/was changed by\s+someone\s+else/);
    expect(ran.code).toBe(6);
    expect(nameIn(at, 'harvest', third.harvest)).toBe(`By hand ${third.harvest}`);
  });

  it('Forecast: the GET and its PUT have their slots together', async () => {
    const at = await narrow();
    for (const { harvest } of PROJECTS) await at.control.edit(rename('harvest', harvest, `New ${harvest}`));
    at.control.resetRequests();
    expect(await doApply(at)).toMatchObject({ code: 0 });
    const ages = PROJECTS.map(({ forecast }) => {
      const of = (method: string) =>
        at.requests.find((request) => request.method === method && request.path === `/projects/${forecast}`)!.at;
      return of('PUT') - of('GET');
    });
    expect(Math.max(...ages)).toBeLessThan(10_000);
  });

  it('a rate that leaves no room for a look and its write ends in an error that says so', async () => {
    const at = await narrow('{ requests: 1, seconds: 15 }');
    await at.control.edit(rename('harvest', PROJECTS[0].harvest, 'New'));
    const ran = await doApply(at);
    expect(ran.out).toMatch(/more\s+than\s+10\s+s\s+old/);
    expect(ran.code).toBe(6);
    expect(nameIn(at, 'forecast', PROJECTS[0].forecast)).toBe('Website');
  });

  it('a write that waits out a 429 is looked at again before it is sent', async () => {
    const at = await narrow('{ requests: 100, seconds: 15 }');
    const [{ harvest, forecast }] = PROJECTS;
    await at.control.edit(rename('forecast', forecast, 'New'));
    at.control.faults.add({
      ...{ fault: 'status', side: 'harvest', method: 'PATCH', status: 429, headers: { 'Retry-After': '15' } },
    });
    at.control.faults.add({
      ...{ fault: 'edit', side: 'harvest', method: 'GET', path: '/projects', nth: 2 },
      edits: [rename('harvest', harvest, 'By hand')],
    });
    const ran = await doApply(at);
    expect(ran.code).toBe(6);
    expect(nameIn(at, 'harvest', harvest)).toBe('By hand');
  });
});

describe('B10 K20 age counts by the larger of both clocks', () => {
  it('a laptop that slept in the middle of an apply reads again', async () => {
    const at = await world();
    expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 0 });
    const [first] = PROJECTS;
    await at.control.edit(rename('forecast', first.forecast, 'New 1'));
    // The monotonic clock stands still while it sleeps.
    let slept = 0;
    const clock: Partial<Clock> = { now: () => Date.now() + slept };
    const ran = await doApply(at, {
      clock,
      answer: async () => {
        slept = 600_000;
        await at.control.edit(rename('harvest', first.harvest, 'By hand'));
        return 'yes';
      },
    });
    expect(ran.code).toBe(6);
    expect(nameIn(at, 'harvest', first.harvest)).toBe('By hand');
  });
});

/** A proxy that writes its own date. */
const dated =
  (ms: number): NonNullable<Setup['transport']> =>
  async (options) => {
    const real = await realPorts.transport(options);
    return {
      ...real,
      async send(request, signal) {
        const outcome = await real.send(request, signal);
        if (outcome.kind !== 'answer') return outcome;
        const date = new Date(Date.parse(outcome.headers.get('Date') ?? '') + ms).toUTCString();
        return { ...outcome, headers: withHeader(outcome.headers, 'date', date) };
      },
    };
  };

describe('B11 K19 a clock that is wrong', () => {
  const HOUR = 3_600_000;
  const shifted = (ms: number): Clock => ({ ...FAST, now: () => FAST.now() + ms });

  it.each([
    ['the service is an hour ahead of us', HOUR],
    ['the service is an hour behind', -HOUR],
  ])('%s: an observation in the plan, in the same words each time', async (_what, ms) => {
    const at = await world({ clock: shifted(ms) });
    const plans = [await doPlan(at), await doPlan(at)].map(({ out }) => JSON.parse(out) as Plan);
    const texts = plans.map(({ observations }) => observations.map(({ rule, text }) => `${rule} ${text}`));
    expect(texts[0]).toHaveLength(2);
    expect(texts[0]![0]).toContain("account.clock The clock of Forecast's answers");
    expect(texts[1]).toEqual(texts[0]);
    expect(plans[1]!.digest).toBe(plans[0]!.digest);
  });

  it('a minute is nothing to speak of', async () => {
    const at = await world({ clock: shifted(20_000) });
    expect((JSON.parse((await doPlan(at)).out) as Plan).observations).toEqual([]);
  });

  it('a Date of another hour hides no edit from the list of what was updated since', async () => {
    const at = await world({ clock: FAST });
    expect(await doApply(at)).toMatchObject({ code: 0 });
    const [{ harvest, forecast }] = PROJECTS;
    await at.control.edit(rename('forecast', forecast, 'New'));
    const ran = await doApply(at, {
      transport: dated(HOUR),
      answer: async () => {
        await FAST.sleep(11_000);
        await at.control.edit(rename('harvest', harvest, 'By hand'));
        return 'yes';
      },
    });
    expect(ran.code).toBe(6);
    expect(nameIn(at, 'harvest', harvest)).toBe('By hand');
  });
});

describe('C24 the roles of a person before they are written', () => {
  it("come from Harvest's list of roles: the Roles page moves nobody's updated_at", async () => {
    const at = await world({ clock: FAST });
    expect(await doApply(at)).toMatchObject({ code: 0 });
    const [kim, producer] = [{ harvest: 1782959, forecast: 3001 }, 617672];
    await at.control.edit({
      side: 'forecast',
      kind: 'person',
      id: kim.forecast,
      values: { roles: ['Designer', 'Developer'] },
    });
    const before = at.control.get({ side: 'harvest', kind: 'person', id: kim.harvest })['updated_at'];
    const ran = await doApply(at, {
      answer: async () => {
        await FAST.sleep(11_000);
        await at.control.edit({
          side: 'harvest',
          kind: 'role',
          id: producer,
          values: { user_ids: [1782962, kim.harvest] },
        });
        return 'yes';
      },
    });
    expect(at.control.get({ side: 'harvest', kind: 'person', id: kim.harvest })['updated_at']).toBe(before);
    expect(ran.code).toBe(6);
    expect(ran.out).toMatch(/roles\s+is/);
    expect(await doApply(at)).toMatchObject({ code: 0 });
    const roles = (side: 'harvest' | 'forecast') => at.control.get({ side, kind: 'person', id: kim[side] })['roles'];
    expect((roles('harvest') as string[]).toSorted()).toEqual(['Designer', 'Developer', 'Producer']);
    expect((roles('forecast') as string[]).toSorted()).toEqual(['Designer', 'Developer', 'Producer']);
  });
});
