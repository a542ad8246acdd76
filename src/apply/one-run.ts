import type { Account, ForecastAccount, HarvestAccount } from '../model/account.ts';
import type { ApplyListener } from '../model/event.ts';
import { updatedValues, type Values } from '../model/field.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Moment } from '../model/moment.ts';
import type { Change, Plan } from '../model/plan.ts';
import type { Clock, Random } from '../model/ports.ts';
import type { AccountRecord } from '../model/record.ts';
import type { Side } from '../model/side.ts';
import type { LockedStore } from '../model/store.ts';
import { createOwnChanges, type OwnChanges } from './own.ts';
import { createRefresher, type Refresher } from './refresh.ts';
import { createVolleys, type Volleys } from './volleys.ts';
import { beforeValues, pushesOf, recordKey, targetId } from './values.ts';

export interface ApplyInput {
  readonly plan: Plan;
  /** Made of the same reading as the plan. */
  readonly ledger: Ledger;
  readonly accounts: { readonly harvest: HarvestAccount; readonly forecast: ForecastAccount };
  readonly store: LockedStore;
  /** When the reading of each account began. */
  readonly readAt: { readonly [S in Side]: Moment };
  /** The service's own clock when it first answered (ms since 1970), or null. */
  readonly servedAt: { readonly [S in Side]: number | null };
  readonly clock: Clock;
  readonly random: Random;
  /** Aborted by the first SIGINT: what runs is finished, nothing new starts. */
  readonly signal: AbortSignal;
  readonly listen: ApplyListener;
  /** How long a service may take to apply a request that got no clear answer. */
  readonly unclearWaitMs?: number;
}

export const UNCLEAR_WAIT_MS = 20_000;

/** What one run shares between its changes. */
export interface Run extends Omit<ApplyInput, 'accounts' | 'readAt' | 'servedAt' | 'unclearWaitMs'> {
  readonly unclearWaitMs: number;
  readonly accounts: { readonly [S in Side]: Account };
  readonly refreshers: { readonly [S in Side]: Refresher };
  readonly own: OwnChanges;
  readonly volleys: Volleys;
  /** What creates answered, by the id of their change. */
  readonly created: Map<string, AccountRecord>;
  /** What is created in Harvest for a Forecast record, with the change that gives that one its pointer. */
  readonly pushes: ReadonlyMap<string, string>;
  /** Each record that the plan writes, as the plan saw it, updated only by this run's own writes. */
  readonly expected: Map<string, Values>;
}

export function createRun(input: ApplyInput): Run {
  const { plan, ledger, accounts, store, clock, random, signal, listen, readAt, servedAt } = input;
  const refresher = (side: Side) =>
    createRefresher({ account: accounts[side], ledger, clock, readAt: readAt[side], servedAt: servedAt[side] });
  const run: Run = {
    plan,
    ledger,
    accounts,
    store,
    clock,
    random,
    signal,
    listen,
    unclearWaitMs: input.unclearWaitMs ?? UNCLEAR_WAIT_MS,
    refreshers: { harvest: refresher('harvest'), forecast: refresher('forecast') },
    own: createOwnChanges(),
    volleys: createVolleys(ledger, clock),
    created: new Map(),
    pushes: pushesOf(plan.changes),
    expected: new Map(),
  };
  for (const change of plan.changes) remember(run, change);
  return run;
}

/** Refreshing puts newer records into the ledger, but a change is judged by how its record was when it was planned. */
function remember(run: Run, change: Change): void {
  const id = targetId(change, run.plan, run.created);
  const record = id === null ? undefined : run.ledger.current(change.account, change.kind, id);
  if (record) run.expected.set(recordKey(record.side, record.kind, record.id), record.values);
}

/** Field by field: what the plan's reading showed, else what the plan itself says was there. */
export function expectedValues(run: Run, change: Change, record: AccountRecord): Values {
  return updatedValues(beforeValues(change), run.expected.get(recordKey(record.side, record.kind, record.id)) ?? {});
}
