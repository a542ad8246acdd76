import { knows } from '../../model/capability.ts';
import type { Counterpart } from '../../model/counterpart.ts';
import type { EntryEnds } from '../../model/edit.ts';
import { FORMS, type FieldName } from '../../model/field.ts';
import { isArchived, isBuiltIn, type AccountRecord } from '../../model/record.ts';
import { otherSide, SIDES, type Side } from '../../model/side.ts';
import { isTemporary } from '../../model/temporary.ts';
import type { LinkSet } from '../../model/want.ts';
import { isWithinClient, naturalKey } from '../../rules/natural-key.ts';
import { acceptsCapacity, acceptsText, isLocked } from '../../rules/refusals.ts';
import type { Possible } from '../../rules/way.ts';
import { permissionBlocker, refusalOf } from '../compare/context.ts';
import { isContested } from '../compare/contested.ts';
import { trustedPair } from '../join/elsewhere.ts';
import { isBlocked, isUnlinked, type Joined } from '../join/joined.ts';
import { recordOf, type Pair } from '../join/pair.ts';
import { missingFrom } from '../join/incomplete.ts';
import type { Counterparts } from './candidates.ts';
import { countsOf, crossedBy, entriesOf, placeOf, tieOf, type Entries } from './entries.ts';
import { holderKey, indexOf, keyOf, uniqueValues, type Index } from './unique-index.ts';
import type { Subject } from './sheet.ts';

/*
 * What could be carried out if the file said so, so that no way out is offered that would wait again. In: the joined records, and what an
 * item is about. Out: cautious answers: if a way might not work, it is not offered.
 */

/** Answers about every item of one plan. */
export function possibilities(joined: Joined, counterparts: Counterparts): (subject: Subject) => Possible {
  let known: Index | undefined;
  const index = (): Index => (known ??= indexOf(joined));
  let written: Entries | undefined;
  let counts: ReadonlyMap<string, number> | undefined;
  return (subject) => {
    const entries = (written ??= entriesOf(joined.want));
    const { kind, harvest, forecast } = subject;
    const ends = SIDES.flatMap((side) => {
      const id = subject[side];
      const record = id === null ? undefined : recordOf(joined.have, side, kind, id);
      return record ? [record] : [];
    });
    const [only] = ends;
    const isOneSided = ends.length === 1 && (harvest === null || forecast === null);
    const entry = entryOf(subject);
    return {
      there: ends.map(({ side }) => side),
      isAsleep: ends.every(isArchived),
      matches: isOneSided && only ? matchesOf(joined, index(), only) : [],
      best: () => (isOneSided && only ? bestOf(joined, entries, counterparts, only) : null),
      rival:
        SIDES.map((side) => entries.get(`${side} ${kind} ${subject[side]}`)).find((each) => each && each !== entry) ??
        null,
      isDropped: kind !== 'company' && kind !== 'role' && knows(joined.last, `pointer.${kind}`) === 'no',
      isOnlyEntry: () => subject.link !== null && (counts ??= countsOf(joined.want)).get(placeOf(subject.link)) === 1,
      crossed: (id) => crossedBy(joined, entries, subject, id),
      tie: (of, side, id) => tieOf(joined, entries, of, side, id),
      hasLooseProjects: (side, id) => kind === 'client' && index().loose.has(`${side} ${id}`),
      looseClient: () => (isOneSided && only ? looseClientOf(joined, entries, only) : null),
      create: () => only !== undefined && canCreate(joined, index(), entries, only),
      set: (values) =>
        mayStayAsIs(index(), ends, values) && ends.every((record) => canSet(joined, index(), subject, record, values)),
    };
  };
}

/** The entry about this very record: that of a project also stands for the client that it brings along. */
export function entryOf({ kind, harvest, forecast, link }: Subject): EntryEnds | null {
  if (!link || link.kind !== kind) return null;
  const isOwn = SIDES.some((side) => link[side] === { harvest, forecast }[side]);
  return isOwn ? { kind: link.kind, harvest: link.harvest, forecast: link.forecast } : null;
}

/** Of a project: its client, if no link covers that. */
function looseClientOf({ pairs }: Joined, entries: Entries, { kind, side, values }: AccountRecord): number | null {
  const id = kind === 'project' ? values.client : null;
  if (id === null || id === undefined || pairs.at(side, 'client', id)) return null;
  return entries.has(`${side} client ${id}`) ? null : id;
}

/**
 * Ids of the unlinked records on the other side with the same key. If the key is shared on its own side too, none is exact. What the
 * file ignores by id is none of them: an entry that linked it would be refused.
 */
function matchesOf(joined: Joined, index: Index, record: AccountRecord): readonly number[] {
  const found = fitting(joined, index, record).filter((other) => !joined.ignores(other));
  if (found.length !== 1) return found.map(({ id }) => Number(id));
  const twins = fitting(joined, index, found[0]!);
  return twins.length === 1 ? [Number(found[0]!.id)] : [];
}

function fitting(joined: Joined, index: Index, record: AccountRecord): readonly AccountRecord[] {
  return keyed(joined, index, record).filter((other) => !isBlocked(joined, other));
}

/** The unlinked records on the other side with the same key. */
function keyed(joined: Joined, index: Index, record: AccountRecord): readonly AccountRecord[] {
  const there = otherSide(record.side);
  const key = naturalKey(record.kind, record.values);
  if (key === undefined || key === '' || record.kind === 'company') return [];
  const client = clientThere(joined, record);
  if (isWithinClient(record.kind) && client === null) return [];
  const found = index.byKey.get(keyOf({ ...record, side: there }, client)) ?? [];
  return found.filter((other) => isUnlinked(joined, other));
}

function clientThere(joined: Joined, { side, values }: AccountRecord): number | null {
  const pair = values.client ? trustedPair(joined, side, 'client', values.client) : undefined;
  return pair?.[otherSide(side)] ?? null;
}

/** The one that can be linked among those that fit. Another entry may be waiting for it. */
function bestOf(
  joined: Joined,
  entries: Entries,
  counterparts: Counterparts,
  record: AccountRecord,
): Counterpart | null {
  const [best] = counterparts(record);
  if (!best || best.class === 'possible') return null;
  const { side, id } = best;
  const other = recordOf(joined.have, side, record.kind, id);
  const isFree = other && isUnlinked(joined, other) && !entries.has(`${side} ${record.kind} ${id}`);
  return isFree ? best : null;
}

function canCreate(joined: Joined, index: Index, entries: Entries, record: AccountRecord): boolean {
  const target = otherSide(record.side);
  const { kind, values } = record;
  if (kind === 'company' || kind === 'role' || (target === 'harvest' && kind !== 'project')) return false;
  if (knows(joined.last, `pointer.${kind}`) === 'no' || permissionBlocker(joined, record, target)) return false;
  if (isArchived(record) || isBuiltIn(record) || missingFrom(record) !== null) return false;
  // The pair that the state knows would come back, with its other end gone.
  if (index.kept.has(`${record.side} ${kind} ${record.id}`)) return false;
  if (isTemporary(values.name ?? '') || !acceptsText(target, 'name', values.name ?? 'x')) return false;
  return (
    isMatchClear(joined, index, record) && (kind !== 'project' || canHaveClient(joined, index, entries, record, target))
  );
}

/** Whether a create would go through: it is clear what fits, at most one record does (or none nearly), and the name or e-mail is free. */
function isMatchClear(joined: Joined, index: Index, record: AccountRecord): boolean {
  const there = otherSide(record.side);
  const all = keyed(joined, index, record);
  // What fits has an entry with `create` of its own, and the two would cross; or the file ignores it, and a create would link it.
  if (all.some((other) => isBlocked(joined, other) || joined.ignores(other))) return false;
  const found = fitting(joined, index, record);
  const unsure = (index.byKey.get(`${there} ${record.kind} ?`) ?? []).filter((other) => isUnlinked(joined, other));
  if (found.length > 1 || unsure.length > 0) return false;
  if (found.length === 0 && index.hasTwin(record)) return false;
  const place = { side: there, kind: record.kind };
  return uniqueValues(place, record.values, joined.last).every(([field, value]) => {
    const holders = index.holders.get(holderKey(place, field, value, joined.last)) ?? [];
    return holders.every((holder) => found.includes(holder));
  });
}

function canHaveClient(joined: Joined, index: Index, entries: Entries, project: AccountRecord, target: Side): boolean {
  const { client: id } = project.values;
  const client = id ? recordOf(joined.have, project.side, 'client', id) : undefined;
  // An archived client may become archived on the other side as well.
  if (!client || isArchived(client) || id === undefined || id === null) return false;
  const pair = joined.pairs.at(project.side, 'client', id);
  if (!pair) {
    const isFree = !entries.has(`${project.side} client ${id}`);
    return (
      isFree &&
      missingFrom(client) === null &&
      isMatchClear(joined, index, client) &&
      acceptsText(target, 'name', client.values.name ?? '') &&
      !isTemporary(client.values.name ?? '')
    );
  }
  if (trustedPair(joined, project.side, 'client', id) !== pair) return false;
  const there = pair[target];
  return there !== null && recordOf(joined.have, target, 'client', there)?.values.status === 'active';
}

/** Whether one end of a pair has these values, or can get them. */
function canSet(joined: Joined, index: Index, subject: Subject, record: AccountRecord, set: LinkSet): boolean {
  const wanted = { ...(entryOf(subject) ? subject.link?.set : {}), ...set };
  return (Object.entries(set) as [FieldName, string | number][]).every(([field, value]) => {
    if (record.values[field] === value) return true;
    if (refusalOf(joined.last, 'update', record.side, record.kind)) return false;
    if (!acceptsText(record.side, field, value)) return false;
    if (FORMS[field] === 'capacity' && !acceptsCapacity(record.side, Number(value))) return false;
    if (isLocked(record, field, joined.last) && !(wanted.status === 'active' && canBeActive(joined, record)))
      return false;
    if (field === 'status') return value === 'archived' || canBeActive(joined, record);
    return (
      isHeldByNoOther(joined, index, record, field, value) && !wouldBeContested(joined, subject, record, field, value)
    );
  });
}

/** A project can only be active under an active client. */
function canBeActive({ have }: Joined, { side, kind, values }: AccountRecord): boolean {
  if (kind !== 'project' || !values.client) return true;
  return recordOf(have, side, 'client', values.client)?.values.status === 'active';
}

/** A client is archived only if it has no active project on either side. */
function mayStayAsIs(index: Index, ends: readonly AccountRecord[], { status }: LinkSet): boolean {
  return (
    status !== 'archived' || !ends.some(({ side, kind, id }) => kind === 'client' && index.busy.has(`${side} ${id}`))
  );
}

function isHeldByNoOther(
  { last }: Joined,
  index: Index,
  record: AccountRecord,
  field: FieldName,
  value: string | number,
): boolean {
  if (typeof value !== 'string' || uniqueValues(record, { [field]: value }, last).length === 0) return true;
  const holders = index.holders.get(holderKey(record, field, value, last)) ?? [];
  return holders.every(({ id }) => id === record.id);
}

function wouldBeContested(
  joined: Joined,
  subject: Subject,
  record: AccountRecord,
  field: FieldName,
  value: string | number,
): boolean {
  const { kind, harvest, forecast } = subject;
  const pair: Pair = {
    kind: kind,
    harvest,
    forecast,
    source: 'declared',
    link: null,
    create: null,
    brought: false,
  };
  return isContested(joined, pair, record.side, { field, before: record.values[field] ?? null, after: value });
}
