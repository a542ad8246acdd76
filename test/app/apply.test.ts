import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { apply, type ApplyOptions } from '../../src/app/apply.ts';
import { plan, type PlanOptions } from '../../src/app/plan.ts';
import { stateList, stateShow } from '../../src/app/state.ts';
import { readPlan } from '../../src/report/json.ts';
import { APPLY, PLAN } from '../support/options.ts';
import { world, type Ran, type Setup, type World } from './world.ts';

const ASKED: ApplyOptions = { ...APPLY, autoApprove: false, showsPlan: true };

const doApply = (at: World, options: Partial<ApplyOptions> = {}, setup?: Setup): Promise<Ran> =>
  at.run((env) => apply(env, { ...ASKED, ...options }), setup);
const doPlan = (at: World, options: Partial<PlanOptions> = {}): Promise<Ran> =>
  at.run((env) => plan(env, { ...PLAN, ...options }));
const rename = (at: World, name: string, id = 14308069) =>
  at.control.edit({ side: 'harvest', kind: 'project', id, values: { name } });
const writes = (at: World) => at.requests.filter(({ method }) => method !== 'GET');
const nameInForecast = (at: World) => at.sandbox.world().forecast.projects.find(({ id }) => id === 2001)?.name;

/** The sample agency after its first apply, and Website renamed in Harvest since. */
async function renamed(): Promise<World> {
  const at = await world();
  expect(await doApply(at)).toMatchObject({ code: 0 });
  await rename(at, 'Web site');
  return at;
}

describe('apply', () => {
  it('with nothing to do asks nobody, records the baseline, writes nothing', async () => {
    const at = await world();
    const ran = await doApply(at);
    expect(ran).toMatchObject({ code: 0, err: '', asked: [] });
    expect(ran.out).toMatch(/No changes\..*\nApply: 0 done, 0 failed, 0 skipped, 0 stale\.\n$/);
    expect(writes(at)).toEqual([]);
    expect((await stat(path.join(at.folder, '.hfsync/state.json'))).mode & 0o777).toBe(0o600);
    expect((await at.run((env) => stateList(env))).out).toMatch(/^project:14308069\/2001$/m);
    expect((await at.run((env) => stateShow(env, 'project:14308069/2001'))).out).toMatch(/name +"Website"/);
  });

  it('asks, and only yes counts', async () => {
    const at = await renamed();
    for (const answer of ['', 'y', 'YES', 'no']) {
      const ran = await doApply(at, {}, { answer });
      expect(ran).toMatchObject({ code: 1, asked: [expect.stringContaining('Only yes will be accepted')] });
      expect(ran.err).toMatch(/Nothing was written/);
    }
    expect(writes(at)).toEqual([]);
    const ran = await doApply(at, {}, { answer: 'yes' });
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.out).toMatch(
      /~ project:14308069\/2001 "Website" \(client\s+"Acme"\) in Forecast:\s+updated\s+after\s+[\d.]+\s+s\nApply: 1 done, 0 failed/,
    );
    expect(nameInForecast(at)).toBe('Web site');
    expect((await doPlan(at, { detailedExitCode: true })).code).toBe(0);
  });

  it('without a terminal and without approval writes nothing, and says how to approve', async () => {
    const at = await renamed();
    const ran = await doApply(at);
    expect(ran).toMatchObject({ code: 1, asked: [] });
    const digest = readPlan((await doPlan(at, { format: 'json' })).out).digest;
    expect(ran.err).toContain(`--expect ${digest}`);
    expect(writes(at)).toEqual([]);
  });

  it.each([-3_600_000, 0, 3_600_000])(
    'K19 while somebody thinks about the question a record moves: refused as stale, with a wall clock that is off by %i ms',
    async (skew) => {
      const at = await world();
      expect(await doApply(at)).toMatchObject({ code: 0 });
      await at.control.edit({ side: 'forecast', kind: 'project', id: 2001, values: { name: 'Web site' }, by: 3001 });
      let thought = 0;
      const answer = async (): Promise<string> => {
        thought = 11_000;
        await rename(at, 'Edited meanwhile');
        return 'yes';
      };
      const clock = { now: () => Date.now() + skew + thought, elapsed: () => performance.now() + thought };
      const ran = await doApply(at, {}, { answer, clock });
      expect(ran).toMatchObject({ code: 6 });
      expect(ran.out).toContain('name is "Edited meanwhile" now, not "Website"');
      expect(writes(at)).toEqual([]);
    },
  );

  it('--quiet tells the outcome alone, but shows the plan to whom it asks', async () => {
    const at = await renamed();
    const quiet = await doApply(at, { autoApprove: true }, { flags: { quiet: true } });
    expect(quiet.out).toBe('Apply: 1 done, 0 failed, 0 skipped, 0 stale.\n');
    await rename(at, 'Once more');
    expect((await doApply(at, {}, { flags: { quiet: true }, answer: 'no' })).out).toMatch(/^Plan: 1 to sync/m);
  });

  it('applies what was reviewed: a saved plan, or its digest', async () => {
    const at = await renamed();
    await doPlan(at, { out: 'plan.json' });
    expect(await doApply(at, { file: 'plan.json' })).toMatchObject({ code: 0, asked: [] });
    await rename(at, 'Next');
    const digest = readPlan((await doPlan(at, { format: 'json' })).out).digest;
    expect(await doApply(at, { expect: digest })).toMatchObject({ code: 0 });
    expect(nameInForecast(at)).toBe('Next');
  });

  it('applies the part that a saved plan is about', async () => {
    const at = await renamed();
    await rename(at, 'Re-brand', 14307913);
    await doPlan(at, { out: 'plan.json', select: { only: ['project:14308069/2001'], except: [] } });
    expect(await doApply(at, { file: 'plan.json' })).toMatchObject({ code: 0 });
    expect(nameInForecast(at)).toBe('Web site');
    expect((await doPlan(at, { detailedExitCode: true })).code).toBe(2);
    const both = await doApply(at, { file: 'plan.json', select: { only: ['project:14308069/2001'], except: [] } });
    expect(both).toMatchObject({ code: 1 });
  });

  it('P11 K13 is stale (5) where what would be written is no longer what was approved', async () => {
    const at = await renamed();
    await doPlan(at, { out: 'plan.json' });
    const { digest } = readPlan(await at.read('plan.json'));
    await rename(at, 'Something else');
    expect(await doApply(at, { file: 'plan.json' })).toMatchObject({ code: 5 });
    expect(await doApply(at, { expect: digest })).toMatchObject({ code: 5 });
    expect(writes(at)).toEqual([]);
    // A config's bytes alone never make a plan stale.
    await rename(at, 'Web site');
    await at.write('hfsync.yaml', `${await at.read('hfsync.yaml')}\n# a comment\n`);
    expect(await doApply(at, { file: 'plan.json' })).toMatchObject({ code: 0 });
  });

  it('K14 refuses a plan that was changed after it was saved, before it reads anything', async () => {
    const at = await renamed();
    await doPlan(at, { out: 'plan.json' });
    await at.write('plan.json', (await at.read('plan.json')).replace('"after": "Web site"', '"after": "Evil"'));
    const before = at.requests.length;
    expect(await doApply(at, { file: 'plan.json' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('plan.tampered'),
    });
    await at.write('plan.json', '{ "format_version": "1.0"');
    expect(await doApply(at, { file: 'plan.json' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('plan.unreadable'),
    });
    expect(await doApply(at, { expect: 'sha256:1' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('apply.digest'),
    });
    expect(at.requests).toHaveLength(before);
  });

  it('P15 is stopped by guards (4) until they are allowed; the question confirms first_sync alone', async () => {
    const at = await world();
    await rename(at, 'Web site');
    const stopped = await doApply(at, { autoApprove: true });
    expect(stopped).toMatchObject({ code: 4, err: expect.stringContaining('--allow first_sync') });
    expect(await doApply(at)).toMatchObject({ code: 4 });
    expect(writes(at)).toEqual([]);
    expect(await doApply(at, {}, { answer: 'no' })).toMatchObject({
      code: 1,
      asked: [expect.stringContaining('first_sync')],
    });
    await at.write('hfsync.yaml', `${await at.read('hfsync.yaml')}\nguards: { max_changes: 0 }\n`);
    const max = await doApply(at, {}, { answer: 'yes' });
    expect(max).toMatchObject({ code: 4, asked: [] });
    expect(max.err).toMatch(/--allow max_changes/);
    expect(await doApply(at, { allow: ['max_changes'] }, { answer: 'yes' })).toMatchObject({ code: 0 });
  });

  it('P16 K15 a lock that somebody else holds: 7, whatever else is wrong later', async () => {
    const at = await renamed();
    const info = { id: 'x', operation: 'apply', since: '2026-01-01T00:00:00Z', pid: 1, host: 'elsewhere', user: 'kim' };
    await writeFile(path.join(at.folder, '.hfsync/state.json.lock'), JSON.stringify(info));
    const before = at.requests.length;
    const ran = await doApply(at, { autoApprove: true });
    expect(ran).toMatchObject({ code: 7, err: expect.stringContaining('kim') });
    expect(at.requests).toHaveLength(before);
  });

  it('H8 some operations failed: 6, the others are done', async () => {
    const at = await renamed();
    await rename(at, 'Re-brand', 14307913);
    at.control.faults.add({
      fault: 'status',
      side: 'forecast',
      method: 'PUT',
      path: '/projects/2002',
      status: 422,
      times: null,
    });
    const ran = await doApply(at, { autoApprove: true });
    expect(ran).toMatchObject({ code: 6 });
    expect(ran.out).toMatch(/failed:\s.*422/s);
    expect(ran.out).toMatch(/Apply: 1 done, 1 failed, 0 skipped, 0 stale\.\n$/);
    expect(nameInForecast(at)).toBe('Web site');
  });

  it('--json: one object a line, errors too', async () => {
    const at = await renamed();
    const types = (ran: Ran) =>
      ran.out
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { type: string }).type);
    const json = { flags: { json: true } };
    const stopped = await doApply(at, {}, json);
    expect(stopped).toMatchObject({ code: 1, err: '' });
    expect(types(stopped)).toEqual(['version', 'planned_change', 'change_summary', 'diagnostic']);
    const done = await doApply(at, { autoApprove: true }, json);
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(types(done)).toEqual([
      ...['version', 'planned_change', 'change_summary', 'apply_start', 'apply_complete', 'change_summary'],
    ]);
  });

  it('an interrupt while reading: 130, nothing written, the lock is free again', async () => {
    const at = await renamed();
    const ran = await doApply(at, { autoApprove: true }, { onInterrupt: (interrupt) => setTimeout(interrupt) });
    expect(ran).toMatchObject({ code: 130 });
    expect(writes(at)).toEqual([]);
    expect(await doApply(at, { autoApprove: true })).toMatchObject({ code: 0 });
  });

  it.each(['yes', ''])('an interrupt at the question does not fall through (%j)', async (answer) => {
    const at = await renamed();
    let interrupt = (): void => undefined;
    const ran = await at.run(
      (env) =>
        apply(
          {
            ...env,
            ask: () => {
              interrupt();
              return Promise.resolve(answer);
            },
          },
          ASKED,
        ),
      { answer: 'yes', onInterrupt: (listener) => (interrupt = listener) },
    );
    expect(ran).toMatchObject({ code: 130 });
    expect(writes(at)).toEqual([]);
  });

  it('an interrupt while writing: what runs is finished and recorded, the rest is not started', async () => {
    const at = await renamed();
    let interrupt = (): void => undefined;
    for (const id of [14307913, 14308070, 14308071]) await rename(at, `Renamed ${id}`, id);
    for (const id of [5735776, 5735774, 5735778]) {
      await at.control.edit({ side: 'harvest', kind: 'client', id, values: { name: `Client ${id}` } });
    }
    const ran = await at.run(
      (env) =>
        apply(
          {
            ...env,
            // As the first answer to a write arrives.
            async transport(options) {
              const transport = await env.transport(options);
              return {
                ...transport,
                async send(request, ...signals) {
                  const result = await transport.send(request, ...signals);
                  if (request.method === 'GET') return result;
                  interrupt();
                  interrupt = () => undefined;
                  return result;
                },
              };
            },
          },
          { ...ASKED, autoApprove: true },
        ),
      { onInterrupt: (listener) => (interrupt = listener) },
    );
    expect(ran).toMatchObject({ code: 130 });
    const done = writes(at).length;
    expect(done).toBeLessThan(7);
    expect(ran.out).toMatch(new RegExp(`Apply: ${done} done, 0 failed, ${7 - done} skipped, 0 stale`));
    expect(await doApply(at, { autoApprove: true })).toMatchObject({ code: 0 });
    expect(writes(at)).toHaveLength(7);
  });
});
