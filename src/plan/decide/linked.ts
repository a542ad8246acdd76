import { knows } from '../../model/capability.ts';
import { FORMS, sameValue, type FieldName, type FieldValue } from '../../model/field.ts';
import type { Origin } from '../../model/plan.ts';
import type { ItemField } from '../../model/item.ts';
import type { Reason } from '../../model/reason.ts';
import type { AccountRecord } from '../../model/record.ts';
import { otherSide, SIDES, type Side } from '../../model/side.ts';
import { isTemporary } from '../../model/temporary.ts';
import { acceptsCapacity, acceptsText } from '../../rules/refusals.ts';
import { companyRefusal } from '../compare/context.ts';
import { mergeSets, type Verdict } from '../compare/three-way.ts';
import { fieldsOf, setValueOf, winnerOf } from '../compare/winner.ts';
import { trustedPair } from '../join/elsewhere.ts';
import { endOf, sourceOf, type Pair } from '../join/pair.ts';
import { roleNamesFor } from './lost-roles.ts';
import { baselineOf, sameComparable, comparableValue, type ComparableValue } from '../compare/comparable.ts';
import { isStrayTemporary } from '../compare/temporary-names.ts';
import { nameOfClient } from '../compare/client-key.ts';
import { ownRoles } from '../compare/role-keys.ts';
import { verdictBetween } from '../compare/verdict.ts';
import type { CompareContext } from '../compare/context.ts';
import { shownBaseline, shownValue, sortedIfList } from './shown.ts';
import { bothEnds, judge, judgeSet, type BothEnds } from './both-ends.ts';
import { addConflict, draftOf, addManual, subjectOf, planWrite, type Sheet, type Write } from './sheet.ts';
import { isStoredOtherwise, reportStored } from './stored-otherwise.ts';

/**
 * A pair whose two ends are there: field by field, three ways. In: the pair. Out, on the sheet: writes, manual items, conflicts.
 *
 * A field under `set:` goes to the file's value on each side that differs. Else the verdict names the side that wins
 * (`conflicts` and `first_sync` choose where nobody does), and the rule judges as if that side alone had changed. What a service
 * stores in another form is not written again (`stored`).
 */
export function planLinked(context: CompareContext, sheet: Sheet, pair: Pair): void {
  const ends = bothEnds(context, sheet, pair);
  if (!ends) return;
  planPointer(ends);
  for (const field of fieldsOf(context, pair)) planField(ends, field);
  reportStored(ends);
}

/** `link.pointer`: the native pointer is empty or names a Harvest record that is gone. (Another existing one: `link.elsewhere`.) */
function planPointer({ context, sheet, pair, harvest, forecast }: BothEnds): void {
  const before = forecast.values.pointer;
  if (pair.kind === 'company' || before === undefined || before === harvest.id) return;
  const rule = pair.create?.rule ?? 'link.pointer';
  if (knows(context.last, `pointer.${pair.kind}`) === 'no') {
    // Roles are paired by their names, and Forecast offers no import of them.
    if (pair.kind !== 'role')
      addManual(sheet, subjectOf(context, pair), rule, { code: 'pointer-refused', step: 'link' });
    return;
  }
  planWrite(sheet, pair, 'forecast', { field: 'pointer', before, after: harvest.id, rule, origin: 'harvest' });
}

function planField(ends: BothEnds, field: FieldName): void {
  const { context, sheet, pair } = ends;
  const wanted = setValueOf(ends, field);
  const isStray =
    field === 'name' && (isStrayTemporary(context, ends.harvest) || isStrayTemporary(context, ends.forecast));
  if (isStray && wanted === undefined) return leaveToPerson(ends, field, 'forecast', { code: 'temporary-name' });
  if (wanted !== undefined) return planSet(ends, field, wanted);
  const verdict = verdictBetween(context, ends, field);
  if (verdict === 'same' || verdict === 'stored') {
    if (field === 'name') restoreName(ends, field, 'harvest', 'forecast');
    return;
  }
  if (verdict === 'unknown') return;
  if (FORMS[field] === 'roles') return planRoles(ends, field, verdict);
  const winner = winnerOf(context, pair, verdict);
  if (winner !== null) return planWinner(ends, field, winner, verdict === 'first');
  if (verdict === 'first')
    return leaveToPerson(ends, field, context.want.firstSync === 'forecast' ? 'forecast' : 'harvest', {
      code: 'never-in-sync',
    });
  addConflict(sheet, subjectOf(context, pair), {
    field: itemField(ends, field),
    baseline: shownBaseline(context, pair, field),
    rule: judge(ends, field, 'forecast').rule,
    because: { code: 'edited-on-both-sides', fields: [field] },
  });
}

function planWinner(ends: BothEnds, field: FieldName, winner: Side, first: boolean): void {
  const { context, sheet, pair } = ends;
  const { rule, class: verdict } = judge(ends, field, winner);
  const isDeclared = first && sourceOf(context.have, pair) !== null;
  if (verdict === 'manual' && !isDeclared) return leaveToPerson(ends, field, winner, { code: 'by-rule' });
  const target = otherSide(winner);
  const value = valueFor(ends, field, winner);
  if (value === undefined) return leaveToPerson(ends, field, winner, whyNoClient(ends[winner]));
  if (pair.kind === 'company' && target === 'forecast' && knows(context.last, 'company-default') === 'no')
    return leaveToPerson(ends, field, winner, { code: 'default-refused' });
  const forbidden = pair.kind === 'company' ? companyRefusal(context, target) : null;
  const blocker = forbidden ?? blockerOf(target, field, value.after);
  if (blocker) return leaveToPerson(ends, field, winner, blocker);
  planWrite(sheet, pair, target, {
    ...written(ends, target, field),
    ...value,
    rule,
    origin: winner,
    ...(first ? { first } : {}),
  });
  restoreName(ends, field, winner);
}

/**
 * A temporary name of ours that an unfinished apply left, on a side that has the right name otherwise: nothing else would write
 * it there. Its origin is not a side, since a side that still waits for its own write does not have the name yet.
 */
function restoreName(ends: BothEnds, field: FieldName, ...sides: readonly Side[]): void {
  const { context, sheet, pair } = ends;
  for (const side of sides) {
    if (field !== 'name' || !isTemporary(ends[side].values.name ?? '')) continue;
    const after = comparableValue(context, ends[side], field) ?? null;
    const { rule } = judge(ends, field, side);
    planWrite(sheet, pair, side, { ...written(ends, side, field), after, rule, origin: 'merge' });
  }
}

/** `set:` is written to each side that differs, whatever class the rule has; its rule is the field's own. */
function planSet(ends: BothEnds, field: FieldName, wanted: ComparableValue): void {
  const { context, sheet, pair } = ends;
  const { rule } = judgeSet(ends, field);
  for (const side of SIDES) {
    const current = comparableValue(context, ends[side], field);
    const stopgap = field === 'name' && isTemporary(ends[side].values.name ?? '');
    if (current === undefined) continue;
    if (!stopgap && (sameComparable(field, current, wanted) || isStoredOtherwise(ends, field, side, wanted))) continue;
    planWrite(sheet, pair, side, { ...written(ends, side, field), after: wanted, rule, origin: 'config' });
  }
}

function planRoles(ends: BothEnds, field: FieldName, verdict: Verdict): void {
  const { context, sheet, pair } = ends;
  const sets = Object.fromEntries(
    SIDES.map((side) => [side, asSet(comparableValue(context, ends[side], field))]),
  ) as Record<Side, Set<string>>;
  const merged = mergedRoles(ends, field, verdict, sets);
  if (!merged) return leaveToPerson(ends, field, 'harvest', { code: 'never-in-sync' });
  for (const side of SIDES) {
    if (sameSet(sets[side], merged)) continue;
    const origin: Origin = sameSet(sets[otherSide(side)], merged) ? otherSide(side) : 'merge';
    const own = ownRoles(context, ends[side]);
    // Both as the account will have them once this plan's roles are renamed and deleted.
    const before = roleNamesFor(context, sheet, side, sets[side], own);
    const after = roleNamesFor(context, sheet, side, merged, own);
    // A role that cannot be created there has its own item.
    if (sameValue(field, before, after)) continue;
    const first = verdict === 'first' ? { first: true } : {};
    planWrite(sheet, pair, side, { field, before, after, rule: judgeSet(ends, field).rule, origin, ...first });
  }
}

function mergedRoles(
  ends: BothEnds,
  field: FieldName,
  verdict: Verdict,
  sets: Record<Side, Set<string>>,
): Set<string> | null {
  const last = baselineOf(ends.context, ends.pair, field);
  if (verdict !== 'first' && last !== undefined) return mergeSets(asSet(last), sets.harvest, sets.forecast);
  const winner = winnerOf(ends.context, ends.pair, 'first');
  return winner && sets[winner];
}

/** The winner's value as the other account writes it; undefined if it has no counterpart there. */
function valueFor(
  ends: BothEnds,
  field: FieldName,
  winner: Side,
): Pick<Write, 'after' | 'afterId' | 'afterFrom'> | undefined {
  const { context } = ends;
  if (FORMS[field] === 'client') return clientFor(ends, winner);
  const value = comparableValue(context, ends[winner], field);
  return value === undefined ? undefined : { after: value };
}

/** The client's counterpart: an existing record, or one that this plan creates. */
function clientFor(
  { context, sheet, ...ends }: BothEnds,
  winner: Side,
): Pick<Write, 'after' | 'afterId' | 'afterFrom'> | undefined {
  return counterpartOfClient(context, sheet, winner, ends[winner].values.client);
}

/** Why a project's client has no counterpart on the other side. */
export function whyNoClient(project: AccountRecord): Reason {
  return { code: project.values.client === null ? 'client-missing' : 'client-not-linked' };
}

/** Clients are planned before projects. So a client whose create waits for a person has no draft here. */
export function counterpartOfClient(
  context: CompareContext,
  sheet: Sheet,
  winner: Side,
  id: number | null | undefined,
): Pick<Write, 'after' | 'afterId' | 'afterFrom'> | undefined {
  const target = otherSide(winner);
  const pair = id ? trustedPair(context, winner, 'client', id) : undefined;
  if (!pair) return undefined;
  const there = pair[target];
  if (there === null && !draftOf(sheet, pair, target)) return undefined;
  if (there === null)
    return { after: nameOfClient(context.have, winner, id), afterId: null, afterFrom: { pair, side: target } };
  if (!endOf(context.have, pair, target)) return undefined;
  return { after: nameOfClient(context.have, target, there), afterId: there };
}

function blockerOf(target: Side, field: FieldName, value: FieldValue): Reason | null {
  if (!acceptsText(target, field, value)) return { code: 'value-empty', fields: [field] };
  if (FORMS[field] === 'capacity' && typeof value === 'number' && !acceptsCapacity(target, value))
    return { code: 'capacity-refused' };
  return null;
}

/** The written side's own view of the field before the write. */
function written(
  { context, ...ends }: BothEnds,
  side: Side,
  field: FieldName,
): Pick<Write, 'field' | 'before' | 'after' | 'beforeId'> {
  const before = ends[side].values[field] ?? null;
  if (FORMS[field] !== 'client') return { field, before: sortedIfList(before), after: null };
  return {
    field,
    before: nameOfClient(context.have, side, ends[side].values.client),
    beforeId: ends[side].values.client ?? null,
    after: null,
  };
}

function leaveToPerson(ends: BothEnds, field: FieldName, winner: Side, because: Reason): void {
  const { context, sheet, pair } = ends;
  addManual(sheet, subjectOf(context, pair), judge(ends, field, winner).rule, because, [itemField(ends, field)]);
}

export function itemField({ context, harvest, forecast }: BothEnds, field: FieldName): ItemField {
  return {
    field,
    harvest: shownValue(context.have, harvest, field),
    forecast: shownValue(context.have, forecast, field),
  };
}

function asSet(value: ComparableValue | undefined): Set<string> {
  return new Set(Array.isArray(value) ? (value as readonly string[]) : []);
}

function sameSet(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((element) => right.has(element));
}
