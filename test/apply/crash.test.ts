import { describe, expect, it } from 'vitest';
import { recoverIntents } from '../../src/apply/recover.ts';
import { applyPlan } from '../../src/apply/run.ts';
import { recoveredAdvance } from '../../src/plan/memory/recovered.ts';
import type { AccountHave, Have } from '../../src/model/have.ts';
import type { Last } from '../../src/model/last.ts';
import type { Change } from '../../src/model/plan.ts';
import type { Store } from '../../src/model/store.ts';
import { fakeStore } from '../state/parts.ts';
import { asForecast, asHarvest, createFakeAccount, type FakeAccount } from '../support/fake-account.ts';
import { createFakeClock, createFakeRandom } from '../support/fake-clock.ts';
import { createFakeLedger } from '../support/fake-ledger.ts';
import { want } from '../support/world.ts';
import { AT_START, changeOf, client, planOf, project } from './parts.ts';

/** A push with its link, and an update on each side: every kind of write that a crash can tear. */
function planned(forecast: FakeAccount, harvest: FakeAccount): Change[] {
  const changes: Change[] = [];
  const isNew = harvest.count('client') === 0;
  const create = changeOf('harvest', 'create', client(null, 6), { name: [null, 'Acme'] });
  if (isNew) changes.push(create);
  const created = harvest.records('client')[0]?.id ?? null;
  if (forecast.value('client', 6, 'pointer') === null) {
    const waits = isNew ? { after: [create.id], from: { pointer: create.id } } : {};
    changes.push(changeOf('forecast', 'link', client(null, 6), { pointer: [null, created] }, waits));
  }
  for (const [side, account] of [
    ['harvest', harvest],
    ['forecast', forecast],
  ] as const) {
    if (account.value('project', 2, 'name') === 'Site')
      changes.push(changeOf(side, 'update', project(2, 2), { name: ['Site', 'Website'] }));
  }
  return changes;
}

function twoAccounts() {
  const harvest = createFakeAccount('harvest', [['project', 2, { name: 'Site' }]]);
  const forecast = createFakeAccount('forecast', [
    ['project', 2, { name: 'Site' }],
    ['client', 6, { name: 'Acme', pointer: null }],
  ]);
  return { harvest, forecast };
}

/** One `apply`: lock, settle what is open, plan, write, save. */
async function apply(store: Store, harvest: FakeAccount, forecast: FakeAccount): Promise<void> {
  const clock = createFakeClock();
  const signal = new AbortController().signal;
  const locked = await store.lock('apply', 0);
  const { last, open } = await store.read();
  await recoverIntents({
    open,
    last,
    read: async () => haveOf(harvest, forecast),
    advanceOf: (done, have) => recoveredAdvance(done, { want: want(), have, last }),
    store: locked,
    clock,
    unclearWaitMs: 20_000,
    waiting: () => undefined,
    signal,
  });
  const kinds = ['company', 'role', 'client', 'person', 'project'] as const;
  const ledger = createFakeLedger(
    [harvest, forecast].flatMap((account) => kinds.flatMap((kind) => account.records(kind))),
  );
  const { stopped } = await applyPlan({
    plan: planOf(planned(forecast, harvest)),
    ledger,
    accounts: { harvest: asHarvest(harvest), forecast: asForecast(forecast) },
    store: locked,
    readAt: AT_START,
    servedAt: { harvest: null, forecast: null },
    clock,
    random: createFakeRandom(`run-${++runs}`),
    signal,
    listen: () => undefined,
  });
  if (stopped) throw stopped;
  await locked.save(ledger.memory() satisfies Omit<Last, 'lineage' | 'serial'>);
  await locked.release();
}

let runs = 0;

function haveOf(harvest: FakeAccount, forecast: FakeAccount): Have {
  return {
    harvest: sideOf(harvest) as AccountHave<'harvest'>,
    forecast: sideOf(forecast) as AccountHave<'forecast'>,
    budgets: null,
    placeholders: new Map(),
  };
}

function sideOf(account: FakeAccount): unknown {
  const map = (kind: 'role' | 'client' | 'person' | 'project') =>
    new Map(account.records(kind).map((record) => [record.id, record]));
  const records = { role: map('role'), client: map('client'), person: map('person'), project: map('project') };
  return { company: account.records('company')[0], records };
}

describe.each(['kept', 'lost'] as const)('an apply that dies at any call to the disk (unsynced bytes: %s)', (what) => {
  it.each(['before', 'after'] as const)(
    'P8 P12 P23 K1 (%s it) is finished by the next one: nothing twice, nothing lost',
    async (how) => {
      let points = 0;
      for (let at = 1; ; at += 1) {
        const { open, disk } = fakeStore();
        const { harvest, forecast } = twoAccounts();
        disk.failAt(at, how);
        const died = await apply(open(), harvest, forecast).then(
          () => false,
          () => true,
        );
        if (!died) break;
        points += 1;
        disk.reboot(what);
        const before = writes(harvest, forecast);
        await apply(open(), harvest, forecast);

        expect(harvest.count('client'), `created once, dying at call ${at}`).toBe(1);
        expect(forecast.value('client', 6, 'pointer')).toBe(harvest.records('client')[0]?.id);
        expect([harvest.value('project', 2, 'name'), forecast.value('project', 2, 'name')]).toEqual([
          'Website',
          'Website',
        ]);
        // Each of the four requests was sent once, in one run or the other.
        expect(writes(harvest, forecast), `dying at call ${at}, ${before} of 4 were sent`).toBe(4);
        expect(await open().read()).toMatchObject({ open: [] });
      }
      expect(points).toBeGreaterThan(30);
    },
  );
});

function writes(...accounts: FakeAccount[]): number {
  return accounts.flatMap(({ calls }) => calls).filter(({ method }) => method === 'create' || method === 'update')
    .length;
}
