import type { Address } from '../../model/address.ts';
import type { FieldName } from '../../model/field.ts';
import type { Kind } from '../../model/kind.ts';
import type { Change, ChangedField } from '../../model/plan.ts';
import { effectField } from '../../rules/effects.ts';
import type { Chooser } from './chooser.ts';

/**
 * The changes that a selection keeps. `--only` also takes everything that its changes wait for, with all that is
 * planned for those records on both sides. `--except` also drops what waits for an excluded change, and all other
 * changes of that record on the same side. Services may force hfsync to send several requests, but for a person they
 * are one change, and a record must not be left with a temporary name. (A role's deletion waits for people only to
 * keep the order, so it does not need their changes.)
 *
 * A rule that is chosen or left out splits an update by its fields, if that update is the only request of its record
 * on that side. A change that creates, links, deletes, or needs several requests stays in one piece.
 */
export function selectChanges(chooser: Chooser, changes: readonly Change[]): Change[] {
  if (chooser.isEverything) return [...changes];
  const known = createKnown(changes);
  const kept = keptOf(chooser, known);
  dropLeftOut(chooser, known, kept);
  const left = changes.flatMap((change) => {
    const fields = kept.get(change);
    return fields ? [withFields(change, fields)] : [];
  });
  const ids = new Set(left.map((change) => change.id));
  return left.map((change) => ({ ...change, after: change.after.filter((id) => ids.has(id)) }));
}

/** The fields of each change that is kept. */
type Kept = Map<Change, readonly ChangedField[]>;

interface Known {
  readonly changes: readonly Change[];
  get(id: string): Change;
  /** All changes of the record, on both sides. */
  record(change: Change): readonly Change[];
  /** The changes of the record on the same side, including this one. */
  side(change: Change): readonly Change[];
}

function createKnown(changes: readonly Change[]): Known {
  const byId = new Map(changes.map((change) => [change.id, change]));
  const records = new Map<Address, Change[]>();
  for (const change of changes) records.set(change.address, [...(records.get(change.address) ?? []), change]);
  const record = ({ address }: Change): readonly Change[] => records.get(address) ?? [];
  return {
    changes,
    get: (id) => byId.get(id) as Change,
    record,
    side: (change) => record(change).filter(({ account }) => account === change.account),
  };
}

function keptOf(chooser: Chooser, known: Known): Kept {
  const kept: Kept = new Map();
  const keep = (change: Change, fields: readonly ChangedField[]): void => {
    if ((kept.get(change)?.length ?? -1) >= fields.length) return;
    kept.set(change, fields);
    for (const need of needs(known, change, fields)) known.record(need).forEach((other) => keep(other, other.fields));
  };
  for (const change of known.changes) {
    const { address } = change;
    if (chooser.isNamed(address)) keep(change, change.fields);
    else if (isPiece(known, change)) {
      if (change.rules.some((rule) => chooser.asks({ address, rule })))
        known.side(change).forEach((other) => keep(other, other.fields));
    } else {
      const fields = change.fields.filter(({ rule }) => chooser.asks({ address, rule }));
      if (fields.length > 0) keep(change, fields);
    }
  }
  return kept;
}

/** Drops what is left out. This takes precedence even if another change needs it. */
function dropLeftOut(chooser: Chooser, known: Known, kept: Kept): void {
  const cut = new Set<Change>();
  for (const [change, fields] of [...kept]) {
    const { address } = change;
    if (chooser.isLeftOut(address)) kept.delete(change);
    else if (isPiece(known, change)) {
      if (change.rules.some((rule) => chooser.omits({ address, rule }))) kept.delete(change);
    } else {
      const left = fields.filter(({ rule }) => !chooser.omits({ address, rule }));
      if (left.length === fields.length) continue;
      cut.add(change);
      if (left.length === 0) kept.delete(change);
      else kept.set(change, left);
    }
  }
  const lacks = (change: Change, fields: readonly ChangedField[]): boolean =>
    needs(known, change, fields).some((need) => cut.has(need) || !kept.has(need)) ||
    known.side(change).some((other) => !kept.has(other));
  for (let size = -1; size !== kept.size;) {
    size = kept.size;
    for (const [change, fields] of kept) if (lacks(change, fields)) kept.delete(change);
  }
}

/** Whether a change is only kept or dropped together with the others of its record on that side. */
function isPiece(known: Known, change: Change): boolean {
  return change.action !== 'update' || known.side(change).length > 1;
}

/** The changes that these fields wait for. */
function needs(known: Known, change: Change, fields: readonly ChangedField[]): readonly Change[] {
  if (change.action === 'delete') return [];
  const all = change.after.map((id) => known.get(id));
  if (fields.length === change.fields.length) return all;
  return all.filter(({ kind }) => {
    const about = WAITING[change.kind]?.[kind];
    return about === undefined || fields.some(({ field }) => about.includes(field));
  });
}

/** The fields of each kind that wait for a change of another kind (`order/order.ts`). */
const WAITING: { readonly [K in Kind]?: { readonly [N in Kind]?: readonly FieldName[] } } = {
  person: { role: ['roles'], company: ['capacity'] },
  project: { client: ['client', 'status'] },
};

function withFields(change: Change, fields: readonly ChangedField[]): Change {
  if (fields.length === change.fields.length) return change;
  const { baseline = {}, edited_by: editor, ...rest } = change;
  const names = fields.map(({ field }) => field);
  const known = Object.entries(baseline).filter(([field]) => names.includes(field as FieldName));
  return {
    ...rest,
    rules: [...new Set(fields.map(({ rule }) => rule))],
    fields,
    effects: change.effects.filter((effect) => {
      const field = effectField(effect);
      return field === null || names.includes(field);
    }),
    ...(known.length > 0 && { baseline: Object.fromEntries(known) }),
    ...(editor !== undefined && fields.some(({ origin }) => origin === 'forecast') && { edited_by: editor }),
  };
}
