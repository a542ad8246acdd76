import type { FieldName, Values } from '../../model/field.ts';
import type { Last } from '../../model/last.ts';
import { isArchived, type AccountRecord } from '../../model/record.ts';
import { otherSide, SIDES } from '../../model/side.ts';
import { isWithinClient, naturalKey } from '../../rules/natural-key.ts';
import { isEnforced, isNameFree, UNIQUE_FIELDS, uniqueKey } from '../../rules/refusals.ts';
import { isKept, isUnlinked, rememberedPairs, type Joined } from '../join/joined.ts';
import { endOf, recordsOf } from '../join/pair.ts';
import { twinsOf } from '../join/twins.ts';

/** Records by their natural keys, and by the values that must be unique. */
export interface Index {
  readonly byKey: ReadonlyMap<string, readonly AccountRecord[]>;
  readonly holders: ReadonlyMap<string, readonly AccountRecord[]>;
  /** Clients with a project that is not known to stay archived. */
  readonly busy: ReadonlySet<string>;
  /** Clients with an active project that is neither linked nor ignored. */
  readonly loose: ReadonlySet<string>;
  /** Records of pairs that the state knows and that a create would refer to. */
  readonly kept: ReadonlySet<string>;
  /** Whether the other side has an unlinked record of nearly the same name. */
  hasTwin(record: AccountRecord): boolean;
}

export function indexOf(joined: Joined): Index {
  const { have, last } = joined;
  const byKey = new Map<string, AccountRecord[]>();
  const holders = new Map<string, AccountRecord[]>();
  const busy = new Set<string>();
  const loose = new Set<string>();
  const put = (map: Map<string, AccountRecord[]>, key: string, record: AccountRecord): void => {
    const known = map.get(key);
    if (known) known.push(record);
    else map.set(key, [record]);
  };
  for (const side of SIDES) {
    for (const kind of ['role', 'client', 'person', 'project'] as const) {
      for (const record of recordsOf(have, side, kind)) {
        put(byKey, keyOf(record, record.values.client ?? null), record);
        const unique = isNameFree(record, last) ? [] : uniqueValues(record, record.values, last);
        for (const [field, value] of unique) put(holders, holderKey(record, field, value, last), record);
        if (isAwake(joined, record)) busy.add(`${side} ${record.values.client}`);
        if (isLoose(joined, record)) loose.add(`${side} ${record.values.client}`);
      }
    }
  }
  let twins: ReturnType<typeof twinsOf> | undefined;
  const kept = new Set(KINDS.flatMap((kind) => keptOf(joined, kind)));
  return { byKey, holders, busy, loose, kept, hasTwin: (record) => (twins ??= allTwins(joined)).has(record) };
}

const KINDS = ['client', 'person', 'project'] as const;

function keptOf(joined: Joined, kind: (typeof KINDS)[number]): string[] {
  const pairs = rememberedPairs(joined, kind).filter((pair) => isKept(joined, pair));
  return pairs.flatMap((pair) => SIDES.map((side) => `${side} ${kind} ${pair[side]}`));
}

/** Near twins of records that could be created. Roles are created without an entry. */
function allTwins(joined: Joined): ReturnType<typeof twinsOf> {
  const records = SIDES.flatMap((side) => KINDS.flatMap((kind) => [...recordsOf(joined.have, side, kind)]));
  return twinsOf(
    joined,
    records.filter((record) => !isArchived(record) && isUnlinked(joined, record)),
  );
}

function isLoose(joined: Joined, record: AccountRecord): boolean {
  return record.kind === 'project' && !isArchived(record) && isUnlinked(joined, record) && !joined.ignores(record);
}

/** A project that is active, or that its other end may restore. */
function isAwake({ have, pairs }: Joined, record: AccountRecord): boolean {
  if (record.kind !== 'project') return false;
  const pair = pairs.at(record.side, 'project', record.id);
  const other = pair && endOf(have, pair, otherSide(record.side));
  return !isArchived(record) || (other !== undefined && !isArchived(other));
}

/** `?` holds the records whose key is unknown. */
export function keyOf({ side, kind, values }: AccountRecord, client: number | null | undefined): string {
  const key = naturalKey(kind, values);
  if (key === undefined || (isWithinClient(kind) && client === undefined)) return `${side} ${kind} ?`;
  return `${side} ${kind} ${isWithinClient(kind) ? client : ''} ${key}`;
}

type Place = Pick<AccountRecord, 'side' | 'kind'>;

export function uniqueValues(
  { side, kind }: Place,
  values: Values,
  last: Last | null,
): (readonly [FieldName, string])[] {
  const unique = UNIQUE_FIELDS.filter((each) => each.kind === kind && each.enforced && isEnforced(each, side, last));
  return unique.flatMap(({ field }) => {
    const value = values[field];
    return typeof value === 'string' && value !== '' ? [[field, value] as const] : [];
  });
}

export function holderKey({ side, kind }: Place, field: FieldName, value: string, last: Last | null): string {
  return `${side} ${kind} ${field} ${uniqueKey({ kind, field, side }, value, null, last)}`;
}
