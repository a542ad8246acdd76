import fc from '../support/property.ts';
import { describe, expect, test, vi } from 'vitest';
import { applyPlan, type ApplyResult } from '../../src/apply/apply-plan.ts';
import { parseAddress } from '../../src/model/address.ts';
import type { ApplyEvent } from '../../src/model/event.ts';
import type { FieldName, FieldValue, Values } from '../../src/model/field.ts';
import type { Have } from '../../src/model/have.ts';
import type { Kind } from '../../src/model/kind.ts';
import type { Baseline } from '../../src/model/last.ts';
import type { Change, Plan } from '../../src/model/plan.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Side } from '../../src/model/side.ts';
import type { Intent } from '../../src/model/store.ts';
import { createLedger } from '../../src/plan/memory/ledger.ts';
import {
  COMPANY_ID,
  asForecast,
  asHarvest,
  createFakeAccount,
  type Call,
  type FakeAccountOptions,
  type FakeAccount,
} from '../support/fake-account.ts';
import { momentOf } from '../../src/model/moment.ts';
import { createFakeClock, createFakeRandom } from '../support/fake-clock.ts';
import { planOf } from '../support/world.ts';
import { randomWorlds, type RandomWorld } from './worlds.ts';

/** The real applier and the real ledger on random worlds, against two accounts in memory. */
const runs = { numRuns: Math.ceil(Number(process.env['HFSYNC_PROPERTY_RUNS'] ?? 1500) / 5) };
// As long as more runs take.
vi.setConfig({ testTimeout: 30_000 + 60 * runs.numRuns });

interface Applied {
  readonly plan: Plan;
  readonly result: ApplyResult;
  readonly events: readonly ApplyEvent[];
  /** `intent ID` and `write ID` in the order in which they happened. */
  readonly story: readonly string[];
  readonly writes: readonly string[];
  readonly advances: readonly (readonly [address: string, baseline: Baseline])[];
  readonly accounts: { readonly [S in Side]: FakeAccount };
}

describe('laws of the applier', () => {
  test('P11 plan = apply: the accounts receive the writes of the plan, no other, none twice', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(randomWorlds, async (world) => {
        const { plan, result, writes, events } = await applied(world);
        const idle = events.flatMap((event) =>
          event.type === 'apply_complete' && event.already ? event.change.id : [],
        );
        const due = plan.changes.filter((change) => !idle.includes(change.id)).map(writeOf);
        expect([...writes].sort()).toEqual(due.sort());
        expect(result).toMatchObject({ done: plan.changes.length, failed: 0, skipped: 0, stale: 0 });
        // Only who was moved by a company or a role of the same plan has nothing left to write.
        expect(idle.filter((id) => !id.includes(':person:'))).toEqual([]);
        count += writes.length;
      }),
      runs,
    );
    expect(count).toBeGreaterThan(runs.numRuns);
  });

  test('P11 a record that moved since the plan is refused as stale, and nothing but it and what waits for it', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(randomWorlds, fc.nat(20), async (world, nth) => {
        const projects = planOf(world).changes.filter(
          (change) => change.action === 'update' && change.kind === 'project' && change.account === 'forecast',
        );
        const target = projects[nth % Math.max(1, projects.length)];
        const id = target && idOf(target);
        if (!target || !id) return;
        const { plan, events, writes } = await applied(world, (accounts) =>
          accounts.forecast.edit('project', id, { code: 'moved' }),
        );
        const stale = events.flatMap((event) =>
          event.type === 'apply_errored' ? `${event.code} ${event.change.address}` : [],
        );
        refused += 1;
        expect(new Set(stale)).toEqual(new Set([`apply.stale ${target.address}`]));
        const skipped = events.flatMap((event) => (event.type === 'apply_skipped' ? event.change : []));
        for (const change of skipped) expect(waitsFor(plan, change, target.address), change.id).toBe(true);
        expect(writes.filter((line) => line.startsWith(`forecast update project ${id} `))).toEqual([]);
      }),
      runs,
    );
    expect(refused).toBeGreaterThan(10);
  });

  test('P22 monotone base: what a service did not store never becomes a baseline', async () => {
    let ignored = 0;
    await fc.assert(
      fc.asyncProperty(randomWorlds, async (world) => {
        const { plan, advances, accounts } = await applied(world, () => undefined, { forecast: { ignores: ['code'] } });
        for (const change of plan.changes) {
          const code =
            change.account === 'forecast' &&
            change.action === 'update' &&
            change.fields.find(({ field }) => field === 'code');
          if (!code) continue;
          ignored += 1;
          expect(accounts.forecast.value('project', idOf(change)!, 'code')).toBe(code.before);
          for (const [address, baseline] of advances)
            if (address === change.address) expect(baseline.code).not.toBe(code.after);
        }
      }),
      runs,
    );
    expect(ignored).toBeGreaterThan(10);
  });

  test('P23 P8 journal honesty: each write comes after its own intent, and an intent without a write is closed', async () => {
    await fc.assert(
      fc.asyncProperty(randomWorlds, async (world) => {
        const { story } = await applied(world);
        const intents = new Set<string>();
        for (const line of story) {
          const [what, ...rest] = line.split(' ');
          const key = rest.join(' ');
          if (what === 'intent') intents.add(key);
          else if (what === 'write') expect(intents.delete(key), line).toBe(true);
          else intents.delete(key);
        }
        // What is left was neither sent nor given up.
        expect([...intents]).toEqual([]);
      }),
      runs,
    );
  });
});

async function applied(
  random: RandomWorld,
  meanwhile: (accounts: Applied['accounts']) => void = () => undefined,
  options: { readonly [S in Side]?: FakeAccountOptions } = {},
): Promise<Applied> {
  const world = { ...random, have: renumbered(random.have) };
  const calls: Call[] = [];
  const story: string[] = [];
  const keys = new Map<string, string>();
  calls.push = (...more) => {
    for (const call of more)
      if (call.method !== 'list' && call.method !== 'get' && call.method !== 'company')
        story.push(`write ${lineOf(call)}`);
    return Array.prototype.push.apply(calls, more);
  };
  const accounts = {
    harvest: accountOf('harvest', world.have, calls, options),
    forecast: accountOf('forecast', world.have, calls, options),
  };
  const plan = planOf(world);
  const ledger = createLedger({ ...world, plan });
  const advances: [string, Baseline][] = [];
  const events: ApplyEvent[] = [];
  meanwhile(accounts);
  const clock = createFakeClock();
  const result = await applyPlan({
    plan,
    ledger,
    accounts: { harvest: asHarvest(accounts.harvest), forecast: asForecast(accounts.forecast) },
    store: {
      async intent(intent: Intent) {
        keys.set(intent.id, keyOfIntent(intent));
        story.push(`intent ${keyOfIntent(intent)}`);
      },
      async outcome({ intent, advance }) {
        if (advance?.baseline) advances.push([advance.address, advance.baseline]);
        const key = keys.get(intent);
        if (key !== undefined) story.push(`outcome ${key}`);
      },
      claim: async () => true,
      isCurrent: () => true,
      confirm: async () => undefined,
      read: () => Promise.reject(new Error('applying does not read the state')),
      save: () => Promise.reject(new Error('applying does not save')),
      release: () => Promise.resolve(),
    },
    readAt: { harvest: momentOf(clock), forecast: momentOf(clock) },
    servedAt: { harvest: null, forecast: null },
    clock,
    random: createFakeRandom(),
    signal: new AbortController().signal,
    listen: (event) => void events.push(event),
  });
  const writes = calls
    .filter(({ method }) => method === 'create' || method === 'update' || method === 'delete')
    .map(lineOf);
  return { plan, result, events, story, writes, advances, accounts };
}

/** The accounts of a random world under the ids that the accounts in memory have. */
function renumbered(have: Have): Have {
  const account = <S extends Side>(side: S): Have[S] =>
    ({
      ...have[side],
      id: COMPANY_ID[side],
      company: { ...have[side].company, id: COMPANY_ID[side] },
    }) as unknown as Have[S];
  return { ...have, harvest: account('harvest'), forecast: account('forecast') };
}

/** The account as the reading of the world saw it; the company under its account's id. */
function accountOf(
  side: Side,
  have: Have,
  calls: Call[],
  options: { readonly [S in Side]?: FakeAccountOptions },
): FakeAccount {
  const { company, records } = have[side];
  const seeds: [Kind, number, Values][] = [['company', COMPANY_ID[side], company.values]];
  for (const list of Object.values(records)) {
    for (const record of (list as ReadonlyMap<number, AccountRecord>).values())
      seeds.push([record.kind, record.id, record.values]);
  }
  return createFakeAccount(side, seeds, options[side], calls);
}

/** What the plan says of one request, in the words of `lineOf`. */
function writeOf(change: Change): string {
  const values = change.fields.map((field): [FieldName, FieldValue] => {
    if (field.after_from !== undefined) return [field.field, NEW];
    return [field.field, field.field === 'client' ? (field.after_id ?? null) : field.after];
  });
  const method = change.action === 'link' ? 'update' : change.action;
  return lineOf({
    side: change.account,
    method,
    kind: change.kind,
    id: idOf(change) ?? 0,
    values: method === 'delete' ? {} : (Object.fromEntries(values) as Values),
  });
}

/** Ids that the accounts gave during the run, all by one number. */
const NEW = 9_000;

function lineOf({ side, method, kind, id, values }: Call): string {
  const isNew = (value: unknown): boolean => typeof value === 'number' && value > NEW && value < 10_000;
  const shown = Object.entries(values ?? {}).map(([field, value]) => [
    field,
    (field === 'client' || field === 'pointer') && isNew(value) ? NEW : value,
  ]);
  const target = method === 'create' || kind === 'company' ? '' : isNew(id) ? NEW : id;
  return `${side} ${method} ${kind} ${target} ${JSON.stringify(Object.fromEntries(shown.sort()))}`;
}

function idOf({
  address,
  account,
  action,
  kind,
}: Pick<Change, 'address' | 'account' | 'action' | 'kind'>): number | null {
  if (kind === 'company' || action === 'create') return null;
  return parseAddress(address)?.[account] ?? NEW;
}

function keyOfIntent({ change, fields }: Intent): string {
  const method = change.action === 'link' ? 'update' : change.action;
  const values = fields.map(({ field, after, after_id }) => [field, field === 'client' ? (after_id ?? null) : after]);
  return lineOf({
    side: change.account,
    method,
    kind: change.kind,
    id: idOf(change) ?? 0,
    values: method === 'delete' ? {} : (Object.fromEntries(values) as Values),
  });
}

/** Whether a change waits, directly or not, for one of that address. */
function waitsFor(plan: Plan, change: Change, address: string): boolean {
  return change.after.some((id) => {
    const other = plan.changes.find((each) => each.id === id);
    return other !== undefined && (other.address === address || waitsFor(plan, other, address));
  });
}
