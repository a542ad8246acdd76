import { parseAddress, type Address } from '../model/address.ts';
import type { Baseline, Last, Waiting, WaitingValue } from '../model/last.ts';
import type { FieldName } from '../model/field.ts';
import type { AccountRecord } from '../model/record.ts';
import { SIDES } from '../model/side.ts';
import { IDENTITY_FIELDS } from '../rules/fields.ts';
import { editorNow } from './editor.ts';
import { isElsewhere } from './ends.ts';
import { endsOf } from './existence.ts';
import { fieldsOf } from './linked.ts';
import { addressOf, endOf, recordOf, type Pair } from './pair.ts';
import { baselineOf, roleKeys, sameShared, sharedValue, type SharedContext } from './shared.ts';

/**
 * What a pair agrees on now. A field on which the sides differ keeps its old baseline (it waits); one that is unknown too.
 * A value both sides agree on becomes the baseline without a request.
 */
export function agreedBaseline(context: SharedContext, pair: Pair): Baseline {
  const agreed: { [F in FieldName]?: string | number | readonly string[] } = {
    ...context.last?.baseline[addressOf(pair)],
  };
  const harvest = endOf(context.have, pair, 'harvest');
  const forecast = endOf(context.have, pair, 'forecast');
  if (!harvest || !forecast || isElsewhere(context, pair)) return agreed;
  for (const field of fieldsOf(context, pair)) {
    const left = sharedValue(context, harvest, field);
    const right = sharedValue(context, forecast, field);
    if (left === undefined || right === undefined || !sameShared(field, left, right)) continue;
    if (field === 'roles' && !agreesWithCreates(context, harvest, forecast)) continue;
    agreed[field] = left;
  }
  return agreed;
}

/** A role that one side alone has so far is no agreement on who has it. */
function agreesWithCreates(context: SharedContext, harvest: AccountRecord, forecast: AccountRecord): boolean {
  const all = { ...context, countsCreates: true };
  return sameSet(roleKeys(all, harvest), roleKeys(all, forecast));
}

function sameSet(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((key) => right.has(key));
}

/**
 * The baselines of a whole state: every pair, and what the file does not declare at the moment, as long as both of its ends are
 * there and belong to no other pair.
 */
export function allBaselines(context: SharedContext): Last['baseline'] {
  const baselines = new Map<Address, Baseline>();
  for (const [key, baseline] of Object.entries(context.last?.baseline ?? {})) {
    const parts = parseAddress(key);
    if (!parts || parts.kind === 'company') continue;
    const { kind } = parts;
    const lives = SIDES.every((side) => {
      const id = parts[side];
      return id !== null && recordOf(context.have, side, kind, id) !== undefined && !context.pairs.at(side, kind, id);
    });
    if (lives) baselines.set(key as Address, baseline);
  }
  for (const pair of context.pairs.all) {
    if (pair.harvest === null || pair.forecast === null) continue;
    const { there, gone } = endsOf(context, pair);
    if (
      gone.length > 0 &&
      (context.last?.baseline[addressOf(pair)] === undefined || (pair.kind === 'role' && there.length === 0))
    )
      continue;
    baselines.set(addressOf(pair), agreedBaseline(context, pair));
  }
  return Object.fromEntries(baselines);
}

/** Edits of people in Forecast that are not in sync, with the editor seen first. */
export function allWaiting(context: SharedContext): Last['waiting'] {
  const waiting = new Map<Address, Waiting>();
  for (const pair of context.pairs.all) {
    const entry = pair.kind === 'person' ? waitingOf(context, pair) : {};
    if (Object.keys(entry).length > 0) waiting.set(addressOf(pair), entry);
  }
  return Object.fromEntries(waiting);
}

function waitingOf(context: SharedContext, pair: Pair): Waiting {
  const harvest = endOf(context.have, pair, 'harvest');
  const forecast = endOf(context.have, pair, 'forecast');
  const waiting: { [F in FieldName]?: WaitingValue } = {};
  if (!harvest || !forecast) return waiting;
  for (const field of IDENTITY_FIELDS) {
    const value = forecast.values[field];
    const shared = sharedValue(context, forecast, field);
    const other = sharedValue(context, harvest, field);
    const last = baselineOf(context, pair, field);
    if (typeof value !== 'string' || shared === undefined || other === undefined) continue;
    if (sameShared(field, shared, other) || (last !== undefined && sameShared(field, shared, last))) continue;
    const known = context.last?.waiting[addressOf(pair)]?.[field];
    const editor = known?.side === 'forecast' && known.value === value ? known.editor : editorNow(forecast);
    waiting[field] = { side: 'forecast', value, editor };
  }
  return waiting;
}
