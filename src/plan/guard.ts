import { parseAddress } from '../model/address.ts';
import type { RecordKind } from '../model/kind.ts';
import { RECORD_KINDS } from '../model/kind.ts';
import type { Change, GuardName, TrippedGuard } from '../model/plan.ts';
import { SIDES, type Side } from '../model/side.ts';
import type { Joined } from './joined.ts';
import { addressOf, endOf, recordOf, type Pair } from './pair.ts';
import type { Sheet } from './sheet.ts';

/** `max_changed_share` applies from this many changed records on. */
const SHARE_FROM_RECORDS = 20;
/** `emptied`: a list lost more than half of the records the state knows, and at least this many. */
const EMPTIED_FROM_RECORDS = 5;

/** Brakes on what a plan may do at once. In: the changes after `--only` and `--except`. Out: the guards they trip. */
export function tripGuards(joined: Joined, sheet: Sheet, changes: readonly Change[]): TrippedGuard[] {
  const { guards } = joined.want;
  const linkedAddresses = new Set([...joined.pairs.all].filter(isLinked).map(addressOf));
  const linked = linkedAddresses.size;
  const records = new Set(changes.map((change) => change.address).filter((address) => linkedAddresses.has(address)))
    .size;
  const share = linked === 0 ? 0 : records / linked;
  const tripped: TrippedGuard[] = [];
  trip('max_changes', guards.max_changes, changes.length);
  trip('max_role_deletes', guards.max_role_deletes, changes.filter((change) => change.action === 'delete').length);
  trip('max_archives', guards.max_archives, changes.filter(archives).length);
  if (records >= SHARE_FROM_RECORDS)
    trip('max_changed_share', guards.max_changed_share, Math.round(share * 10_000) / 10_000);
  trip('first_sync', 0, firstSyncs(joined, sheet, changes));
  const emptied = emptiedList(joined);
  if (emptied) tripped.push(emptied);
  return tripped;

  function trip(guard: GuardName, limit: number, value: number): void {
    if (value > limit) tripped.push({ guard, limit, value });
  }
}

function isLinked(pair: Pair): boolean {
  return pair.kind !== 'company' && pair.harvest !== null && pair.forecast !== null;
}

function archives(change: Change): boolean {
  return change.fields.some((field) => field.field === 'status' && field.after === 'archived');
}

/**
 * Changes that overwrite a value that was never in sync: on a pair whose pointer already matches the state may have been lost;
 * with no state at all any of them, and roles to create, deserve a look.
 */
function firstSyncs(joined: Joined, sheet: Sheet, changes: readonly Change[]): number {
  const noState = joined.last === null;
  const draftsByAddress = new Map(
    [...sheet.drafts.values()].map((draft) => [`${draft.side} ${addressOf(draft.pair)}`, draft]),
  );
  return changes.filter((change) => {
    if (noState && change.kind === 'role' && change.action === 'create') return true;
    const draft = draftsByAddress.get(`${change.account} ${change.address}`);
    const overwrites = draft && change.fields.some(({ field }) => draft.writes.get(field)?.first);
    return overwrites && (noState || pointerMatches(joined, draft.pair));
  }).length;
}

function pointerMatches(joined: Joined, pair: Pair): boolean {
  return pair.kind === 'company' || endOf(joined.have, pair, 'forecast')?.values.pointer === pair.harvest;
}

/** A list that lost most of what the state knows is rather a wrong answer than a tidy-up. The worst one is reported. */
function emptiedList({ have, last }: Joined): TrippedGuard | null {
  const counts = new Map<string, { known: number; lost: number }>();
  for (const address of Object.keys(last?.baseline ?? {})) {
    const parts = parseAddress(address);
    if (!parts || parts.kind === 'company') continue;
    for (const side of SIDES) count(side, parts.kind, parts[side]);
  }
  const keys = RECORD_KINDS.flatMap((kind) => SIDES.map((side) => `${side} ${kind}`));
  const lists = keys.flatMap((key) => counts.get(key) ?? []);
  const emptied = lists.filter(({ known, lost }) => lost >= EMPTIED_FROM_RECORDS && lost > known / 2);
  const worst = emptied.sort((a, b) => b.lost - a.lost)[0];
  return worst ? { guard: 'emptied', limit: Math.floor(worst.known / 2), value: worst.lost } : null;

  function count(side: Side, kind: RecordKind, id: number | null): void {
    if (id === null) return;
    const list = counts.get(`${side} ${kind}`) ?? { known: 0, lost: 0 };
    list.known += 1;
    if (!recordOf(have, side, kind, id)) list.lost += 1;
    counts.set(`${side} ${kind}`, list);
  }
}
