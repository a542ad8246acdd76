import type { Baseline, Last } from '../../src/model/last.ts';
import type { BudgetRow, Have } from '../../src/model/have.ts';
import { forecastId, harvestId } from '../../src/model/id.ts';
import type { RecordKind } from '../../src/model/kind.ts';
import type { Values } from '../../src/model/field.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Side } from '../../src/model/side.ts';
import type { Link, LinkSet, Want } from '../../src/model/want.ts';
import { createLedger } from '../../src/plan/memory/ledger.ts';
import { makePlan } from '../../src/plan/plan.ts';

/** Builders for worlds: what a test does not name has an unremarkable value. */

const DEFAULTS: { readonly [K in RecordKind]: Values } = {
  role: { name: 'Designer' },
  client: { name: 'Acme', status: 'active' },
  person: {
    first_name: 'Kim',
    last_name: 'Allen',
    email: 'kim@acme.example',
    status: 'active',
    capacity: 126_000,
    roles: [],
  },
  project: { name: 'Website', code: '', client: 1, status: 'active' },
};

export function h(kind: RecordKind, id: number, values: Values = {}): AccountRecord<'harvest'> {
  return { side: 'harvest', kind, id: harvestId(id), values: { ...DEFAULTS[kind], ...values } };
}

type ForecastExtras = Pick<Partial<AccountRecord<'forecast'>>, 'login' | 'members'> & {
  readonly editedBy?: number | null;
};

/** Unless told otherwise a Forecast person may sign in, and the pointer is null. */
export function f(
  kind: RecordKind,
  id: number,
  values: Values = {},
  extras: ForecastExtras = {},
): AccountRecord<'forecast'> {
  const { editedBy, ...rest } = { ...(kind === 'person' ? { login: 'enabled' as const } : {}), ...extras };
  const base = kind === 'project' ? { notes: '', client: 11 } : {};
  return {
    side: 'forecast',
    kind,
    id: forecastId(id),
    values: { ...DEFAULTS[kind], ...base, pointer: null, ...values },
    ...rest,
    ...(editedBy === undefined ? {} : { editedBy: editedBy === null ? null : forecastId(editedBy) }),
  };
}

export interface HaveOptions {
  readonly capacity?: readonly [harvest: number, forecast: number];
  readonly budgets?: {
    readonly harvest?: Record<number, BudgetRow>;
    readonly forecast?: Record<number, number | null>;
  };
}

export function have(records: readonly AccountRecord[], options: HaveOptions = {}): Have {
  const [harvestCapacity, forecastCapacity] = options.capacity ?? [126_000, 126_000];
  const of = (side: Side, kind: RecordKind): never =>
    new Map(
      records.filter((record) => record.side === side && record.kind === kind).map((record) => [record.id, record]),
    ) as never;
  const account = <S extends Side>(side: S, id: number, capacity: number): Have[S] =>
    ({
      id,
      name: 'Sample Agency',
      web: side === 'harvest' ? 'https://sample.harvestapp.com' : `https://forecastapp.com/${id}`,
      company: { side, kind: 'company', id, values: { capacity } },
      records: {
        role: of(side, 'role'),
        client: of(side, 'client'),
        person: of(side, 'person'),
        project: of(side, 'project'),
      },
      requests: 6,
    }) as unknown as Have[S];
  const rows = Object.entries(options.budgets?.harvest ?? {}).map(([id, row]) => [harvestId(Number(id)), row] as const);
  const shown = Object.entries(options.budgets?.forecast ?? {}).map(
    ([id, hours]) => [forecastId(Number(id)), hours] as const,
  );
  return {
    harvest: account('harvest', 1, harvestCapacity),
    forecast: account('forecast', 2, forecastCapacity),
    budgets: options.budgets ? { harvest: new Map(rows), forecast: new Map(shown) } : null,
    placeholders: new Map(),
  };
}

export function link(
  kind: RecordKind,
  harvest: number | 'create',
  forecast: number | 'create',
  set: LinkSet = {},
): Link {
  const at = { path: 'hfsync.yaml', line: 1, lastLine: 1 };
  return {
    kind,
    label: null,
    harvest: harvest === 'create' ? harvest : harvestId(harvest),
    forecast: forecast === 'create' ? forecast : forecastId(forecast),
    set,
    at,
  };
}

export function want(links: readonly Link[] = [], options: Partial<Omit<Want, 'links'>> = {}): Want {
  const of = (kind: RecordKind): Link[] => links.filter((entry) => entry.kind === kind);
  const none = { harvest: [], forecast: [] };
  const account = { account: 1, tokenVariable: 'HARVEST_TOKEN', rate: { requests: 100, seconds: 15 } };
  return {
    path: 'hfsync.yaml',
    sha256: '0'.repeat(64),
    contact: null,
    harvest: account,
    forecast: { ...account, account: 2, tokenVariable: 'FORECAST_TOKEN' },
    pointers: 'report',
    firstSync: 'harvest',
    conflicts: 'manual',
    harvestEditor: 'unknown',
    budgets: 'auto',
    roles: 'sync',
    company: 'sync',
    newProject: { is_billable: true, bill_by: 'none', budget_by: 'none' },
    guards: { max_changes: 500, max_role_deletes: 5, max_archives: 20, max_changed_share: 0.5 },
    state: { backend: 'local', path: '.hfsync/state.json' },
    ignore: { role: none, client: none, person: none, project: none },
    ignoreWithProjects: none,
    ...options,
    links: { role: of('role'), client: of('client'), person: of('person'), project: of('project') },
  };
}

export function last(baseline: Record<string, Baseline>, rest: Partial<Omit<Last, 'baseline'>> = {}): Last {
  const empty = {
    lineage: 'a-lineage',
    serial: 1,
    accounts: { harvest: 1, forecast: 2 },
    waiting: {},
    brought: [],
    temporary: [],
  };
  return { ...empty, ...rest, baseline: baseline };
}

export function planOf(world: {
  readonly want: Want;
  readonly have: Have;
  readonly last: Last | null;
  readonly only?: readonly string[];
  readonly except?: readonly string[];
}): Plan {
  return makePlan({
    want: world.want,
    have: world.have,
    last: world.last,
    select: { only: world.only ?? [], except: world.except ?? [] },
    version: '0.0.0',
    createdAt: '2026-01-01T00:00:00Z',
    digestKey: null,
  });
}

/** The state after everything that agrees was recorded: the usual start of a test. */
export function synced(want: Want, have: Have): Last {
  return { lineage: 'a-lineage', serial: 1, ...createLedger({ want, have, last: null }).memory() };
}

/** One line a change, for literal expectations: `forecast update project:1/11 name "Site" → "Website" [project.name]`. */
export function changeLines(plan: Plan): string[] {
  return plan.changes.flatMap((change) =>
    change.fields.map((field) => {
      const ids = field.after_id === undefined ? '' : ` #${String(field.before_id)}→#${String(field.after_id)}`;
      const from = field.after_from ? ` from ${field.after_from}` : '';
      const values = `${JSON.stringify(field.before)} → ${JSON.stringify(field.after)}`;
      return `${change.id} ${field.field} ${values}${ids}${from} [${field.rule}] ${field.origin}`;
    }),
  );
}

export function manualLines(plan: Plan): string[] {
  return plan.manual.map((item) => `${item.rule} ${item.address}`);
}

export function conflictLines(plan: Plan): string[] {
  return plan.conflicts.map((item) => `${item.rule} ${item.address} ${item.field}`);
}

/** Everything a plan says, in lines. */
export function linesOf(plan: Plan): string[] {
  return [
    ...changeLines(plan),
    ...manualLines(plan).map((line) => `manual ${line}`),
    ...conflictLines(plan).map((line) => `conflict ${line}`),
  ];
}
