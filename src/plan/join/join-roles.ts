import { recordName, type AccountRecord } from '../../model/record.ts';
import { otherSide, SIDES, type Side } from '../../model/side.ts';
import { isTemporary } from '../../model/temporary.ts';
import { naturalKey } from '../../rules/natural-key.ts';
import { roleFate } from './existence.ts';
import {
  isFree,
  isIgnoredPair,
  isUnlinked,
  pointerPair,
  rememberedPairs,
  type Joined,
  type Joining,
} from './joined.ts';
import { endOf, recordOf, recordsOf, type Pair } from './pair.ts';
import { hasAmbiguousTwin, isAmbiguousPair, isAmbiguousRole, rolesNamed } from './role-names.ts';
import { twinsOf } from './twins.ts';

/**
 * Roles pair by themselves: in the state with both ends there; by native pointer; in the state with one end gone, unless a
 * role of the same name was made there since; by exact name. If both ends are gone, the pair is forgotten. A name that does not say which role it is
 * (`role-names.ts`) pairs nothing.
 */
export function joinRoles(joined: Joining): void {
  const { have, pairs, pointers, want } = joined;
  const remembered = rememberedPairs(joined, 'role');
  const add = (pair: Pair): void => {
    if (isFree(pairs, pair) && !isIgnoredPair(joined, pair)) pairs.add(pair);
  };
  for (const pair of remembered) if (SIDES.every((side) => endOf(have, pair, side))) add(pair);
  for (const [target, records] of pointers.role) {
    if (records.length === 1 && recordOf(have, 'harvest', 'role', target))
      add(pointerPair('role', target, records[0]!.id));
  }
  const byName = freeRolesByName(joined);
  for (const pair of remembered) {
    const survivor = endOf(have, pair, 'harvest') ?? endOf(have, pair, 'forecast');
    if (!survivor || !isFree(pairs, pair)) continue;
    const isSure = !isAmbiguousPair(have, pair);
    const twin = isSure ? byName[otherSide(survivor.side)].get(keyOf(survivor)) : undefined;
    if (twin && !pairs.at(twin.side, 'role', twin.id)) add({ ...pair, [twin.side]: twin.id });
    else if (isIgnoredPair(joined, pair)) continue;
    else if (roleFate(joined, pair) === 'conflict' && want.conflicts === survivor.side) add(createdRole(survivor));
    else add(pair);
  }
  for (const [name, role] of byName.harvest) {
    const twin = byName.forecast.get(name);
    if (twin) add({ ...pointerPair('role', role.id, twin.id), source: 'name' });
  }
  const created: AccountRecord[] = [];
  for (const side of SIDES) {
    for (const role of byName[side].values()) {
      const hadTwin = remembered.some(
        (pair) => pair[side] === role.id && (!endOf(have, pair, otherSide(side)) || isIgnoredPair(joined, pair)),
      );
      if (!hadTwin && isNewRole(joined, role) && isFree(pairs, createdRole(role))) created.push(role);
    }
  }
  const twins = twinsOf(joined, created);
  for (const role of created) {
    const near = twins.get(role);
    if (near) joined.twins.set(role, near);
    else add(createdRole(role));
  }
}

function freeRolesByName({ have, pairs }: Joined): { readonly [S in Side]: Map<string, AccountRecord> } {
  const free = (side: Side): Map<string, AccountRecord> =>
    new Map(
      [...recordsOf(have, side, 'role')]
        .filter((role) => !pairs.at(side, 'role', role.id) && !isAmbiguousRole(have, role))
        .map((role) => [keyOf(role), role]),
    );
  return { harvest: free('harvest'), forecast: free('forecast') };
}

/** Only for a role whose name is known. */
function keyOf({ kind, values }: AccountRecord): string {
  return naturalKey(kind, values) ?? '';
}

/** `role.created`: a role on one side only. It is not new if Forecast links it to another role, or if it may exist there ignored or ambiguous. */
function isNewRole(joined: Joined, role: AccountRecord): boolean {
  const target = otherSide(role.side);
  if (hasAmbiguousTwin(joined.have, role)) return false;
  const [twin] = rolesNamed(joined.have, target, recordName(role));
  return isUnlinked(joined, role) && !isTemporary(recordName(role)) && !(twin && joined.ignores(twin));
}

function createdRole(role: AccountRecord): Pair {
  const ends = role.side === 'harvest' ? { harvest: role.id, forecast: null } : { harvest: null, forecast: role.id };
  const create = { target: otherSide(role.side), rule: 'role.created' } as const;
  return { kind: 'role', ...ends, source: 'created', link: null, create, brought: false };
}
