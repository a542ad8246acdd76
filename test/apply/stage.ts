import { decodeRecord as readForecast } from '../../src/forecast/decode.ts';
import { decodeRecord as readHarvest } from '../../src/harvest/decode.ts';
import type { ApplyInput } from '../../src/apply/one-run.ts';
import { applyPlan, type ApplyResult } from '../../src/apply/apply-plan.ts';
import type { Accounts } from '../../src/model/account.ts';
import type { ApplyEvent } from '../../src/model/event.ts';
import type { FieldName, FieldValue } from '../../src/model/field.ts';
import type { Have } from '../../src/model/have.ts';
import type { Kind, RecordKind } from '../../src/model/kind.ts';
import type { Ledger } from '../../src/model/ledger.ts';
import { momentOf } from '../../src/model/moment.ts';
import type { Change } from '../../src/model/plan.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Side } from '../../src/model/side.ts';
import type { Intent, IntentOutcome, LockedStore } from '../../src/model/store.ts';
import type { Link } from '../../src/model/want.ts';
import { createLedger } from '../../src/plan/memory/ledger.ts';
import { buildWorld } from '../../src/sandbox/build.ts';
import type { Control } from '../../src/sandbox/control.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import type { Strict } from '../../src/sandbox/resource.ts';
import type { Pair, WorldPlan } from '../../src/sandbox/world-plan.ts';
import type { World } from '../../src/sandbox/world.ts';
import { readHave } from '../../src/snapshot/read.ts';
import { fakeStore } from '../state/parts.ts';
import { planWith } from '../support/changes.ts';
import { createFakeClock, createFakeRandom } from '../support/fake-clock.ts';
import { createInProcess, type InProcessOptions, type Sent } from '../support/in-process.ts';
import { link, want } from '../support/world.ts';

/**
 * The real applier with all that it stands on: the real clients, both services of the sandbox in process, the planner's ledger made
 * of a real reading, and the store on a disk in memory. Only the plan is written by hand, and the clock.
 */
export interface Stage {
  readonly clock: ReturnType<typeof createFakeClock>;
  readonly ledger: Ledger;
  readonly accounts: Accounts;
  readonly control: Control;
  readonly disk: ReturnType<typeof fakeStore>['disk'];
  readonly store: LockedStore;
  /** Everything since the reading in the order in which it happened: `intent X`, `harvest PATCH /projects/1`, `outcome done`. */
  readonly story: string[];
  readonly events: ApplyEvent[];
  readonly outcomes: IntentOutcome[];
  readonly intents: Intent[];
  readonly stop: AbortController;
  /** Requests of one sort since the reading: `forecast PUT`. */
  requests(start: string): readonly string[];
  /** Writes to one account since the reading. */
  writes(side: Side): readonly string[];
  /** The most requests to one account that were under way at once. */
  busiest(side: Side): number;
  fault(fault: Fault): void;
  /** Somebody edits a record in the web app. */
  edit(side: Side, kind: Kind, id: number, values: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Somebody makes a record, whether or not its service likes it; returns its id. */
  make(side: Side, kind: RecordKind, values: Readonly<Record<string, unknown>>): Promise<number>;
  remove(side: Side, kind: RecordKind, id: number): Promise<unknown>;
  /** All records of a kind as they are now, seen without a request. */
  records(side: Side, kind: RecordKind): readonly AccountRecord[];
  value(side: Side, kind: RecordKind, id: number, field: FieldName): FieldValue | undefined;
  /** Both accounts once more. */
  read(): Promise<Have>;
  run(changes: readonly Change[], more?: Partial<ApplyInput>): Promise<ApplyResult>;
  told(type: ApplyEvent['type']): readonly string[];
}

export interface StageOptions {
  readonly strict?: Strict;
  /** Called before each request since the reading arrives. */
  readonly before?: InProcessOptions['before'];
  /** Called before its answer is there. */
  readonly after?: InProcessOptions['after'];
  /** Missing: one on which sleeping takes no time. */
  readonly clock?: Stage['clock'];
}

/** Both accounts by a plan of the world, just read: edit one to move it since. Every pair of the plan is linked in the file. */
export async function stageOf(plan: WorldPlan, options: StageOptions = {}): Promise<Stage> {
  const story: string[] = [];
  const events: ApplyEvent[] = [];
  const outcomes: IntentOutcome[] = [];
  const intents: Intent[] = [];
  const clock = options.clock ?? createFakeClock();
  const stop = new AbortController();
  let isWatched = false;
  const world = buildWorld(plan);
  const services = createInProcess(world, {
    clock,
    random: createFakeRandom('request'),
    ...(options.strict && { strict: options.strict }),
    before(request) {
      if (!isWatched) return undefined;
      story.push(lineOf(request));
      return options.before?.(request);
    },
    ...(options.after && { after: (request: Sent) => (isWatched ? options.after!(request) : Promise.resolve()) }),
  });
  const { accounts, control } = services;
  const readAt = momentOf(clock);
  const read = () => readHave(accounts, { budgets: false, roles: true, clock });
  const have = await read();
  isWatched = true;
  services.forgetLoad();
  const ids = { harvest: world.harvest.account, forecast: world.forecast.account };
  const state = fakeStore({ clock, accounts: ids });
  const store = await state.open().lock('apply', 0);
  const ledger = createLedger({ want: want(linksOf(plan)), have, last: null });

  const records: Stage['records'] = (side, kind) => {
    const read = { harvest: readHarvest, forecast: readForecast }[side];
    return idsOf(services.world(), side, kind).map((id) => read(kind, control.get({ side, kind, id }), kind));
  };
  const requests: Stage['requests'] = (start) => story.filter((line) => line.startsWith(start));

  return {
    clock,
    ledger,
    accounts,
    control,
    disk: state.disk,
    store,
    story,
    events,
    outcomes,
    intents,
    stop,
    requests,
    writes: (side) => requests(side).filter((line) => !line.startsWith(`${side} GET`)),
    busiest: services.busiest,
    fault: services.fault,
    edit: (side, kind, id, edited) => control.edit({ side, kind, ...(kind !== 'company' && { id }), values: edited }),
    make: async (side, kind, made) => Number((await control.create({ side, kind, values: made, force: true }))['id']),
    remove: (side, kind, id) => control.delete({ side, kind, id, force: true }),
    records,
    value: (side, kind, id, field) => records(side, kind).find((record) => record.id === id)?.values[field],
    read,
    run: (changes, more = {}) =>
      applyPlan({
        plan: planWith(changes),
        ledger,
        accounts,
        store: {
          ...store,
          async intent(intent) {
            intents.push(intent);
            story.push(`intent ${intent.change.id}`);
            await store.intent(intent);
          },
          async outcome(outcome) {
            outcomes.push(outcome);
            story.push(`outcome ${outcome.result}`);
            await store.outcome(outcome);
          },
        },
        readAt: { harvest: readAt, forecast: readAt },
        servedAt: { harvest: have.harvest.servedAt, forecast: have.forecast.servedAt },
        clock,
        random: createFakeRandom(),
        signal: stop.signal,
        listen: (event) => void events.push(event),
        ...more,
      }),
    told: (type) => events.filter((event) => event.type === type).map(toldOf),
  };
}

function toldOf(event: ApplyEvent): string {
  if (event.type === 'apply_errored') return `${event.change.id}: ${event.code}`;
  return event.type === 'apply_skipped' ? `${event.change.id}: ${event.message}` : event.change.id;
}

function lineOf({ side, method, path }: Sent): string {
  const [plain = '', query = ''] = path.split('?');
  return `${side} ${method} ${plain}${query.includes('updated_since') ? ' since' : ''}`;
}

function idsOf({ harvest, forecast }: World, side: Side, kind: RecordKind): readonly number[] {
  const rows = {
    harvest: { role: harvest.roles, client: harvest.clients, person: harvest.users, project: harvest.projects },
    forecast: { role: forecast.roles, client: forecast.clients, person: forecast.people, project: forecast.projects },
  };
  return rows[side][kind].map(({ id }) => id);
}

/** Every pair of the plan with an id on both sides; a record of one side alone is to be created on the other. */
function linksOf({ roles = [], clients = [], people = [], projects = [] }: WorldPlan): Link[] {
  const of = (kind: RecordKind, pairs: readonly Pair[]): Link[] =>
    pairs.flatMap(({ harvest, forecast }) =>
      harvest === undefined || forecast === undefined ? [] : [link(kind, harvest ?? 'create', forecast ?? 'create')],
    );
  return [...of('role', roles), ...of('client', clients), ...of('person', people), ...of('project', projects)];
}

/** A request of the raw service: `PUT` in Forecast, `PATCH` in Harvest. */
export const UPDATE = { harvest: 'PATCH', forecast: 'PUT' } as const;
