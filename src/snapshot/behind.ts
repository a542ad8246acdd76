import type { Accounts } from '../model/account.ts';
import { sameValue, type FieldName, type FieldValue, type Values } from '../model/field.ts';
import type { AccountHave, Have } from '../model/have.ts';
import type { Id } from '../model/id.ts';
import type { Kind, RecordKind } from '../model/kind.ts';
import type { Baseline, Last } from '../model/last.ts';
import { baselinesOf, type KnownBaseline } from '../model/pair-ids.ts';
import type { Account } from '../model/account.ts';
import type { AccountRecord } from '../model/record.ts';
import { SIDES, type Side } from '../model/side.ts';
import { behindError, isOlder } from '../model/version.ts';
import { SYNCED } from '../rules/fields.ts';
import { inTurn } from './in-turn.ts';

/**
 * A service may answer a list from a copy that is some seconds old. A row from such a copy would look like an edit back to an older
 * value. The state knows how new each end of a pair was when its baseline was recorded, after hfsync's own writes too.
 *
 * | a row is in doubt if it                                                       | because                                   |
 * | ----------------------------------------------------------------------------- | ----------------------------------------- |
 * | is older than the state knows                                                 | it is certainly out of date               |
 * | differs from the baseline, and its date is missing or not newer than known    | the date does not settle it               |
 * | is a person with a role that its account does not have                        | renaming a role does not touch its people |
 *
 * | hfsync reads it again by itself. If it is | then                                   |
 * | ----------------------------------------- | -------------------------------------- |
 * | not older than known                      | it replaces the row                    |
 * | gone                                      | the row is removed                     |
 * | still older                               | `reading.behind`: nothing is planned   |
 */
export async function readBehindAgain(accounts: Accounts, have: Have, last: Last | null): Promise<Have> {
  const paired = await readAgain(accounts, have, pairsInDoubt(have, last));
  // Against the roles as they are by now.
  return readAgain(accounts, paired, membersInDoubt(paired));
}

async function readAgain(accounts: Accounts, have: Have, rows: readonly InDoubt[]): Promise<Have> {
  const again: (InDoubt & { readonly record: AccountRecord | null })[] = [];
  await inTurn(rows, async (row) => {
    const { side, kind, id, known } = row;
    const record = await readOne(accounts[side], kind, id);
    if (record && isOlder(record.updatedAt, known)) throw behindError(record, known);
    again.push({ ...row, record });
  });
  if (again.length === 0) return have;
  const of = <S extends Side>(side: S): AccountHave<S> =>
    replaced(
      have[side] as AccountHave<S>,
      again.filter((row) => row.side === side),
    );
  return { ...have, harvest: of('harvest'), forecast: of('forecast') };
}

interface InDoubt {
  readonly side: Side;
  readonly kind: Kind;
  readonly id: number;
  /** The date that it must at least have, in ms since 1970. */
  readonly known: number | undefined;
}

function pairsInDoubt(have: Have, last: Last | null): readonly InDoubt[] {
  const doubtful: InDoubt[] = [];
  const dates = last?.updated ?? {};
  const baselines = baselinesOf(last);
  const roles = baselines.filter(({ kind }) => kind === 'role');
  const otherRoles = {
    harvest: roleComparison(have, roles, 'harvest'),
    forecast: roleComparison(have, roles, 'forecast'),
  };
  for (const known of baselines) {
    const { kind } = known;
    const newest = dates[known.address];
    for (const side of SIDES) {
      const id = known[side] ?? 0;
      const row = kind === 'company' ? have[side].company : rowsOf(have[side], kind).get(id);
      const updated = newest?.[side];
      const at = updated === undefined ? undefined : Date.parse(updated);
      if (row && isInDoubt(row, known.baseline, at, otherRoles[side])) doubtful.push({ side, kind, id, known: at });
    }
  }
  return doubtful;
}

/** Asked for each row. Every field is read in the same place, because V8 compiles anew for each other kind of record that it meets. */
function isInDoubt(
  { side, kind, values, updatedAt }: AccountRecord,
  baseline: Baseline,
  known: number | undefined,
  hasOtherRoles: RoleComparison,
): boolean {
  if (updatedAt !== known) {
    if (isOlder(updatedAt, known)) return true;
    const tellsDate = updatedAt !== undefined && (known === undefined || isOlder(known, updatedAt));
    if (tellsDate) return false;
  }
  const fields = SYNCED[kind];
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at]!;
    const found = values[field];
    const last = baseline[field];
    if (found === last) continue;
    if (field === 'client') {
      if (isMoved(found as Values['client'], last, side)) return true;
    } else if (field === 'roles') {
      if (hasOtherRoles(found as Values['roles'], last)) return true;
    } else if (differs(field, found, last)) return true;
  }
  return false;
}

function isMoved(client: number | null | undefined, last: Baseline['client'], side: Side): boolean {
  return client !== undefined && typeof last === 'string' && String(client ?? '-') !== endOf(last, side);
}

/** Whether a person has gained or lost a role: what is found, and what the state knows. */
type RoleComparison = (found: Values['roles'], last: Baseline['roles']) => boolean;

/** Roles that are not paired or not listed do not count. Two lists are compared once for all who have them. */
function roleComparison(have: Have, known: readonly KnownBaseline[], side: Side): RoleComparison {
  const roles = namedRoles(have, known, side);
  const compared = new Map<string, boolean>();
  return (found, before) => {
    if (!found || !Array.isArray(before)) return false;
    const lists = JSON.stringify([found, before]);
    const known = compared.get(lists);
    if (known !== undefined) return known;
    const ids = (before as readonly string[]).map((key) => endOf(key, side));
    const isOther = roles.some(({ id, name }) => found.includes(name) !== ids.includes(id));
    compared.set(lists, isOther);
    return isOther;
  };
}

/** Roles that the state knows, with their current names in the account. */
function namedRoles(
  have: Have,
  roles: readonly KnownBaseline[],
  side: Side,
): readonly { readonly id: string; readonly name: string }[] {
  return roles.flatMap((known) => {
    const id = known[side];
    const name = id === null ? undefined : rowsOf(have[side], 'role').get(id)?.values.name;
    return name === undefined ? [] : [{ id: String(id), name }];
  });
}

/** The id of one side in "harvestId/forecastId", which is how the state keeps references between records. */
function endOf(key: string, side: Side): string {
  const slash = key.indexOf('/');
  return side === 'harvest' ? key.slice(0, slash) : key.slice(slash + 1);
}

function differs(field: FieldName, found: FieldValue | undefined, last: Baseline[FieldName]): boolean {
  return found !== undefined && found !== null && last !== undefined && !sameValue(field, found, last);
}

function membersInDoubt(have: Have): readonly InDoubt[] {
  return SIDES.flatMap((side) => {
    const roles = new Set([...rowsOf(have[side], 'role').values()].map(({ values }) => values.name));
    // If roles are not synchronized, they are not read.
    if (roles.size === 0) return [];
    return [...rowsOf(have[side], 'person').values()]
      .filter(({ values }) => values.roles?.some((name) => !roles.has(name)))
      .map(({ id }) => ({ side, kind: 'person' as const, id, known: undefined }));
  });
}

function rowsOf(have: AccountHave<Side>, kind: RecordKind): ReadonlyMap<number, AccountRecord> {
  return have.records[kind];
}

async function readOne(account: Account, kind: Kind, id: number): Promise<AccountRecord | null> {
  return kind === 'company' ? (await account.company()).record : account.get(kind, id as Id);
}

function replaced<S extends Side>(
  have: AccountHave<S>,
  again: readonly { readonly kind: Kind; readonly id: number; readonly record: AccountRecord | null }[],
): AccountHave<S> {
  let { company } = have;
  const records: { -readonly [K in RecordKind]: AccountHave<S>['records'][K] } = { ...have.records };
  for (const { kind, id, record } of again) {
    if (kind === 'company') {
      company = record as AccountRecord<S>;
      continue;
    }
    const rows = new Map(records[kind]);
    if (record) rows.set(id as Id<S>, record as AccountRecord<S>);
    else rows.delete(id as Id<S>);
    records[kind] = rows;
  }
  return { ...have, company, records };
}
