import type { Have } from '../../model/have.ts';
import type { AccountRecord } from '../../model/record.ts';
import { otherSide, SIDES, type Side } from '../../model/side.ts';
import { naturalKey } from '../../rules/natural-key.ts';
import { endOf, recordsOf, type Pair } from './pair.ts';

/*
 * People have roles by name, so a name has to identify one role.
 *
 * | a role whose name           | then                                                     |
 * | --------------------------- | -------------------------------------------------------- |
 * | no other role there has     | is sure                                                  |
 * | another role there has too  | is ambiguous: an item with both, nothing is planned for them |
 * | is not known (null)         | is ambiguous: an observation, nothing is planned for it     |
 */
interface RoleNames {
  readonly size: number;
  readonly byName: ReadonlyMap<string, readonly AccountRecord[]>;
  readonly nameless: boolean;
  /** What was found for a name as it was asked for: people have the same few roles. */
  readonly found: Map<string, readonly AccountRecord[]>;
}

const namesOfRoles = new WeakMap<object, RoleNames>();

function namesOf(have: Have, side: Side): RoleNames {
  const roles = have[side].records.role;
  const known = namesOfRoles.get(roles);
  if (known && known.size === roles.size) return known;
  const byName = new Map<string, AccountRecord[]>();
  let nameless = false;
  for (const role of recordsOf(have, side, 'role')) {
    const name = naturalKey('role', role.values);
    const others = name === undefined ? undefined : byName.get(name);
    if (name === undefined) nameless = true;
    else if (others) others.push(role);
    else byName.set(name, [role]);
  }
  const names: RoleNames = { size: roles.size, byName, nameless, found: new Map() };
  namesOfRoles.set(roles, names);
  return names;
}

/** The roles with the same name on a side; in any normal form. */
export function rolesNamed(have: Have, side: Side, name: string): readonly AccountRecord[] {
  const { byName, found } = namesOf(have, side);
  const known = found.get(name) ?? byName.get(naturalKey('role', { name }) ?? '') ?? [];
  found.set(name, known);
  return known;
}

/** Whether a role on this side does not say its name, which so could be any. */
export function hasNameless(have: Have, side: Side): boolean {
  return namesOf(have, side).nameless;
}

/** Every name that two or more roles of a side share, with these roles. */
export function doubledRoles(have: Have, side: Side): readonly (readonly AccountRecord[])[] {
  return [...namesOf(have, side).byName.values()].filter((roles) => roles.length > 1);
}

/** A paired role of which an end does not say which role it is, or may be another's twin: nothing is planned for it. */
export function isAmbiguousPair(have: Have, pair: Pair): boolean {
  const [role, twin] = SIDES.flatMap((side) => endOf(have, pair, side) ?? []);
  if (!role) return false;
  return isAmbiguousRole(have, role) || (twin ? isAmbiguousRole(have, twin) : hasAmbiguousTwin(have, role));
}

export function isAmbiguousRole(have: Have, role: AccountRecord): boolean {
  const { name } = role.values;
  return name === undefined || rolesNamed(have, role.side, name).length > 1;
}

/** Whether nobody can say which role on the other side, if any, has this one's name. */
export function hasAmbiguousTwin(have: Have, role: AccountRecord): boolean {
  const target = otherSide(role.side);
  return hasNameless(have, target) || rolesNamed(have, target, role.values.name ?? '').length > 1;
}
