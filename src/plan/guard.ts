import type { AddressParts } from '../model/address.ts';
import type { RecordKind } from '../model/kind.ts';
import type { Change } from '../model/plan.ts';
import type { EmptiedList, TrippedGuard } from '../model/guard.ts';
import { baselinesOf } from '../model/pair-ids.ts';
import { SIDES, type Side } from '../model/side.ts';
import { guardReason, type GuardFinding } from '../rules/guards.ts';
import type { Joined } from './join/joined.ts';
import { isReleased } from './join/kept.ts';
import { otherPairing } from './join/pairing.ts';
import { addressOf, endOf, recordOf, type Pair } from './join/pair.ts';
import type { Sheet } from './decide/sheet.ts';

/** `max_changed_share` applies from this many changed records on. */
const SHARE_FROM_RECORDS = 20;
/** `emptied` trips if a list lost all records that the state knows, or more than half of them and at least this many. */
const EMPTIED_FROM_RECORDS = 5;

/** Limits on what a plan may do at once. In: the changes after `--only` and `--except`. Out: the guards they trip. */
export function tripGuards(joined: Joined, sheet: Sheet, changes: readonly Change[]): TrippedGuard[] {
  const { guards } = joined.want;
  const findings: GuardFinding[] = [
    { guard: 'max_changes', limit: guards.max_changes, value: changes.length },
    {
      guard: 'max_role_deletes',
      limit: guards.max_role_deletes,
      value: changes.filter((change) => change.action === 'delete').length,
    },
    { guard: 'max_archives', limit: guards.max_archives, value: changes.filter(archives).length },
    ...changedShare(joined, changes),
    {
      guard: 'first_sync',
      limit: 0,
      value: firstSyncs(joined, sheet, changes),
      details: { has_state: !knowsNothing(joined.last) },
    },
  ];
  const tripped = [
    ...findings.filter(({ value, limit }) => value > limit),
    ...emptiedLists(joined),
    ...otherPairing(joined),
  ];
  return tripped.map((finding) => ({ ...finding, reason: guardReason(finding) }));
}

/** Distinct linked records. The share is rounded up, so that a share just over the limit shows as over it. */
function changedShare({ pairs, want }: Joined, changes: readonly Change[]): GuardFinding[] {
  if (changes.length < SHARE_FROM_RECORDS) return [];
  const linked = new Set([...pairs.all].filter(isLinked).map(addressOf));
  const changed = new Set(changes.map((change) => change.address).filter((address) => linked.has(address)));
  if (changed.size < SHARE_FROM_RECORDS) return [];
  const value = Math.ceil((changed.size * 10_000) / linked.size) / 10_000;
  const limit = want.guards.max_changed_share;
  return [{ guard: 'max_changed_share', limit, value, details: { changed: changed.size, linked: linked.size } }];
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
  if (changes.length === 0) return 0;
  const noState = knowsNothing(joined.last);
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

/** A state may contain only what the probe has learned about the accounts. */
function knowsNothing(last: Joined['last']): boolean {
  return last === null || (last.capabilities !== undefined && Object.keys(last.baseline).length === 0);
}

function pointerMatches(joined: Joined, pair: Pair): boolean {
  return pair.kind === 'company' || endOf(joined.have, pair, 'forecast')?.values.pointer === pair.harvest;
}

/**
 * If most of a list is gone, a wrong answer is more likely than a clean-up. The numbers are those of the worst list.
 * A removed link, or `status: archived` for what is left, means that a person has already decided.
 */
function emptiedLists(joined: Joined): GuardFinding[] {
  const { have, last, pairs, want } = joined;
  const lists = { harvest: emptyLists('harvest'), forecast: emptyLists('forecast') };
  for (const parts of baselinesOf(last)) {
    const { kind, address } = parts;
    if (kind === 'company' || (kind === 'role' && want.roles === 'off')) continue;
    const missing = missingOf(have, kind, parts);
    // Nobody decided about a pair that is whole.
    if (missing.length > 0 && (isReleased(joined, address, parts) || isAnswered(parts))) continue;
    for (const side of SIDES) {
      const list = lists[side][kind];
      if (parts[side] !== null) list.known++;
      if (parts[side] !== null && missing.includes(side)) list.lost++;
    }
  }
  const emptied: EmptiedList[] = SIDES.flatMap((side) => Object.values(lists[side]))
    .filter(({ known, lost }) => known > 0 && (lost === known || (lost >= EMPTIED_FROM_RECORDS && lost > known / 2)))
    .sort((a, b) => b.lost - a.lost);
  const [worst] = emptied;
  return worst
    ? [{ guard: 'emptied', limit: Math.floor(worst.known / 2), value: worst.lost, details: { lists: emptied } }]
    : [];

  function isAnswered({ kind, harvest, forecast }: AddressParts): boolean {
    const pair = harvest === null ? undefined : pairs.at('harvest', kind, harvest);
    if (pair?.forecast !== forecast || pair?.link?.set.status !== 'archived') return false;
    return SIDES.filter((side) => endOf(have, pair, side) === undefined).length === 1;
  }
}

type Counted = { -readonly [K in keyof EmptiedList]: EmptiedList[K] };

function emptyLists(side: Side): Record<RecordKind, Counted> {
  const list = (kind: RecordKind): Counted => ({ side, kind, known: 0, lost: 0 });
  return { role: list('role'), client: list('client'), person: list('person'), project: list('project') };
}

/** The sides on which a pair of the state has no record. */
function missingOf(have: Joined['have'], kind: RecordKind, { harvest, forecast }: AddressParts): readonly Side[] {
  const isThere = harvest !== null && recordOf(have, 'harvest', kind, harvest) !== undefined;
  const isThereToo = forecast !== null && recordOf(have, 'forecast', kind, forecast) !== undefined;
  if (isThere && isThereToo) return NONE;
  return isThere ? ['forecast'] : isThereToo ? ['harvest'] : SIDES;
}

const NONE: readonly Side[] = [];
