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
import { linkedPair, judge, judgeSet, type LinkedPair } from './linked-pair.ts';
import { addConflict, draftOf, addManual, subjectOf, planWrite, type Sheet, type Write } from './sheet.ts';
import { isStoredOtherwise, reportStored } from './stored-otherwise.ts';

/**
 * A pair with both of its records: field by field, three ways. In: the pair. Out, on the sheet: writes, manual items, conflicts.
 *
 * A field under `set:` goes to the file's value on each side that differs. Else the verdict names the side that wins
 * (`conflicts` and `first_sync` choose if no side wins), and the rule judges as if that side alone had changed. What a service
 * stores in another form is not written again (`stored`).
 */
export function planLinked(context: CompareContext, sheet: Sheet, pair: Pair): void {
  const linked = linkedPair(context, sheet, pair);
  if (!linked) return;
  planPointer(linked);
  for (const field of fieldsOf(context, pair)) planField(linked, field);
  reportStored(linked);
}

/** `link.pointer`: the native pointer is empty or names a Harvest record that is gone. (Another existing one: `link.elsewhere`.) */
function planPointer({ context, sheet, pair, harvest, forecast }: LinkedPair): void {
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

function planField(linked: LinkedPair, field: FieldName): void {
  const { context, sheet, pair } = linked;
  const wanted = setValueOf(linked, field);
  const isStray =
    field === 'name' && (isStrayTemporary(context, linked.harvest) || isStrayTemporary(context, linked.forecast));
  if (isStray && wanted === undefined) return leaveToPerson(linked, field, 'forecast', { code: 'temporary-name' });
  if (wanted !== undefined) return planSet(linked, field, wanted);
  const verdict = verdictBetween(context, linked, field);
  if (verdict === 'same' || verdict === 'stored') {
    if (field === 'name') restoreName(linked, field, 'harvest', 'forecast');
    return;
  }
  if (verdict === 'unknown') return;
  if (FORMS[field] === 'roles') return planRoles(linked, field, verdict);
  const winner = winnerOf(context, pair, verdict);
  if (winner !== null) return planWinner(linked, field, winner, verdict === 'first');
  if (verdict === 'first')
    return leaveToPerson(linked, field, context.want.firstSync === 'forecast' ? 'forecast' : 'harvest', {
      code: 'never-in-sync',
    });
  addConflict(sheet, subjectOf(context, pair), {
    field: itemField(linked, field),
    baseline: shownBaseline(context, pair, field),
    rule: judge(linked, field, 'forecast').rule,
    because: { code: 'edited-on-both-sides', fields: [field] },
  });
}

function planWinner(linked: LinkedPair, field: FieldName, winner: Side, first: boolean): void {
  const { context, sheet, pair } = linked;
  const { rule, class: verdict } = judge(linked, field, winner);
  const isDeclared = first && sourceOf(context.have, pair) !== null;
  if (verdict === 'manual' && !isDeclared) return leaveToPerson(linked, field, winner, { code: 'by-rule' });
  const target = otherSide(winner);
  const value = valueFor(linked, field, winner);
  if (value === undefined) return leaveToPerson(linked, field, winner, whyNoClient(linked[winner]));
  if (pair.kind === 'company' && target === 'forecast' && knows(context.last, 'company-default') === 'no')
    return leaveToPerson(linked, field, winner, { code: 'default-refused' });
  const forbidden = pair.kind === 'company' ? companyRefusal(context, target) : null;
  const blocker = forbidden ?? blockerOf(target, field, value.after);
  if (blocker) return leaveToPerson(linked, field, winner, blocker);
  planWrite(sheet, pair, target, {
    ...written(linked, target, field),
    ...value,
    rule,
    origin: winner,
    ...(first ? { first } : {}),
  });
  restoreName(linked, field, winner);
}

/**
 * A temporary name of ours that an unfinished apply left, on a side that has the right name otherwise: nothing else would write
 * it there. Its origin is not a side, since a side that still waits for its own write does not have the name yet.
 */
function restoreName(linked: LinkedPair, field: FieldName, ...sides: readonly Side[]): void {
  const { context, sheet, pair } = linked;
  for (const side of sides) {
    if (field !== 'name' || !isTemporary(linked[side].values.name ?? '')) continue;
    const after = comparableValue(context, linked[side], field) ?? null;
    const { rule } = judge(linked, field, side);
    planWrite(sheet, pair, side, { ...written(linked, side, field), after, rule, origin: 'merge' });
  }
}

/** `set:` is written to each side that differs, whatever class the rule has; its rule is the field's own. */
function planSet(linked: LinkedPair, field: FieldName, wanted: ComparableValue): void {
  const { context, sheet, pair } = linked;
  const { rule } = judgeSet(linked, field);
  for (const side of SIDES) {
    const current = comparableValue(context, linked[side], field);
    const stopgap = field === 'name' && isTemporary(linked[side].values.name ?? '');
    if (current === undefined) continue;
    if (!stopgap && (sameComparable(field, current, wanted) || isStoredOtherwise(linked, field, side, wanted)))
      continue;
    planWrite(sheet, pair, side, { ...written(linked, side, field), after: wanted, rule, origin: 'config' });
  }
}

function planRoles(linked: LinkedPair, field: FieldName, verdict: Verdict): void {
  const { context, sheet, pair } = linked;
  const sets = Object.fromEntries(
    SIDES.map((side) => [side, asSet(comparableValue(context, linked[side], field))]),
  ) as Record<Side, Set<string>>;
  const merged = mergedRoles(linked, field, verdict, sets);
  if (!merged) return leaveToPerson(linked, field, 'harvest', { code: 'never-in-sync' });
  for (const side of SIDES) {
    if (sameSet(sets[side], merged)) continue;
    const origin: Origin = sameSet(sets[otherSide(side)], merged) ? otherSide(side) : 'merge';
    const own = ownRoles(context, linked[side]);
    // Both as the account will have them once this plan's roles are renamed and deleted.
    const before = roleNamesFor(context, sheet, side, sets[side], own);
    const after = roleNamesFor(context, sheet, side, merged, own);
    // A role that cannot be created there has its own item.
    if (sameValue(field, before, after)) continue;
    const first = verdict === 'first' ? { first: true } : {};
    planWrite(sheet, pair, side, { field, before, after, rule: judgeSet(linked, field).rule, origin, ...first });
  }
}

function mergedRoles(
  linked: LinkedPair,
  field: FieldName,
  verdict: Verdict,
  sets: Record<Side, Set<string>>,
): Set<string> | null {
  const last = baselineOf(linked.context, linked.pair, field);
  if (verdict !== 'first' && last !== undefined) return mergeSets(asSet(last), sets.harvest, sets.forecast);
  const winner = winnerOf(linked.context, linked.pair, 'first');
  return winner && sets[winner];
}

/** The winner's value as the other account writes it. Undefined if it has no counterpart there. */
function valueFor(
  linked: LinkedPair,
  field: FieldName,
  winner: Side,
): Pick<Write, 'after' | 'afterId' | 'afterFrom'> | undefined {
  const { context } = linked;
  if (FORMS[field] === 'client') return clientFor(linked, winner);
  const value = comparableValue(context, linked[winner], field);
  return value === undefined ? undefined : { after: value };
}

/** The client's counterpart: an existing record, or one that this plan creates. */
function clientFor(
  { context, sheet, ...linked }: LinkedPair,
  winner: Side,
): Pick<Write, 'after' | 'afterId' | 'afterFrom'> | undefined {
  return counterpartOfClient(context, sheet, winner, linked[winner].values.client);
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
  if (there === null) {
    const draft = draftOf(sheet, pair, target);
    if (!draft) return undefined;
    // The file may give it another name there.
    const name = draft.writes.get('name')?.after ?? nameOfClient(context.have, winner, id);
    return { after: name, afterId: null, afterFrom: { pair, side: target } };
  }
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
  { context, ...linked }: LinkedPair,
  side: Side,
  field: FieldName,
): Pick<Write, 'field' | 'before' | 'after' | 'beforeId'> {
  const before = linked[side].values[field] ?? null;
  if (FORMS[field] !== 'client') return { field, before: sortedIfList(before), after: null };
  return {
    field,
    before: nameOfClient(context.have, side, linked[side].values.client),
    beforeId: linked[side].values.client ?? null,
    after: null,
  };
}

function leaveToPerson(linked: LinkedPair, field: FieldName, winner: Side, because: Reason): void {
  const { context, sheet, pair } = linked;
  addManual(sheet, subjectOf(context, pair), judge(linked, field, winner).rule, because, [itemField(linked, field)]);
}

export function itemField({ context, harvest, forecast }: LinkedPair, field: FieldName): ItemField {
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
