import { parseAddress, type Address } from '../../model/address.ts';
import type { AccountHave, Have } from '../../model/have.ts';
import type { Id } from '../../model/id.ts';
import type { RecordKind } from '../../model/kind.ts';
import type { Baseline, Last, Stored, TemporaryName } from '../../model/last.ts';
import type { Advance, Ledger } from '../../model/ledger.ts';
import type { Change, Plan } from '../../model/plan.ts';
import type { AccountRecord } from '../../model/record.ts';
import type { Side } from '../../model/side.ts';
import { isTemporary } from '../../model/temporary.ts';
import type { Want } from '../../model/want.ts';
import { agreedBaseline, allBaselines, allWaiting } from './baseline.ts';
import { cascadeOf, isCascadeUnfinished } from './cascade.ts';
import { createContext } from '../compare/context.ts';
import { join } from '../join/join.ts';
import { isForgotten, releasedAddresses } from '../join/kept.ts';
import { addressOf, recordOf, recordsOf, type Pair } from '../join/pair.ts';
import { pointedMemory } from '../join/pairing.ts';
import { chooserOf, type Selection } from '../select/chooser.ts';
import { describer } from '../select/described.ts';
import type { CompareContext } from '../compare/context.ts';
import { createKnowledge } from './knowledge.ts';
import { storedAfter, storedMemory } from './stored-forms.ts';
import { createStreaks } from './streaks.ts';
import { allUpdated, updatedOf } from './updated.ts';

export interface LedgerInput {
  readonly want: Want;
  readonly have: Have;
  readonly last: Last | null;
  /** What is about to be written, if anything. */
  readonly plan?: Plan;
  /** What the plan is about; missing: everything. */
  readonly select?: Selection;
}

/**
 * The planner's view of both accounts, kept up to date while a plan is applied. In: records as they are read back. Out: what each
 * pair agrees on by then, in the same terms in which the planner compares.
 */
export function createLedger(input: LedgerInput): Ledger {
  // Without a change, nothing is ever put into it, and what is joined already serves again.
  const isStill = input.plan?.changes.length === 0;
  const have = isStill ? (input.have as Copied) : copyHave(input.have);
  const joined = join(input.want, have, input.last);
  /** As of the reading: a change that a later answer shows is somebody's edit, even on a field that was in sync when it was read. */
  const agreed: Record<Address, Baseline> = { ...input.last?.baseline };
  const cascade = input.plan && cascadeOf(createContext(joined), input.plan);
  const stored: Record<Address, Stored> = { ...input.last?.stored };
  const last: Writable<Last> = {
    ...(input.last ?? nothingKnown(have)),
    ...{ baseline: agreed, stored },
    ...(cascade && { cascade }),
  };
  const temporary = new Map<string, TemporaryName>(
    (input.last?.temporary ?? []).map((entry) => [temporaryKey(entry), entry]),
  );
  const atStart = allBaselines(context());
  Object.assign(agreed, atStart);
  // Notes the editor of a waiting edit before this run saves the record under its own name.
  last.waiting = allWaiting(context());
  const { isWhole } = chooserOf(input.select ?? { only: [], except: [] }, describer(joined));
  const streaks = createStreaks({ ...input, isWhole });
  const written = new Set<Address>();
  const current: Ledger['current'] = (side, kind, id) => recordOf(have, side, kind, id);
  const records: Ledger['records'] = (side, kind) => recordsOf(have, side, kind);
  const knowledge = createKnowledge(input.last);
  return {
    current,
    records,
    put,
    wrote: streaks.wrote,
    remove,
    memory,
    knows: knowledge.knows,
    learn: knowledge.learn,
  };

  /** Until the company's capacity is written, Forecast's null still means the present default. */
  function context(): CompareContext {
    return {
      ...joined,
      last,
      defaultCapacity: have.forecast.company.values.capacity ?? undefined,
      defaultWaits: false,
      countsCreates: false,
      isCascading: cascade !== undefined,
    };
  }

  function put(record: AccountRecord, change?: Change): Advance | null {
    mustNotBeStill();
    const before = current(record.side, record.kind, record.id);
    store(have, record);
    if (change?.action === 'create') completePair(change, record);
    const pair = joined.pairs.at(record.side, record.kind, record.id);
    if (!pair || pair.harvest === null || pair.forecast === null) return null;
    const address = addressOf(pair);
    const renamed = change ? noteTemporary(record, change, address) : undefined;
    const forms = change ? noteStored(record, change, address, before) : undefined;
    const baseline = agreedBaseline(context(), pair);
    if (!baseline) return null;
    agreed[address] = baseline;
    if (change) written.add(address);
    return {
      address,
      baseline,
      updated: updatedOf(have, address),
      ...(forms === undefined ? {} : { stored: forms }),
      ...(renamed === undefined ? {} : { temporary: renamed }),
      ...(pair.brought ? { brought: true as const } : {}),
    };
  }

  function completePair(change: Change, record: AccountRecord): void {
    const pair = [...joined.pairs.all].find((candidate) => addressOf(candidate) === change.address);
    if (!pair) return;
    joined.pairs.remove(pair);
    joined.pairs.add({ ...pair, [record.side]: record.id } satisfies Pair);
  }

  function noteTemporary(record: AccountRecord, change: Change, address: Address): Advance['temporary'] {
    const name = change.fields.find((field) => field.field === 'name');
    if (!name || typeof name.after !== 'string') return undefined;
    const key = temporaryKey({ side: record.side, address });
    if (!isTemporary(name.after)) return temporary.delete(key) ? null : undefined;
    const was = temporary.get(key)?.was ?? String(name.before);
    const entry = { side: record.side, address, name: name.after, was };
    temporary.set(key, entry);
    return { side: entry.side, name: entry.name, was };
  }

  /** undefined: nothing was stored in another form, and nothing is. */
  function noteStored(
    { side, values }: AccountRecord,
    change: Change,
    address: Address,
    before: AccountRecord | undefined,
  ): Advance['stored'] {
    const known = stored[address];
    const answers = change.fields.map(({ field, after }) => ({
      ...{ field, asked: after },
      ...{ before: before?.values[field], got: values[field] },
    }));
    const forms = storedAfter(known, side, answers);
    const isNone = Object.keys(forms).length === 0;
    if (isNone) delete stored[address];
    else stored[address] = forms;
    return isNone && !known ? undefined : forms;
  }

  function mustNotBeStill(): void {
    if (isStill) throw new Error('the ledger of a plan without changes was to change');
  }

  function remove(change: Change): Advance | null {
    mustNotBeStill();
    const parts = parseAddress(change.address);
    const id = parts?.[change.account] ?? null;
    if (!parts || parts.kind === 'company' || id === null) return null;
    const records = new Map(have[change.account].records[parts.kind] as ReadonlyMap<number, AccountRecord>);
    records.delete(id);
    replaceRecords(have, change.account, parts.kind, records);
    return { address: change.address, baseline: null };
  }

  function memory(): ReturnType<Ledger['memory']> {
    const now = context();
    const baseline = isStill ? atStart : allBaselines(now);
    const released = releasedAddresses(now, baseline);
    return {
      accounts: { harvest: have.harvest.id, forecast: have.forecast.id },
      baseline,
      waiting: isStill ? last.waiting : allWaiting(now),
      brought: broughtClients(now),
      temporary: [...temporary.values()].filter((entry) => mayBear(now, entry)),
      ...pointedMemory(joined),
      ...cascadeMemory(now),
      ...streaks.memory(now),
      ...storedMemory(now, stored),
      ...(released.length > 0 ? { released } : {}),
      ...allUpdated(have, baseline, { last: input.last, isWritten: (address) => written.has(address) }),
      ...knowledge.memory(),
    };
  }

  /** Kept from before the default is written (a killed run may never record it) until everybody's capacity is right. */
  function cascadeMemory(now: CompareContext): Pick<Last, 'cascade'> {
    if (cascade && have[cascade.side].company.values.capacity === cascade.before) return { cascade };
    const pending = cascade ?? input.last?.cascade;
    return pending && isCascadeUnfinished(now, pending) ? { cascade: pending } : {};
  }
}

function nothingKnown({ harvest, forecast }: Have): Last {
  const accounts = { harvest: harvest.id, forecast: forecast.id };
  return { lineage: '', serial: 0, accounts, baseline: {}, waiting: {}, brought: [], temporary: [] };
}

function temporaryKey({ side, address }: { readonly side: Side; readonly address: Address }): string {
  return `${side} ${address}`;
}

/** The record still has that name; or it is a role, and roles are switched off. */
function mayBear({ have, want }: CompareContext, { side, address, name }: TemporaryName): boolean {
  const parts = parseAddress(address);
  const id = parts?.[side] ?? null;
  if (!parts || id === null) return false;
  if (parts.kind === 'role' && want.roles === 'off') return true;
  return recordOf(have, side, parts.kind, id)?.values.name === name;
}

/** Clients that came along with a project, now or before. A client that has its own entry no longer counts. */
function broughtClients(context: CompareContext): readonly Address[] {
  const brought = new Set(context.last?.brought.filter((address) => !isForgotten(context, address)));
  for (const pair of context.pairs.all) {
    if (pair.kind !== 'client' || pair.harvest === null || pair.forecast === null) continue;
    if (pair.brought) brought.add(addressOf(pair));
    else if (pair.link) brought.delete(addressOf(pair));
  }
  return [...brought].sort();
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function copyHave(
  have: Have,
): { harvest: Writable<AccountHave<'harvest'>>; forecast: Writable<AccountHave<'forecast'>> } & Omit<Have, Side> {
  const copy = <S extends Side>(account: AccountHave<S>): Writable<AccountHave<S>> => ({
    ...account,
    records: {
      role: new Map(account.records.role),
      client: new Map(account.records.client),
      person: new Map(account.records.person),
      project: new Map(account.records.project),
    },
  });
  return { ...have, harvest: copy(have.harvest), forecast: copy(have.forecast) };
}

type Copied = ReturnType<typeof copyHave>;

function store(have: Copied, record: AccountRecord): void {
  if (record.kind === 'company') {
    if (record.side === 'harvest') have.harvest.company = record as AccountRecord<'harvest'>;
    else have.forecast.company = record as AccountRecord<'forecast'>;
    return;
  }
  const records = have[record.side].records[record.kind] as Map<Id, AccountRecord>;
  // Roles are looked up by name through an index of the map: a changed role makes a new map, so that the index is created again.
  if (record.kind === 'role')
    replaceRecords(have, record.side, 'role', new Map<number, AccountRecord>(records).set(record.id, record));
  else records.set(record.id, record);
}

function replaceRecords(have: Copied, side: Side, kind: RecordKind, records: Map<number, AccountRecord>): void {
  if (side === 'harvest') have.harvest.records = { ...have.harvest.records, [kind]: records };
  else have.forecast.records = { ...have.forecast.records, [kind]: records };
}
