import type { Address } from '../../model/address.ts';
import type { AccountRecord } from '../../model/record.ts';
import { SIDES, type Side } from '../../model/side.ts';
import { isElsewhere } from '../join/elsewhere.ts';
import { isDoomedRole } from '../join/existence.ts';
import type { Joined } from '../join/joined.ts';
import { isForgotten } from '../join/kept.ts';
import { endOf, recordOf, sharedKey, type Pair } from '../join/pair.ts';
import { hasNameless, isAmbiguousPair, rolesNamed } from '../join/role-names.ts';
import type { CompareContext } from './context.ts';

/** The roles of a person that both sides can refer to: those whose pair has, or gets, both ends. */
export function roleKeys(context: CompareContext, person: AccountRecord): Set<string> {
  const keys = new Set<string>();
  for (const name of person.values.roles ?? []) {
    const pair = rolePair(context, person.side, name);
    if (pair && isShared(context, pair)) keys.add(sharedKey(pair));
  }
  return keys;
}

/** A person's role names that this plan leaves as they are on this side: not paired, ignored, or in conflict, but not those that it deletes. */
export function ownRoles(context: CompareContext, person: AccountRecord): string[] {
  return (person.values.roles ?? []).filter((name) => {
    const pair = rolePair(context, person.side, name);
    return !pair || (!isShared(context, pair) && !isDoomedRole(context, pair));
  });
}

function rolePair(context: Joined, side: Side, name: string): Pair | undefined {
  const [role] = rolesNamed(context.have, side, name);
  return role && context.pairs.at(side, 'role', role.id);
}

/**
 * The roles of a list of names that was written, as pairs. A role without a pair is that side's own. Undefined if a name no
 * longer says which role it meant, or its twin is not there yet.
 */
export function writtenRoleKeys(joined: Joined, side: Side, names: readonly string[]): readonly string[] | undefined {
  const keys = names.map((name) => {
    if (rolesNamed(joined.have, side, name).length !== 1) return undefined;
    const pair = rolePair(joined, side, name);
    if (!pair) return null;
    return pair.harvest === null || pair.forecast === null ? undefined : sharedKey(pair);
  });
  return keys.includes(undefined) ? undefined : keys.filter((key) => typeof key === 'string').sort();
}

/** Whether a role of this person, or its counterpart, cannot be told from another: then nobody knows which roles they have. */
export function hasAmbiguousRole({ have, pairs }: Joined, { side, values }: AccountRecord): boolean {
  return (values.roles ?? []).some((name) => {
    const [role, ...others] = rolesNamed(have, side, name);
    if (!role) return hasNameless(have, side);
    const pair = pairs.at(side, 'role', role.id);
    return others.length > 0 || (pair !== undefined && isAmbiguousPair(have, pair));
  });
}

function isShared(context: CompareContext, pair: Pair): boolean {
  const { have, countsCreates } = context;
  if (isElsewhere(context, pair)) return false;
  return SIDES.every((side) => (pair[side] === null ? countsCreates : endOf(have, pair, side) !== undefined));
}

/** Both ends exist, and Forecast does not contradict the pair. */
function isCompared(context: Joined, pair: Pair): boolean {
  return SIDES.every((side) => endOf(context.have, pair, side)) && !isElsewhere(context, pair);
}

/** Remembered roles by today's pairs: those that this run compares. */
export function baselineKeys(context: Joined, keys: readonly string[]): string[] {
  const pairs = keys.map((key) => todaysRole(context, key));
  return pairs.flatMap((pair) => (pair && isCompared(context, pair) ? [sharedKey(pair)] : [])).sort();
}

/** The pair that a remembered key of a role refers to today: that very pair, or one with the role that was created again on a side. */
function todaysRole({ have, pairs }: Joined, key: string): Pair | undefined {
  const [harvest = 0, forecast = 0] = key.split('/').map(Number);
  const byHarvest = pairs.at('harvest', 'role', harvest);
  if (byHarvest && (sharedKey(byHarvest) === key || !recordOf(have, 'forecast', 'role', forecast))) return byHarvest;
  const byForecast = pairs.at('forecast', 'role', forecast);
  return byForecast && !recordOf(have, 'harvest', 'role', harvest) ? byForecast : undefined;
}

/** A role that does not exist on a side yet cannot have been taken from anybody there. */
function isToBeMade(context: Joined, key: string): boolean {
  const pair = todaysRole(context, key);
  return pair !== undefined && (pair.harvest === null || pair.forecast === null);
}

/**
 * A role that this run does not compare on people: ignored, not paired, paired otherwise by Forecast, or gone on a side. One that is
 * gone altogether is none.
 */
export function isUnseenRole(context: Joined, key: string): boolean {
  const pair = todaysRole(context, key);
  if (pair && isCompared(context, pair)) return false;
  return !isToBeMade(context, key) && !isForgotten(context, `role:${key}` as Address);
}
