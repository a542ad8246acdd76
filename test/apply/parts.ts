import { COMPANY, formatAddress, type Address } from '../../src/model/address.ts';
import type { ApplyEvent } from '../../src/model/event.ts';
import type { FieldName, FieldValue, Values } from '../../src/model/field.ts';
import type { Kind } from '../../src/model/kind.ts';
import { momentOf, type Moment } from '../../src/model/moment.ts';
import type { Action, Change, ChangedField, Plan } from '../../src/model/plan.ts';
import { SIDES, type Side } from '../../src/model/side.ts';
import type { Intent, IntentOutcome, LockedStore } from '../../src/model/store.ts';
import type { ApplyInput } from '../../src/apply/context.ts';
import { applyPlan, type ApplyResult } from '../../src/apply/run.ts';
import {
  asForecast,
  asHarvest,
  createFakeAccount,
  type Call,
  type FakeAccount,
  type FakeAccountOptions,
} from '../support/fake-account.ts';
import { createFakeClock, createFakeRandom } from '../support/fake-clock.ts';
import { createFakeLedger } from '../support/fake-ledger.ts';

export type Fields = { readonly [F in FieldName]?: readonly [before: FieldValue, after: FieldValue] };
type Seed = readonly (readonly [Kind, number, Values])[];

/** A change by its parts; clients and pointers by plain ids. */
export function changeOf(
  account: Side,
  action: Action,
  address: Address,
  fields: Fields,
  more: Partial<Change> & { readonly from?: { readonly [F in FieldName]?: string } } = {},
): Change {
  const { from = {}, ...rest } = more;
  const kind = (address === COMPANY ? 'company' : address.slice(0, address.indexOf(':'))) as Kind;
  return {
    id: `${account}:${action}:${address}`,
    address,
    kind,
    label: 'Label',
    account,
    action,
    rules: ['project.name'],
    fields: (Object.keys(fields) as FieldName[]).map((field) => fieldOf(account, field, fields[field]!, from[field])),
    effects: [],
    after: [],
    ...rest,
  };
}

function fieldOf(
  account: Side,
  field: FieldName,
  [before, after]: readonly [FieldValue, FieldValue],
  from: string | undefined,
): ChangedField {
  const shared = { field, rule: 'project.name', origin: account === 'harvest' ? 'forecast' : 'harvest' } as const;
  const source = from === undefined ? {} : { after_from: from };
  if (field !== 'client') return { ...shared, ...source, before, after };
  const ids = { before_id: before as number | null, after_id: after as number | null };
  return { ...shared, ...source, ...ids, before: `client ${String(before)}`, after: `client ${String(after)}` };
}

export function planOf(changes: readonly Change[]): Plan {
  const none = { harvest: 0, forecast: 0 };
  return {
    format_version: '1.0',
    hfsync_version: '0.0.0',
    created_at: '2026-01-01T00:00:00.000Z',
    config: { path: 'hfsync.yaml', sha256: '' },
    accounts: { harvest: { id: 11, name: 'H' }, forecast: { id: 22, name: 'F' } },
    state: { lineage: 'l', serial: 1 },
    summary: {
      ...none,
      auto: changes.length,
      create: 0,
      update: 0,
      delete: 0,
      link: 0,
      manual: 0,
      conflicts: 0,
      in_sync: 0,
    },
    changes,
    manual: [],
    conflicts: [],
    observations: [],
    cost: { requests: none, apply_requests: none, apply_seconds_at_least: 0 },
    guards: [],
    digest: 'sha256:0',
  };
}

export const project = (harvest: number | null, forecast: number | null) => formatAddress('project', harvest, forecast);
export const person = (harvest: number | null, forecast: number | null) => formatAddress('person', harvest, forecast);
export const role = (harvest: number | null, forecast: number | null) => formatAddress('role', harvest, forecast);
export const client = (harvest: number | null, forecast: number | null) => formatAddress('client', harvest, forecast);

/** When the clock of a world starts. */
const START: Moment = { elapsed: 0, now: Date.UTC(2026, 0, 1) };
export const AT_START = { harvest: START, forecast: START };

export interface World {
  readonly harvest: FakeAccount;
  readonly forecast: FakeAccount;
  readonly clock: ReturnType<typeof createFakeClock>;
  readonly ledger: ReturnType<typeof createFakeLedger>;
  /** Everything in the order in which it happened: `intent X`, `harvest update project 1`, `outcome done`. */
  readonly story: string[];
  readonly events: ApplyEvent[];
  readonly outcomes: IntentOutcome[];
  readonly intents: Intent[];
  readonly stop: AbortController;
  /** As the last reading saw both accounts; edit an account after `worldOf` to move it since. */
  run(changes: readonly Change[], more?: Partial<ApplyInput>): Promise<ApplyResult>;
  told(type: ApplyEvent['type']): readonly string[];
}

export interface WorldOptions {
  readonly harvest?: Seed;
  readonly forecast?: Seed;
  readonly harvestOptions?: FakeAccountOptions;
  readonly forecastOptions?: FakeAccountOptions;
  readonly store?: Partial<LockedStore>;
}

/** The lock of a store that nobody takes away. */
export const STILL_HELD = {
  claim: async () => true,
  isCurrent: () => true,
  confirm: async () => undefined,
} satisfies Partial<LockedStore>;

export function worldOf(options: WorldOptions = {}): World {
  const story: string[] = [];
  const events: ApplyEvent[] = [];
  const outcomes: IntentOutcome[] = [];
  const intents: Intent[] = [];
  const log: Call[] = [];
  log.push = (...calls) => story.push(...calls.map(showCall));
  const harvest = createFakeAccount('harvest', options.harvest ?? [], options.harvestOptions, log);
  const forecast = createFakeAccount('forecast', options.forecast ?? [], options.forecastOptions, log);
  const kinds: readonly Kind[] = ['company', 'role', 'client', 'person', 'project'];
  const records = [harvest, forecast].flatMap((account) => kinds.flatMap((kind) => account.records(kind)));
  const ledger = createFakeLedger(records);
  const clock = createFakeClock();
  const stop = new AbortController();
  const store: LockedStore = {
    async intent(intent) {
      intents.push(intent);
      story.push(`intent ${intent.change.id}`);
    },
    async outcome(outcome) {
      outcomes.push(outcome);
      story.push(`outcome ${outcome.result}`);
    },
    ...STILL_HELD,
    read: () => Promise.reject(new Error('applying does not read the state')),
    save: () => Promise.reject(new Error('applying does not save')),
    release: () => Promise.resolve(),
    ...options.store,
  };
  return {
    harvest,
    forecast,
    ledger,
    clock,
    story,
    events,
    outcomes,
    intents,
    stop,
    run: (changes, more = {}) =>
      applyPlan({
        plan: planOf(changes),
        ledger,
        accounts: { harvest: asHarvest(harvest), forecast: asForecast(forecast) },
        store,
        readAt: { harvest: momentOf(clock), forecast: momentOf(clock) },
        servedAt: Object.fromEntries(SIDES.map((side) => [side, null])) as { harvest: null; forecast: null },
        clock,
        random: createFakeRandom(),
        signal: stop.signal,
        listen: (event) => void events.push(event),
        ...more,
      }),
    told: (type) =>
      events
        .filter((event) => event.type === type)
        .map((event) =>
          event.type === 'apply_errored'
            ? `${event.change.id}: ${event.code}`
            : event.type === 'apply_skipped'
              ? `${event.change.id}: ${event.message}`
              : event.change.id,
        ),
  };
}

function showCall({ side, method, kind, id, updatedSince }: Call): string {
  const words = [side, method, kind, ...(id === undefined ? [] : [id]), ...(updatedSince ? ['since'] : [])];
  return words.join(' ');
}
