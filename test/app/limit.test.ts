import { describe, expect, it, vi } from 'vitest';
import { apply, type ApplyOptions } from '../../src/app/apply.ts';
import { GUARDS } from '../../src/model/guard.ts';
import { APPLY } from '../support/options.ts';
import { impatient, world, type Ran, type World } from './world.ts';

/** A 429 is no promise that nothing happened: the service may have counted a request that it had done. */
const KIM = 3001;
const doApply = (at: World, options: Partial<ApplyOptions> = {}): Promise<Ran> =>
  at.run((env) => apply(env, { ...APPLY, allow: GUARDS, maxWait: 120, ...options }), {
    clock: impatient(() => undefined),
  });
const limit = ({ control }: World, side: 'harvest' | 'forecast', method: string, seconds: number, applied = true) =>
  control.faults.add({
    ...{ fault: 'status', side, method, times: 1, status: 429, applied },
    headers: { 'Retry-After': String(seconds) },
    body: { message: 'limited' },
  });

async function inStep(): Promise<World> {
  const at = await world();
  expect(await doApply(at)).toMatchObject({ code: 0 });
  return at;
}

async function declare(at: World, kind: 'clients' | 'projects', entry: string): Promise<void> {
  const text = await at.read('hfsync.yaml');
  await at.write('hfsync.yaml', text.replace(`  ${kind}:\n`, `  ${kind}:\n    - ${entry}\n`));
}

interface Row {
  readonly what: string;
  readonly side: 'harvest' | 'forecast';
  readonly method: string;
  readonly prepare: (at: World) => Promise<unknown>;
  /** How many records there are that must be there once. */
  readonly count: (at: World) => number;
}

const { count } = {
  count: (records: readonly { readonly name: string }[], name: string) =>
    records.filter((each) => each.name === name).length,
};

const CREATES: readonly Row[] = [
  {
    what: 'a role in Harvest',
    side: 'harvest',
    method: 'POST',
    prepare: ({ control }) => control.create({ side: 'forecast', kind: 'role', values: { name: 'Writer' }, by: KIM }),
    count: (at) => count(at.sandbox.world().harvest.roles, 'Writer'),
  },
  {
    what: 'a role in Forecast',
    side: 'forecast',
    method: 'POST',
    prepare: ({ control }) => control.create({ side: 'harvest', kind: 'role', values: { name: 'Writer' } }),
    count: (at) => count(at.sandbox.world().forecast.roles, 'Writer'),
  },
  {
    what: 'a client in Forecast',
    side: 'forecast',
    method: 'POST',
    prepare: async (at) => {
      const made = await at.control.create({ side: 'harvest', kind: 'client', values: { name: 'Globex' } });
      await declare(at, 'clients', `{ harvest: ${String(made['id'])}, forecast: create }`);
    },
    count: (at) => count(at.sandbox.world().forecast.clients, 'Globex'),
  },
  {
    what: 'a project in Forecast',
    side: 'forecast',
    method: 'POST',
    prepare: async (at) => {
      const values = { name: 'Podcast', client_id: 5735776 };
      const made = await at.control.create({ side: 'harvest', kind: 'project', values });
      await declare(at, 'projects', `{ harvest: ${String(made['id'])}, forecast: create }`);
    },
    count: (at) => count(at.sandbox.world().forecast.projects, 'Podcast'),
  },
  {
    what: 'a project in Harvest',
    side: 'harvest',
    method: 'POST',
    prepare: async (at) => {
      const values = { name: 'Podcast', client_id: 1001 };
      const made = await at.control.create({ side: 'forecast', kind: 'project', values, by: KIM });
      await declare(at, 'projects', `{ harvest: create, forecast: ${String(made['id'])} }`);
    },
    count: (at) => count(at.sandbox.world().harvest.projects, 'Podcast'),
  },
];

describe('C26 a 429 after the effect of a create', () => {
  it.each(CREATES)(
    '$what: is looked for before it would be sent again',
    async ({ side, method, prepare, count: found }) => {
      const at = await inStep();
      await prepare(at);
      limit(at, side, method, 1);
      expect(await doApply(at)).toMatchObject({ code: 0 });
      expect(found(at)).toBe(1);
      expect(at.requests.filter((each) => each.side === side && each.method === method)).toHaveLength(1);
      expect((await doApply(at)).out).toContain('Apply: 0 done');
    },
  );

  it.each(CREATES)(
    '$what: with a longer wait than --max-wait the next run looks for it',
    async ({ side, method, prepare, count: found }) => {
      const at = await inStep();
      await prepare(at);
      limit(at, side, method, 600);
      const ran = await doApply(at, { maxWait: 5 });
      expect(ran).toMatchObject({ code: 6 });
      expect(ran.out).toContain('apply.unsettled');
      expect(await at.read('.hfsync/state.json.journal')).toContain('"intent"');
      expect(await doApply(at)).toMatchObject({ code: 0 });
      expect(found(at)).toBe(1);
      expect((await doApply(at)).out).toContain('Apply: 0 done');
    },
  );
});

describe('K3 Ctrl-C while a write waits after a 429', () => {
  const [role, , , project] = CREATES;
  it.each([
    { ...role!, applied: true },
    { ...project!, applied: true },
    { ...project!, applied: false },
  ])('$what, which the service made: $applied', async ({ side, method, prepare, count: found, applied }) => {
    const at = await inStep();
    await prepare(at);
    limit(at, side, method, 100, applied);
    let interrupt = (): void => undefined;
    const running = at.run((env) => apply(env, { ...APPLY, allow: GUARDS, maxWait: 120 }), {
      onInterrupt: (listener) => (interrupt = listener),
    });
    await vi.waitFor(() => expect(at.requests.some((each) => each.side === side && each.method === method)).toBe(true));
    // By then the answer has come, and the wait of 100 s has begun.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    interrupt();
    const ran = await running;
    expect(ran.code).toBe(130);
    // Nobody can say that nothing happened, so the next run looks first.
    expect(ran.out).toContain('apply.unsettled');
    expect(await at.read('.hfsync/state.json.journal')).toContain('"intent"');
    expect(await doApply(at)).toMatchObject({ code: 0 });
    expect(found(at)).toBe(1);
    expect((await doApply(at)).out).toContain('Apply: 0 done');
  });
});

describe('C26 a 429 after the effect of an update', () => {
  const rename = ({ control }: World, side: 'harvest' | 'forecast', name: string) =>
    control.edit({ side, kind: 'project', id: side === 'harvest' ? 14308069 : 2001, values: { name }, by: KIM });

  it.each([
    ['harvest', 'PATCH', 'forecast'],
    ['forecast', 'PUT', 'harvest'],
  ] as const)('in %s: a colleague who edits meanwhile is not overwritten', async (side, method, other) => {
    const at = await inStep();
    await rename(at, other, 'Second');
    limit(at, side, method, 1);
    const isSent = (each: { readonly side: string; readonly method: string }) =>
      each.side === side && each.method === method;
    let isEdited = false;
    const { sleep } = impatient(() => undefined);
    const ran = await at.run((env) => apply(env, { ...APPLY, allow: GUARDS, maxWait: 120 }), {
      clock: {
        async sleep(ms, signal) {
          if (!isEdited && at.requests.some(isSent)) {
            isEdited = true;
            await rename(at, side, 'By hand');
          }
          await sleep(ms, signal);
        },
      },
    });
    expect(ran).toMatchObject({ code: 6 });
    expect(at.requests.filter(isSent)).toHaveLength(1);
    const { harvest, forecast } = at.sandbox.world();
    const records = side === 'harvest' ? harvest.projects : forecast.projects;
    expect(records.map(({ name }) => name)).toContain('By hand');
  });

  it.each([
    ['harvest', 'PATCH', 'forecast'],
    ['forecast', 'PUT', 'harvest'],
  ] as const)('in %s: is ours, so it can be taken back', async (side, method, other) => {
    const at = await inStep();
    await rename(at, other, 'Second');
    limit(at, side, method, 1);
    expect(await doApply(at, { undoOut: 'undo.json' })).toMatchObject({ code: 0 });
    expect(await doApply(at, { file: 'undo.json' })).toMatchObject({ code: 0 });
    const { harvest, forecast } = at.sandbox.world();
    expect((side === 'harvest' ? harvest.projects : forecast.projects).map(({ name }) => name)).toContain('Website');
  });
});
