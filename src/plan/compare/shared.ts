import type { Address } from '../../model/address.ts';
import { FORMS, textKey, type FieldName } from '../../model/field.ts';
import type { StoredForms } from '../../model/last.ts';
import { isTemporary } from '../../model/temporary.ts';
import type { AccountRecord } from '../../model/record.ts';
import { SIDES, type Side } from '../../model/side.ts';
import { compareStored, compareThreeWays, type Verdict } from './three-way.ts';
import { isElsewhere } from '../join/elsewhere.ts';
import { isDoomedRole } from '../join/existence.ts';
import type { Joined } from '../join/joined.ts';
import { isForgotten } from '../join/kept.ts';
import { movedFrom } from './moved.ts';
import { addressOf, endOf, recordOf, sharedKey, type Pair } from '../join/pair.ts';
import { hasNameless, isUnsurePair, rolesNamed } from '../join/role-names.ts';

/**
 * Both sides brought into one form, in which comparing is trivial. In: a linked record of each side. Out: for a field the value
 * that both sides can share, which is also what the baseline stores: texts (as read, so that they are written as they were
 * typed; the baseline has them in NFC), a client as its pair, roles as a set of pairs, capacity as seconds.
 */
export type SharedValue = string | number | readonly string[];

/** What the planner has to know about the plan so far: Forecast's null capacity means the default *after* this plan. */
export interface SharedContext extends Joined {
  /** Seconds; undefined where the company's capacity is not known. */
  readonly defaultCapacity: number | undefined;
  /** The two defaults wait for a person, so nobody knows what null means. */
  readonly defaultWaits: boolean;
  /** Whether a record that is still to be created counts as there: while planning it does. */
  readonly countsCreates: boolean;
  /** A new default of hfsync's own is being written: people may show it before it is answered. */
  readonly isCascading?: boolean;
}

export function sharedValue(context: SharedContext, record: AccountRecord, field: FieldName): SharedValue | undefined {
  switch (FORMS[field]) {
    case 'client':
      return record.values.client === undefined ? undefined : clientKey(context, record);
    case 'roles':
      if (record.values.roles === undefined || hasUnsureRole(context, record)) return undefined;
      return [...roleKeys(context, record)].sort();
    case 'capacity':
      return record.values.capacity === null ? context.defaultCapacity : capacityOf(context, record);
    case 'text':
    case 'email':
    case 'status': {
      const value = (field === 'name' ? standsFor(context, record) : undefined) ?? record.values[field];
      return typeof value === 'string' ? value : undefined;
    }
    case 'pointer':
      return undefined;
  }
}

export function sameShared(field: FieldName, left: SharedValue, right: SharedValue): boolean {
  if (typeof left === 'string' && typeof right === 'string') return textKey(field, left) === textKey(field, right);
  return JSON.stringify(left) === JSON.stringify(right);
}

/** The verdict on one field of a pair whose two ends are there. */
export function verdictOn(context: SharedContext, pair: Pair, field: FieldName): Verdict {
  const harvest = endOf(context.have, pair, 'harvest');
  const forecast = endOf(context.have, pair, 'forecast');
  if (!harvest || !forecast) return 'unknown';
  // Who is on the default on both sides waits with the company: one item for all, not one a person.
  const onDefault =
    forecast.values.capacity === null && harvest.values.capacity === context.have.harvest.company.values.capacity;
  if (field === 'capacity' && pair.kind === 'person' && context.defaultWaits && onDefault) return 'unknown';
  const last = baselineOf(context, pair, field);
  const values = [sharedValue(context, harvest, field), sharedValue(context, forecast, field)] as const;
  if (field === 'capacity' && isOnDefault(context, pair, last)) return compareOnDefault(values);
  if (field === 'client' && typeof last === 'string') return compareClients(last, harvest, forecast, values);
  const same = (a: SharedValue, b: SharedValue): boolean => sameShared(field, a, b);
  const forms = storedForms(context, pair, field);
  return forms ? compareStored<SharedValue>(forms, ...values, same) : compareThreeWays(last, ...values, same);
}

/** What the sides that hfsync wrote made of a value that is stored in another form. */
export function storedForms({ last }: Joined, pair: Pair, field: FieldName): StoredForms | undefined {
  return last?.stored?.[addressOf(pair)]?.[field];
}

/** Whether Forecast's person is on the default that was agreed on: where they come to something else, hfsync's new default is why. */
function isOnDefault(context: SharedContext, pair: Pair, last: SharedValue | undefined): boolean {
  if (pair.kind !== 'person' || last === undefined) return false;
  const { have } = context;
  const before = movedFrom(context, pair, 'forecast') ?? have.forecast.company.values.capacity;
  return endOf(have, pair, 'forecast')?.values.capacity === null && before === last;
}

/** Forecast's null stays where Harvest has that default too; else the number is needed. */
function compareOnDefault([harvest, forecast]: readonly [SharedValue | undefined, SharedValue | undefined]): Verdict {
  if (harvest === undefined || forecast === undefined) return 'unknown';
  return harvest === forecast ? 'same' : 'harvest';
}

function capacityOf(context: SharedContext, record: AccountRecord): SharedValue | undefined {
  const pair = record.side === 'harvest' ? context.pairs.at('harvest', record.kind, record.id) : undefined;
  return (pair && movedFrom(context, pair, 'harvest')) ?? record.values.capacity ?? undefined;
}

/** The baseline of a field in the form that both sides share today: roles by today's pairs. */
export function baselineOf(context: Joined, pair: Pair, field: FieldName): SharedValue | undefined {
  const value = context.last?.baseline[addressOf(pair)]?.[field];
  if (field !== 'roles' || !Array.isArray(value)) return value;
  return baselineKeys(context, value as readonly string[]);
}

/**
 * A client is compared by which one each side names, so that a link that changed in the file is not taken for a project that
 * moved: where neither side moved and they still differ, it is as if they had never been in sync.
 */
function compareClients(
  last: string,
  harvest: AccountRecord,
  forecast: AccountRecord,
  [h, f]: readonly [SharedValue | undefined, SharedValue | undefined],
): Verdict {
  if (h === undefined || f === undefined) return 'unknown';
  if (h === f) return 'same';
  const [lastHarvest, lastForecast] = last.split('/');
  const moved = {
    harvest: String(harvest.values.client) !== lastHarvest,
    forecast: String(forecast.values.client) !== lastForecast,
  };
  if (moved.harvest && moved.forecast) return 'both';
  if (moved.harvest) return 'harvest';
  return moved.forecast ? 'forecast' : 'first';
}

/** undefined where the file and Forecast disagree about the client (`link.elsewhere`): a mistyped link moves no project. */
function clientKey(joined: Joined, record: AccountRecord): string | undefined {
  const { have, pairs, pointers } = joined;
  const id = record.values.client ?? null;
  if (id === null) return '-/-';
  const pair = pairs.at(record.side, 'client', id);
  if (pair) return isElsewhere(joined, pair) ? undefined : sharedKey(pair);
  // Not linked by the file, but by Forecast itself: the two sides still speak of one client.
  if (record.side === 'harvest') {
    const named = pointers.client.get(id) ?? [];
    return `${id}/${named.length === 1 && !pairs.at('forecast', 'client', named[0]!.id) ? named[0]!.id : '-'}`;
  }
  const target = recordOf(have, 'forecast', 'client', id)?.values.pointer ?? null;
  const known =
    target !== null && recordOf(have, 'harvest', 'client', target) && !pairs.at('harvest', 'client', target);
  return `${known && pointers.client.get(target)?.length === 1 ? target : '-'}/${id}`;
}

/** The roles of a person that both sides can speak of: those whose pair has, or gets, both ends. */
export function roleKeys(context: SharedContext, person: AccountRecord): Set<string> {
  const keys = new Set<string>();
  for (const name of person.values.roles ?? []) {
    const pair = rolePair(context, person.side, name);
    if (pair && isShared(context, pair)) keys.add(sharedKey(pair));
  }
  return keys;
}

/** Role names of a person that stay as they are on this side: not paired, ignored, or in conflict. Roles that this plan deletes do not. */
export function ownRoles(context: SharedContext, person: AccountRecord): string[] {
  return (person.values.roles ?? []).filter((name) => {
    const pair = rolePair(context, person.side, name);
    return !pair || (!isShared(context, pair) && !isDoomedRole(context, pair));
  });
}

function rolePair(context: SharedContext, side: Side, name: string): Pair | undefined {
  const [role] = rolesNamed(context.have, side, name);
  return role && context.pairs.at(side, 'role', role.id);
}

/** Whether a role of this person, or its counterpart, cannot be told from another: then nobody knows which roles they have. */
function hasUnsureRole({ have, pairs }: Joined, { side, values }: AccountRecord): boolean {
  return (values.roles ?? []).some((name) => {
    const [role, ...others] = rolesNamed(have, side, name);
    if (!role) return hasNameless(have, side);
    const pair = pairs.at(side, 'role', role.id);
    return others.length > 0 || (pair !== undefined && isUnsurePair(have, pair));
  });
}

function isShared(context: SharedContext, pair: Pair): boolean {
  const { have, countsCreates } = context;
  if (isElsewhere(context, pair)) return false;
  return SIDES.every((side) => (pair[side] === null ? countsCreates : endOf(have, pair, side) !== undefined));
}

/** Both ends are there, and Forecast does not say otherwise. */
function isCompared(context: Joined, pair: Pair): boolean {
  return SIDES.every((side) => endOf(context.have, pair, side)) && !isElsewhere(context, pair);
}

/** Remembered roles by today's pairs: those that this run compares. */
export function baselineKeys(context: Joined, keys: readonly string[]): string[] {
  const pairs = keys.map((key) => todaysRole(context, key));
  return pairs.flatMap((pair) => (pair && isCompared(context, pair) ? [sharedKey(pair)] : [])).sort();
}

/** The pair that a remembered key of a role speaks of today: that very pair, or one with the role that was made anew on a side. */
function todaysRole({ have, pairs }: Joined, key: string): Pair | undefined {
  const [harvest = 0, forecast = 0] = key.split('/').map(Number);
  const byHarvest = pairs.at('harvest', 'role', harvest);
  if (byHarvest && (sharedKey(byHarvest) === key || !recordOf(have, 'forecast', 'role', forecast))) return byHarvest;
  const byForecast = pairs.at('forecast', 'role', forecast);
  return byForecast && !recordOf(have, 'harvest', 'role', harvest) ? byForecast : undefined;
}

/** A role that is still to be made on a side cannot have been taken from anybody there. */
function isToBeMade(context: Joined, key: string): boolean {
  const pair = todaysRole(context, key);
  return pair !== undefined && (pair.harvest === null || pair.forecast === null);
}

/** A role that this run does not compare on people: ignored, not paired, paired otherwise by Forecast, or gone on a side. One that is gone altogether is none. */
export function isUnseenRole(context: Joined, key: string): boolean {
  const pair = todaysRole(context, key);
  if (pair && isCompared(context, pair)) return false;
  return !isToBeMade(context, key) && !isForgotten(context, `role:${key}` as Address);
}

/** A temporary name of ours stands for the name it replaced; it is never a change. */
function standsFor({ last, pairs }: Joined, record: AccountRecord): string | undefined {
  const name = record.values.name;
  if (name === undefined || !isTemporary(name)) return undefined;
  const pair = pairs.at(record.side, record.kind, record.id);
  const known =
    pair &&
    last?.temporary.find(
      (entry) => entry.side === record.side && entry.address === addressOf(pair) && entry.name === name,
    );
  return known?.was;
}

/** A temporary name that no unfinished apply accounts for: reported, never propagated. */
export function isStrayTemporary(context: Joined, record: AccountRecord): boolean {
  return (
    record.values.name !== undefined && isTemporary(record.values.name) && standsFor(context, record) === undefined
  );
}

export function nameOfClient(have: Joined['have'], side: Side, id: number | null | undefined): string {
  if (id === null || id === undefined) return '';
  return recordOf(have, side, 'client', id)?.values.name ?? `#${id}`;
}
