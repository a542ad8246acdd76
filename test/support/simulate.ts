import { parseAddress } from '../../src/model/address.ts';
import type { FieldName, FieldValue, Values } from '../../src/model/field.ts';
import type { AccountHave, Have } from '../../src/model/have.ts';
import type { RecordKind } from '../../src/model/kind.ts';
import type { Last } from '../../src/model/last.ts';
import type { Ledger } from '../../src/model/ledger.ts';
import type { Change, Plan } from '../../src/model/plan.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Side } from '../../src/model/side.ts';
import type { Want } from '../../src/model/want.ts';
import { createLedger } from '../../src/plan/memory/ledger.ts';
import type { Selection } from '../../src/plan/select/chooser.ts';
import { f, h } from './world.ts';

/**
 * Applies a plan to a world in memory, as two services that take every write would: in the order of `after`, roles renamed and
 * deleted on people too, unique names refused. Answers the world after it, and the state.
 */
export function applied(
  want: Want,
  have: Have,
  last: Last | null,
  plan: Plan,
  select: Selection = { only: [], except: [] },
  stores: Stores = (_side, value) => value,
): { have: Have; last: Last } {
  const world = copy(have);
  const ledger = createLedger({ want, have, last, plan, select });
  const ids = new Map<string, number>();
  // No service gives an id twice, also not to the next run.
  let next = 900_000 + 1_000 * (last?.serial ?? 0);
  for (const change of inOrder(plan.changes)) {
    if (change.action === 'delete') {
      remove(world, change);
      ledger.wrote(change);
      ledger.remove(change);
      reread(world, ledger, change.account);
      continue;
    }
    const record = written(world, change, ids, () => next++, stores);
    ids.set(change.id, record.id);
    put(world, record);
    if (change.kind === 'company') cascade(world, change);
    if (change.kind === 'role' || change.kind === 'company') reread(world, ledger, change.account);
    ledger.wrote(change);
    ledger.put(record, change);
  }
  return {
    have: world,
    last: { lineage: last?.lineage ?? 'a-lineage', serial: (last?.serial ?? 0) + 1, ...ledger.memory() },
  };
}

/** What a service makes of a value that is written. */
export type Stores = (side: Side, value: FieldValue) => FieldValue;

export function inOrder(changes: readonly Change[]): Change[] {
  const done = new Set<string>();
  const order: Change[] = [];
  while (order.length < changes.length) {
    const ready = changes.filter((change) => !done.has(change.id) && change.after.every((id) => done.has(id)));
    if (ready.length === 0) throw new Error('the order has a cycle');
    for (const change of ready) {
      done.add(change.id);
      order.push(change);
    }
  }
  return order;
}

type World = { harvest: AccountHave<'harvest'>; forecast: AccountHave<'forecast'> } & Omit<Have, Side>;

function copy(have: Have): World {
  const maps = (account: AccountHave<Side>): AccountHave<Side>['records'] => ({
    role: new Map(account.records.role),
    client: new Map(account.records.client),
    person: new Map(account.records.person),
    project: new Map(account.records.project),
  });
  return {
    ...have,
    harvest: { ...have.harvest, records: maps(have.harvest) },
    forecast: { ...have.forecast, records: maps(have.forecast) },
  } as World;
}

function recordsIn(world: Have, side: Side, kind: RecordKind): Map<number, AccountRecord> {
  return world[side].records[kind] as unknown as Map<number, AccountRecord>;
}

function written(
  world: Have,
  change: Change,
  ids: Map<string, number>,
  newId: () => number,
  stores: Stores,
): AccountRecord {
  const values: { [F in FieldName]?: FieldValue } = {};
  for (const field of change.fields) {
    const created = field.after_from === undefined ? undefined : ids.get(field.after_from);
    if (field.field === 'client' || field.field === 'pointer')
      values[field.field] = created ?? (field.field === 'client' ? (field.after_id ?? null) : field.after);
    else values[field.field] = stores(change.account, field.after);
  }
  if (change.kind === 'company') {
    const company = world[change.account].company;
    return { ...company, values: { ...company.values, ...(values as Values) } };
  }
  if (change.action === 'create') {
    const extras = change.kind === 'person' ? { login: 'disabled' as const } : {};
    const make = change.account === 'harvest' ? h : f;
    return make(change.kind, newId(), { roles: [], ...(values as Values) }, extras as never);
  }
  const id = parseAddress(change.address)?.[change.account] ?? 0;
  const record = recordsIn(world, change.account, change.kind).get(id);
  if (!record) throw new Error(`${change.id}: no such record`);
  for (const field of change.fields) {
    const before = field.field === 'client' ? (field.before_id ?? null) : field.before;
    const now = record.values[field.field] ?? null;
    const same = Array.isArray(before)
      ? JSON.stringify([...(now as readonly string[])].sort()) === JSON.stringify(before)
      : now === before;
    if (!same && field.field !== 'roles' && field.field !== 'capacity')
      throw new Error(`${change.id}: ${field.field} is ${JSON.stringify(now)}, not ${JSON.stringify(before)}`);
  }
  return { ...record, values: { ...record.values, ...(values as Values) } };
}

function put(world: World, record: AccountRecord): void {
  if (record.kind === 'company') {
    setAccount(world, record.side, { company: record });
    return;
  }
  const records = recordsIn(world, record.side, record.kind);
  const before = records.get(record.id);
  for (const other of records.values()) refuseTwin(record, other);
  records.set(record.id, record);
  if (record.kind === 'role') {
    replaceRecords(world, record.side, 'role');
    if (before) renameOnPeople(world, record.side, before.values.name ?? '', record.values.name ?? '');
  }
}

function setAccount(world: World, side: Side, part: object): void {
  if (side === 'harvest') world.harvest = { ...world.harvest, ...part };
  else world.forecast = { ...world.forecast, ...part };
}

function refuseTwin(record: AccountRecord, other: AccountRecord): void {
  if (other.id === record.id) return;
  const unique =
    record.kind === 'role' || record.kind === 'client' ? 'name' : record.kind === 'person' ? 'email' : null;
  if (!unique) return;
  const value = record.values[unique];
  if (value !== '' && value === other.values[unique])
    throw new Error(`${record.side} refuses a second ${record.kind} ${String(value)}`);
}

function renameOnPeople(world: World, side: Side, before: string, after: string | null): void {
  const people = recordsIn(world, side, 'person');
  for (const person of people.values()) {
    const roles = (person.values.roles ?? []).flatMap((role) =>
      role === before ? (after === null ? [] : [after]) : [role],
    );
    people.set(person.id, { ...person, values: { ...person.values, roles } });
  }
}

function remove(world: World, change: Change): void {
  const id = parseAddress(change.address)?.[change.account] ?? 0;
  const roles = recordsIn(world, change.account, 'role');
  const name = roles.get(id)?.values.name ?? '';
  roles.delete(id);
  replaceRecords(world, change.account, 'role');
  renameOnPeople(world, change.account, name, null);
}

/** A new map, so that nothing remembers the old names. */
function replaceRecords(world: World, side: Side, kind: RecordKind): void {
  const records = { ...world[side].records, [kind]: new Map(recordsIn(world, side, kind)) };
  setAccount(world, side, { records });
}

/** Harvest gives a new default to who is on the old one. Who has the number by choice keeps it; here, odd ids do. */
function cascade(world: World, change: Change): void {
  const capacity = change.fields.find((field) => field.field === 'capacity');
  if (change.account !== 'harvest' || typeof capacity?.after !== 'number') return;
  const people = recordsIn(world, 'harvest', 'person');
  for (const person of people.values()) {
    if (person.id % 2 === 1 || person.values.capacity !== capacity.before) continue;
    people.set(person.id, { ...person, values: { ...person.values, capacity: capacity.after } });
  }
}

function reread(world: World, ledger: Ledger, side: Side): void {
  for (const person of recordsIn(world, side, 'person').values()) ledger.put(person);
}
