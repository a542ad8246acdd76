import type { Baseline, Last, Waiting, WaitingValue } from '../../model/last.ts';
import { FORMS, sameValue, type FieldName } from '../../model/field.ts';
import type { AccountRecord } from '../../model/record.ts';
import { IDENTITY_FIELDS } from '../../rules/fields.ts';
import { editorNow } from '../compare/editor.ts';
import { isElsewhere } from '../join/elsewhere.ts';
import { existenceOf } from '../join/existence.ts';
import { fieldsOf } from '../compare/winner.ts';
import { keptOf } from '../join/kept.ts';
import { addressOf, endOf, type Pair } from '../join/pair.ts';
import { baselineKeys, isUnseenRole, roleKeys } from '../compare/role-keys.ts';
import { baselineOf, sameComparable, comparableValue } from '../compare/comparable.ts';
import type { CompareContext } from '../compare/context.ts';

/**
 * What a pair agrees on now. A field on which the sides differ keeps its old baseline (it waits); one that is unknown too.
 * A value both sides agree on becomes the baseline without a request. null: nothing is known of the pair, and nothing can be.
 */
export function agreedBaseline(context: CompareContext, pair: Pair): Baseline | null {
  const known = context.last?.baseline[addressOf(pair)];
  const harvest = endOf(context.have, pair, 'harvest');
  const forecast = endOf(context.have, pair, 'forecast');
  if (!harvest || !forecast || isElsewhere(context, pair)) return known ?? null;
  const agreed: { [F in FieldName]?: string | number | readonly string[] } = { ...known };
  for (const field of fieldsOf(context, pair)) {
    if (FORMS[field] === 'roles') {
      const roles = agreedRoles(context, harvest, forecast, known?.[field]);
      if (roles) agreed[field] = roles;
      continue;
    }
    const left = comparableValue(context, harvest, field);
    const right = comparableValue(context, forecast, field);
    if (left === undefined || right === undefined || !sameComparable(field, left, right)) continue;
    agreed[field] = typeof left === 'string' ? left.normalize('NFC') : left;
  }
  return agreed;
}

/**
 * Each role is an agreement of its own: what both sides have, or neither, is in step, whatever else waits. Of those that differ, and
 * of those that this run cannot compare, what was remembered stays.
 */
function agreedRoles(
  context: CompareContext,
  harvest: AccountRecord,
  forecast: AccountRecord,
  known: Baseline[FieldName],
): readonly string[] | undefined {
  const before = Array.isArray(known) ? (known as readonly string[]) : undefined;
  const left = comparableValue(context, harvest, 'roles');
  const right = comparableValue(context, forecast, 'roles');
  if (left === undefined || right === undefined) return before;
  const [ours, theirs] = [new Set(left as readonly string[]), new Set(right as readonly string[])];
  if (!before) {
    const isInStep = sameSet(ours, theirs) && agreesWithCreates(context, harvest, forecast);
    return isInStep ? [...ours].sort() : undefined;
  }
  const stays = (key: string): boolean => {
    if (isUnseenRole(context, key)) return true;
    return baselineKeys(context, [key]).some((today) => ours.has(today) !== theirs.has(today));
  };
  return [...[...ours].filter((key) => theirs.has(key)), ...before.filter(stays)].sort();
}

/** A role that exists on one side only is not an agreement about who has it. */
function agreesWithCreates(context: CompareContext, harvest: AccountRecord, forecast: AccountRecord): boolean {
  const all = { ...context, countsCreates: true };
  return sameSet(roleKeys(all, harvest), roleKeys(all, forecast));
}

function sameSet(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((key) => right.has(key));
}

/** The baselines of a whole state: of every pair that this run knows, and of those that it has no reason to forget. */
export function allBaselines(context: CompareContext): Last['baseline'] {
  const baselines = keptOf(context, context.last?.baseline);
  for (const pair of context.pairs.all) {
    if (pair.harvest === null || pair.forecast === null) continue;
    const address = addressOf(pair);
    if (existenceOf(context, pair).gone.length > 0) continue;
    const baseline = agreedBaseline(context, pair);
    if (baseline) baselines.set(address, baseline);
  }
  return Object.fromEntries(baselines);
}

/** Edits of people in Forecast that are not in sync, with the editor seen first. */
export function allWaiting(context: CompareContext): Last['waiting'] {
  const waiting = keptOf(context, context.last?.waiting);
  for (const pair of context.pairs.all) {
    const harvest = pair.kind === 'person' ? endOf(context.have, pair, 'harvest') : undefined;
    const forecast = endOf(context.have, pair, 'forecast');
    if (!harvest || !forecast) continue;
    const entry = waitingOf(context, pair, harvest, forecast);
    if (Object.keys(entry).length > 0) waiting.set(addressOf(pair), entry);
    else waiting.delete(addressOf(pair));
  }
  return Object.fromEntries(waiting);
}

function waitingOf(context: CompareContext, pair: Pair, harvest: AccountRecord, forecast: AccountRecord): Waiting {
  const waiting: { [F in FieldName]?: WaitingValue } = { ...context.last?.waiting[addressOf(pair)] };
  for (const field of IDENTITY_FIELDS) {
    const value = forecast.values[field];
    const shared = comparableValue(context, forecast, field);
    const other = comparableValue(context, harvest, field);
    const last = baselineOf(context, pair, field);
    if (typeof value !== 'string' || shared === undefined || other === undefined) continue;
    const known = waiting[field];
    delete waiting[field];
    if (sameComparable(field, shared, other) || (last !== undefined && sameComparable(field, shared, last))) continue;
    const editor =
      known?.side === 'forecast' && sameValue(field, known.value, value) ? known.editor : editorNow(forecast);
    waiting[field] = { side: 'forecast', value, editor };
  }
  return waiting;
}
