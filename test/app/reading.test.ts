import { describe, expect, it } from 'vitest';
import { apply, type ApplyOptions } from '../../src/app/apply.ts';
import { doctor } from '../../src/app/doctor/doctor.ts';
import { plan } from '../../src/app/plan.ts';
import { validate } from '../../src/app/validate.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { GuardName } from '../../src/model/guard.ts';
import { APPLY, PLAN } from '../support/options.ts';
import { edited } from '../support/edited.ts';
import { world, type Ran, type Setup, type World } from './world.ts';

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
      'The project has no client in Forecast, and Harvest does not accept a project without one.',
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

describe('C22 what vanished all at once', () => {
  const writes = (at: World) => at.requests.filter(({ method }) => method !== 'GET').length;

  async function stopsAt(at: World, guard: GuardName, reason: string, done: number): Promise<void> {
    const before = writes(at);
    const stopped = await doApply(at);
    expect([stopped.code, writes(at)]).toEqual([4, before]);
    expect(stopped.err.replace(/\s+/g, ' ')).toContain(`${guard}: ${reason}`);
    expect((await doApply(at, { allow: [guard] })).code).toBe(0);
    expect(writes(at)).toBe(before + done);
  }

  it('emptied: all roles of a small account', async () => {
    const at = await world();
    expect((await doApply(at)).code).toBe(0);
    for (const id of [617670, 617671, 617672]) await at.control.delete({ side: 'harvest', kind: 'role', id });
    await stopsAt(at, 'emptied', "Harvest's roles: 3 of the 3 that the state knows are gone.", 3);
    expect((await doApply(at)).code).toBe(0);
  });

  it('pairing: every pointer is gone', async () => {
    const at = await world();
    expect((await doApply(at)).code).toBe(0);
    const { forecast, ...rest } = at.control.dump();
    for (const one of [...forecast.clients, ...forecast.projects]) one.harvest_id = null;
    for (const one of forecast.people) one.harvest_user_id = null;
    for (const one of forecast.roles) one.harvest_role_id = null;
    await at.control.load({ ...rest, forecast });
    const reason = 'None of the 17 Forecast records that named their Harvest record after the last apply names it now.';
    await stopsAt(at, 'pairing', reason, 17);
    expect((await doApply(at)).code).toBe(0);
  });

  it('pairing: Forecast is connected to another Harvest account, also with no state', async () => {
    const at = await world();
    await at.control.connect(true);
    const account = at.control.get({ side: 'forecast', kind: 'company' });
    const body = { account: { ...account, harvest_subdomain: 'other-agency' } };
    at.control.faults.add({ fault: 'status', status: 200, side: 'forecast', path: '/accounts/*', body, times: null });
    const reason =
      'Forecast says that it is connected to the Harvest account "other-agency", but this one is "sample-agency".';
    await stopsAt(at, 'pairing', reason, 0);
  });
});

describe('C23 roles: off', () => {
  it('asks for no role, in no run, and forgets none; afterwards it goes on as if it had never been off', async () => {
    const at = await world();
    expect((await doApply(at)).code).toBe(0);
    const file = await at.read('hfsync.yaml');
    await at.write('hfsync.yaml', `${file}roles: off\n`);
    await at.control.delete({ side: 'harvest', kind: 'role', id: 617671 });
    await at.control.edit({ side: 'harvest', kind: 'person', id: 1782961, values: { capacity: 72000 } });
    at.control.resetRequests();
    expect((await doApply(at)).code).toBe(0);
    expect(at.control.requests().filter(({ path }) => /roles|placeholders/.test(path))).toEqual([]);
    expect(at.sandbox.world().forecast.people.find(({ id }) => id === 3003)?.weekly_capacity).toBe(72000);
    await at.write('hfsync.yaml', file);
    expect(changeIds(await planOf(at)).filter((id) => id.includes('role'))).toEqual([
      'forecast:delete:role:617671/4002',
    ]);
  });
});

describe('C23 D12 what could mean several', () => {
  it('a doubled role and an ambiguous create wait, and the rest is written', async () => {
    const at = await world();
    expect((await doApply(at)).code).toBe(0);
    const { harvest, forecast, ...rest } = at.control.dump();
    harvest.roles.push({ ...harvest.roles[0]!, id: 700, user_ids: [] });
    const twin = (id: number) => ({ ...forecast.projects[1]!, id, name: 'Podcast', harvest_id: null });
    forecast.projects.push(twin(2101), twin(2102));
    await at.control.load({ ...rest, harvest, forecast });
    const made = await at.control.create({
      side: 'harvest',
      kind: 'project',
      values: { name: 'Podcast', client: 5735776 },
    });
    const id = Number(made['id']);
    const file = await at.read('hfsync.yaml');
    await at.write(
      'hfsync.yaml',
      file.replace('  projects:\n', `  projects:\n    - { harvest: ${id}, forecast: create }\n`),
    );
    await at.control.edit({ side: 'harvest', kind: 'project', id: 14308069, values: { name: 'Web' } });
    const found = await planOf(at);
    expect([changeIds(found), items(found)]).toEqual([
      ['forecast:update:project:14308069/2001'],
      [
        'role.edited role:617670/4001',
        `project.new-in-harvest project:${id}/-`,
        'project.new-in-forecast project:-/2101',
        'project.new-in-forecast project:-/2102',
      ],
    ]);
    expect((await doApply(at)).code).toBe(0);
    // What the item offers is what settles it.
    await at.write('hfsync.yaml', edited(await at.read('hfsync.yaml'), found.manual[1]?.ways_out[0]?.edits ?? []));
    expect((await at.run((env) => validate(env))).code).toBe(0);
    expect(changeIds(await planOf(at))).toEqual([`forecast:link:project:${id}/2101`]);
  });
});

describe('C23 a null where a value is expected', () => {
  it('is a remark; the rest of the record syncs, and what is unknown is given back as it was read', async () => {
    const at = await world();
    expect((await doApply(at)).code).toBe(0);
    const { harvest, forecast, ...rest } = at.control.dump();
    Object.assign(forecast.projects[1]!, { name: null });
    Object.assign(harvest.users[1]!, { last_name: null });
    await at.control.load({ ...rest, harvest, forecast });
    await at.control.edit({ side: 'harvest', kind: 'project', id: 14308069, values: { name: 'Web', code: 'W' } });
    const found = await planOf(at);
    expect([
      changeIds(found),
      items(found),
      found.observations.map(({ rule, address }) => `${rule} ${address}`),
    ]).toEqual([
      ['forecast:update:project:14308069/2001'],
      [],
      ['person.name.other person:1782960/3002', 'project.name project:14308069/2001'],
    ]);
    expect((await doApply(at)).code).toBe(0);
    expect(at.sandbox.world().forecast.projects[1]).toMatchObject({ id: 2001, name: null, code: 'W' });
    expect(changeIds(await planOf(at))).toEqual([]);
    // Told again, the edit that waited goes where it should have gone.
    const later = at.control.dump();
    Object.assign(later.forecast.projects[1]!, { name: 'Website' });
    await at.control.load(later);
    expect(
      (await planOf(at)).changes.flatMap(({ fields }) => fields.map(({ before, after }) => [before, after])),
    ).toEqual([['Website', 'Web']]);
  });

  it('no record is written whose list would be emptied by giving it back', async () => {
    const at = await world();
    expect((await doApply(at)).code).toBe(0);
    await at.control.edit({ side: 'harvest', kind: 'person', id: 1782961, values: { capacity: 72000 } });
    const body = { person: { ...at.control.get({ side: 'forecast', kind: 'person', id: 3003 }), roles: null } };
    at.control.faults.add({
      fault: 'status',
      status: 200,
      side: 'forecast',
      method: 'GET',
      path: '/people/3003',
      body,
      times: null,
    });
    const ran = await doApply(at);
    expect(ran.code).toBe(6);
    expect(`${ran.out}${ran.err}`.replace(/\s+/g, ' ')).toContain('Forecast returned null for "roles"');
    expect(at.control.get({ side: 'forecast', kind: 'person', id: 3003 })).toMatchObject({ roles: ['Developer'] });
  });
});

describe('a service that does not answer', () => {
  it('is named while it is tried, and is not blamed on the budgets', async () => {
    const at = await world();
    await at.write('hfsync.yaml', (await at.read('hfsync.yaml')).replace('budgets: off', 'budgets: auto'));
    let elapsed = 0;
    const clock = { elapsed: () => (elapsed += 400), sleep: () => Promise.resolve() };
    const unreachable = { HFSYNC_HARVEST_URL: 'http://127.0.0.1:59999/' };
    const { code, err } = await at.run((env) => plan(env, PLAN), { clock, variables: unreachable });
    expect(code).toBe(1);
    const flat = err.replace(/\s+/g, ' ');
    expect(flat).toMatch(/^Harvest does not answer \([^)]+\)\. Trying again …/);
    expect(flat).toContain('Error: Harvest could not be reached');
    expect(flat).not.toContain('budgets');
  });

  it.each<[code: string, unsent: boolean, advice: string]>([
    ['ENOTFOUND', true, 'This machine cannot find an address for 127.0.0.1'],
    ['ECONNREFUSED', true, 'Nothing at 127.0.0.1'],
    ['ETIMEDOUT', false, 'Check the network between this machine and 127.0.0.1'],
  ])('%s comes with advice, from doctor as well', async (code, unsent, advice) => {
    const at = await world();
    const result = { kind: 'broken', code, message: `it is ${code}`, unsent, lasting: false } as const;
    const setup: Setup = {
      clock: { sleep: () => Promise.resolve() },
      transport: () => Promise.resolve({ send: () => Promise.resolve(result), close: () => Promise.resolve() }),
    };
    const planned = await at.run((env) => plan(env, { ...PLAN, maxWait: 1 }), setup);
    const checked = await at.run((env) => doctor(env, { maxWait: 5 }), setup);
    for (const text of [planned.err, checked.out]) expect(text.replace(/[\s│]+/g, ' ')).toContain(advice);
    expect(checked.out).not.toContain('Follow the message');
  });

  it('is told of while it is silent, once, and each request ends its own clock', async () => {
    const at = await world();
    const open = new Set<object>();
    const later = (ms: number, act: () => void): (() => void) => {
      const timer = {};
      open.add(timer);
      if (open.size === 1) act();
      expect(ms).toBe(5000);
      return () => void open.delete(timer);
    };
    const { code, err } = await at.run((env) => plan(env, PLAN), { later });
    expect(code).toBe(0);
    expect(err.match(/^(Harvest|Forecast) has not answered GET \/\S+ for 5 s\. Still waiting …$/gm)).not.toHaveLength(
      0,
    );
    expect(new Set(err.split('\n')).size).toBe(err.split('\n').length);
    expect(open.size).toBe(0);
  });

  it('whose report alone is refused is about the budgets', async () => {
    const at = await world();
    await at.write('hfsync.yaml', (await at.read('hfsync.yaml')).replace('budgets: off', 'budgets: auto'));
    at.control.faults.add({
      fault: 'status',
      side: 'harvest',
      path: '/reports/project_budget',
      status: 403,
      times: null,
    });
    const { code, err } = await at.run((env) => plan(env, PLAN));
    expect(code).toBe(1);
    expect(err.replace(/[\s│]+/g, ' ')).toContain('With `budgets: off`, hfsync plans without budgets.');
  });
});
