import { describe, expect, it } from 'vitest';
import { recoverIntents } from '../../src/apply/recover.ts';
import { applyPlan } from '../../src/apply/apply-plan.ts';
import type { Have } from '../../src/model/have.ts';
import { momentOf } from '../../src/model/moment.ts';
import type { Store } from '../../src/model/store.ts';
import { createLedger } from '../../src/plan/memory/ledger.ts';
import { recoveredAdvance } from '../../src/plan/memory/recovered.ts';
import { buildWorld } from '../../src/sandbox/build.ts';
import { readHave } from '../../src/snapshot/read.ts';
import { fakeStore } from '../state/parts.ts';
import { createFakeClock, createFakeRandom } from '../support/fake-clock.ts';
import { createInProcess } from '../support/in-process.ts';
import { link, planOf, want } from '../support/world.ts';

/** A push with its link, and an update on each side: every kind of write that a crash can tear. */
const WANT = want([link('client', 5, 5), link('client', 'create', 6), link('project', 2, 2, { name: 'Website' })], {
  roles: 'off',
});

const FIRST = buildWorld({
  clients: [
    { harvest: 5, forecast: 5, name: 'Base' },
    { harvest: null, forecast: 6, name: 'Acme' },
  ],
  projects: [{ harvest: 2, forecast: 2, name: 'Site', client: 'Base' }],
});
const ACCOUNTS = { harvest: FIRST.harvest.account, forecast: FIRST.forecast.account };

/** Both accounts, which outlive every run, and the writes that they took. */
async function twoAccounts() {
  const clock = createFakeClock();
  const writes: string[] = [];
  const services = createInProcess(structuredClone(FIRST), {
    clock,
    random: createFakeRandom('request'),
    before: ({ side, method, path }) => {
      if (method !== 'GET') writes.push(`${side} ${method} ${path}`);
    },
  });
  const read = () => readHave(services.accounts, { budgets: false, roles: false, clock });
  const atFirst = await read();
  return {
    ...{ services, clock, writes, read },
    /** As they were, a minute later. Answers what reading them shows. */
    async again(): Promise<Have> {
      await services.control.load(FIRST);
      clock.pass(60_000);
      writes.length = 0;
      return atFirst;
    },
  };
}

const WRITES = [
  'forecast PUT /clients/6',
  'forecast PUT /projects/2',
  'harvest PATCH /projects/2',
  'harvest POST /clients',
];

/** One `apply`: lock, find out about what is open, read, plan, write, save. */
async function apply(
  store: Store,
  { services: { accounts }, clock }: Awaited<ReturnType<typeof twoAccounts>>,
  read: () => Promise<Have>,
): Promise<void> {
  const signal = new AbortController().signal;
  const locked = await store.lock('apply', 0);
  const found = await locked.read();
  const { have } = await recoverIntents({
    ...{ open: found.open, last: found.last, store: locked, clock, unclearWaitMs: 20_000, signal },
    read,
    advanceOf: (done, shown) => recoveredAdvance(done, { want: WANT, have: shown, last: found.last }),
    onWait: () => undefined,
  });
  const readAt = momentOf(clock);
  const { last } = await locked.read();
  const plan = planOf({ want: WANT, have, last });
  const ledger = createLedger({ want: WANT, have, last, plan });
  const { stopped } = await applyPlan({
    ...{ plan, ledger, accounts, store: locked, clock, signal },
    readAt: { harvest: readAt, forecast: readAt },
    servedAt: { harvest: have.harvest.servedAt, forecast: have.forecast.servedAt },
    random: createFakeRandom(`run-${++runs}`),
    listen: () => undefined,
  });
  if (stopped) throw stopped;
  await locked.save(ledger.memory());
  await locked.release();
}

let runs = 0;

describe.each(['kept', 'lost'] as const)('an apply that dies at any call to the disk (unsynced bytes: %s)', (what) => {
  it.each(['before', 'after'] as const)(
    'P8 P12 P23 K1 (%s it) is finished by the next one: nothing twice, nothing lost',
    async (how) => {
      let points = 0;
      const both = await twoAccounts();
      const { services, clock, writes, read, again } = both;
      for (let at = 1; ; at += 1) {
        const have = await again();
        const { open, disk } = fakeStore({ clock, accounts: ACCOUNTS });
        disk.failAt(at, how);
        const died = await apply(open(), both, async () => have).then(
          () => false,
          () => true,
        );
        if (!died) break;
        points += 1;
        disk.reboot(what);
        const before = writes.length;
        await apply(open(), both, read);

        const { harvest, forecast } = services.world();
        expect(
          harvest.clients.map(({ name }) => name),
          `created once, dying at call ${at}`,
        ).toEqual(['Base', 'Acme']);
        expect(forecast.clients[1]?.harvest_id).toBe(harvest.clients[1]?.id);
        expect([harvest.projects[0]?.name, forecast.projects[0]?.name]).toEqual(['Website', 'Website']);
        // Each of the four requests was sent once, in one run or the other.
        expect([...writes].sort(), `dying at call ${at}, ${before} of 4 were sent`).toEqual(WRITES);
        expect(await open().read()).toMatchObject({ open: [] });
      }
      expect(points).toBeGreaterThan(30);
    },
  );
});
