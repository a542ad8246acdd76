import { describe, expect, it } from 'vitest';
import { apply } from '../../src/app/apply.ts';
import { plan } from '../../src/app/plan.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { APPLY, PLAN } from '../support/options.ts';
import { impatient, world, type Ran, type World } from './world.ts';

/** The sample agency in step, and a new Harvest project that the file wants in Forecast. */
async function withImport(fault?: Fault): Promise<World> {
  const at = await world();
  expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 0 });
  const made = await at.control.create({
    side: 'harvest',
    kind: 'project',
    values: { name: 'Podcast', client_id: 5735776 },
  });
  const entry = `    - { harvest: ${String(made['id'])}, forecast: create }\n`;
  await at.write('hfsync.yaml', (await at.read('hfsync.yaml')).replace('  projects:\n', `  projects:\n${entry}`));
  at.control.resetRequests();
  if (fault) at.control.faults.add(fault);
  return at;
}

const waits: number[] = [];
const doApply = (at: World): Promise<Ran> => {
  waits.length = 0;
  return at.run((env) => apply(env, APPLY), { clock: impatient((ms) => void waits.push(ms)) });
};
const planned = (at: World) => at.run((env) => plan(env, { ...PLAN, detailedExitCode: true }));
const podcasts = (at: World) => at.sandbox.world().forecast.projects.filter(({ name }) => name === 'Podcast');
const posts = (at: World) => at.requests.filter(({ method }) => method === 'POST');

const POST = { side: 'forecast', method: 'POST', path: '/projects' } as const;

describe('project.new-in-harvest: an import whose request gets no clear answer', () => {
  it.each([
    ['cut off after it was applied', { ...POST, fault: 'reset-after' }],
    ['503 although it was applied', { ...POST, fault: 'status', status: 503, applied: true }],
    ['broken JSON', { ...POST, fault: 'bad-json' }],
    ['half an answer', { ...POST, fault: 'truncate' }],
  ] satisfies [string, Fault][])('%s: found, in the same run', async (_what, fault) => {
    const at = await withImport(fault);
    expect(await doApply(at)).toMatchObject({ code: 0 });
    expect([posts(at).length, podcasts(at).length]).toEqual([1, 1]);
    expect(await planned(at)).toMatchObject({ code: 0 });
  });

  it.each([
    ['cut off before it was applied', { ...POST, fault: 'reset-before' }, 'gave no clear answer to POST /projects'],
    ['503, not applied', { ...POST, fault: 'status', status: 503, headers: { 'Retry-After': '1' } }, '(503)'],
    ['a login page', { ...POST, fault: 'html' }, '(200)'],
    ['an answer without a record', { ...POST, fault: 'status', status: 201, body: {} }, '(201)'],
  ] satisfies [string, Fault, string][])(
    '%s: not sent again by this run, made by the next one',
    async (_what, fault, got) => {
      const at = await withImport(fault);
      const first = await doApply(at);
      expect(first).toMatchObject({ code: 6 });
      expect(first.out.replace(/[│\s]+/g, ' ')).toContain('it is not clear yet whether the request was applied');
      expect(first.out.replace(/[│\s]+/g, ' ')).toContain(got);
      expect([posts(at).length, podcasts(at).length]).toEqual([1, 0]);
      const second = await doApply(at);
      expect(second).toMatchObject({ code: 0 });
      // The settle time in whole, then the request.
      expect(waits).toEqual([20_000]);
      expect([posts(at).length, podcasts(at).length]).toEqual([2, 1]);
      expect(await planned(at)).toMatchObject({ code: 0 });
    },
  );

  it.each([1, 2, 3, 4, 5, 8, 11])(
    'applied late, after %i more requests: one project, however often hfsync runs',
    async (afterRequests) => {
      const at = await withImport({ ...POST, fault: 'late', afterRequests });
      const codes = [(await doApply(at)).code, (await doApply(at)).code, (await doApply(at)).code];
      expect(codes.slice(1)).toEqual([0, 0]);
      expect([posts(at).length, podcasts(at).length]).toEqual([1, 1]);
      expect(await planned(at)).toMatchObject({ code: 0 });
    },
  );
});

describe('project.new-in-harvest: while somebody thinks about the question, a person makes it in Forecast', () => {
  it.each([
    ['linked: done without a request', true, 0],
    ['not linked: refused as stale, and linked by the next apply', false, 6],
  ])('%s', async (_what, linked, code) => {
    const at = await withImport();
    const { id } = at.sandbox.world().harvest.projects.find(({ name }) => name === 'Podcast')!;
    let thought = 0;
    const answer = async (): Promise<string> => {
      thought = 11_000;
      const values = { name: 'Podcast', client_id: 1001, code: '', ...(linked && { harvest_id: id }) };
      await at.control.create({ side: 'forecast', kind: 'project', values, by: 3001 });
      return 'yes';
    };
    const ran = await at.run((env) => apply(env, { ...APPLY, autoApprove: false }), {
      answer,
      clock: { elapsed: () => performance.now() + thought },
    });
    expect(ran).toMatchObject({ code });
    expect([posts(at).length, podcasts(at).length]).toEqual([0, 1]);
    expect(await doApply(at)).toMatchObject({ code: 0 });
    expect(podcasts(at)).toMatchObject([{ harvest_id: id }]);
    expect([posts(at).length, (await planned(at)).code]).toEqual([0, 0]);
  });
});

describe('a declared create that finds an archived record: one apply, then nothing is left', () => {
  const declare = async (at: World, kind: 'projects' | 'people', entry: string): Promise<void> =>
    at.write('hfsync.yaml', (await at.read('hfsync.yaml')).replace(`  ${kind}:\n`, `  ${kind}:\n    - ${entry}\n`));
  const inStep = async (): Promise<World> => {
    const at = await world();
    expect(await doApply(at)).toMatchObject({ code: 0 });
    return at;
  };

  it('project.new-in-forecast: the pushed project stays as it is, the one in Harvest becomes like it', async () => {
    const at = await inStep();
    const values = { name: 'Podcast', client_id: 5735776, code: 'OLD', is_active: false };
    const { id } = await at.control.create({ side: 'harvest', kind: 'project', values });
    const live = await at.control.create({
      ...{ side: 'forecast', kind: 'project', by: 3001 },
      values: { name: 'Podcast', client_id: 1001, code: 'NEW' },
    });
    await declare(at, 'projects', `{ harvest: create, forecast: ${String(live['id'])} }`);
    expect(await doApply(at)).toMatchObject({ code: 0 });
    const both = { harvest: at.sandbox.world().harvest.projects, forecast: at.sandbox.world().forecast.projects };
    expect(both.harvest.filter(({ name }) => name === 'Podcast')).toMatchObject([{ id, is_active: true, code: 'NEW' }]);
    expect(both.forecast.filter(({ name }) => name === 'Podcast')).toMatchObject([
      { id: live['id'], archived: false, code: 'NEW', harvest_id: id },
    ]);
    expect(await planned(at)).toMatchObject({ code: 0 });
  });

  it('project.new-in-harvest and person.new-in-harvest: what is imported wins, status and names too', async () => {
    const at = await inStep();
    const { id } = await at.control.create({
      ...{ side: 'harvest', kind: 'project', values: { name: 'Podcast', client_id: 5735776, code: 'NEW' } },
    });
    await at.control.create({
      ...{ side: 'forecast', kind: 'project', by: 3001 },
      values: { name: 'Podcast', client_id: 1001, code: 'OLD', archived: true },
    });
    const person = { first_name: 'Gil', last_name: 'Roy', email: 'gil@acme.example' };
    const user = await at.control.create({ side: 'harvest', kind: 'person', values: person });
    await at.control.create({
      ...{ side: 'forecast', kind: 'person', by: 3001 },
      values: { ...person, first_name: 'G.', archived: true, roles: ['Designer'] },
    });
    await declare(at, 'projects', `{ harvest: ${String(id)}, forecast: create }`);
    await declare(at, 'people', `{ harvest: ${String(user['id'])}, forecast: create }`);
    expect(await doApply(at)).toMatchObject({ code: 0 });
    const { projects, people } = at.sandbox.world().forecast;
    expect(projects.filter(({ name }) => name === 'Podcast')).toMatchObject([
      { archived: false, code: 'NEW', harvest_id: id },
    ]);
    expect(people.filter(({ email }) => email === person.email)).toMatchObject([
      { first_name: 'Gil', archived: false, harvest_user_id: user['id'] },
    ]);
    expect(await planned(at)).toMatchObject({ code: 0 });
  });
});
