import { parseAddress } from '../model/address.ts';
import { sameValue } from '../model/field.ts';
import type { Have } from '../model/have.ts';
import type { Last } from '../model/last.ts';
import type { Advance } from '../model/ledger.ts';
import { idOrValue } from '../model/plan.ts';
import type { Clock } from '../model/ports.ts';
import type { AccountRecord } from '../model/record.ts';
import type { Intent, LockedStore } from '../model/store.ts';
import { findCreated } from './find.ts';
import { isStoredAs } from './precheck.ts';

/**
 * Finds out what became of the writes that a killed run left open, from a reading of both accounts. In: open intents. Out: an outcome for each.
 *
 * | the record shows                               | effect   | outcome |
 * | ---------------------------------------------- | -------- | ------- |
 * | the wanted values, maybe trimmed; a created one; no role any more | done | `done`: the wanted values are what both sides agreed on |
 * | the old values; no created one                 | not-done | after some time and a second reading: `void`, planned again |
 * | anything else, or it is gone                   | other    | `void`: the next plan compares what is there with the baseline |
 *
 * That time runs from the first reading, however old the intent says it is: wall clocks jump.
 */
export interface JudgedIntent {
  readonly intent: Intent;
  readonly effect: 'done' | 'not-done' | 'other';
  /** The record that shows it; null where there is none. */
  readonly record: AccountRecord | null;
}

export function judgeOpenIntents(open: readonly Intent[], have: Have, last: Last | null): readonly JudgedIntent[] {
  return open.map((intent) => {
    switch (intent.change.action) {
      case 'create':
        return judgeCreate(intent, have, last);
      case 'delete':
        return judgeDelete(intent, have);
      case 'update':
      case 'link':
        return judgeUpdate(intent, have);
    }
  });
}

function judgeUpdate(intent: Intent, have: Have): JudgedIntent {
  const record = targetOf(intent, have);
  // Without an id in its address it waited for a create of the same run, and the plan asks for it again.
  if (record === undefined) return { intent, effect: 'not-done', record: null };
  if (record === null) return { intent, effect: 'other', record };
  const shows = (when: 'before' | 'after', isAlike: typeof sameValue = sameValue) =>
    intent.fields.every((field) => isAlike(field.field, record.values[field.field], idOrValue(field, when)));
  if (shows('after')) return { intent, effect: 'done', record };
  if (shows('before')) return { intent, effect: 'not-done', record };
  return { intent, effect: shows('after', isStoredAs) ? 'done' : 'other', record };
}

function judgeDelete(intent: Intent, have: Have): JudgedIntent {
  const record = targetOf(intent, have) ?? null;
  if (!record) return { intent, effect: 'done', record };
  const name = intent.fields.find(({ field }) => field === 'name')?.before ?? undefined;
  return { intent, effect: sameValue('name', record.values.name, name) ? 'not-done' : 'other', record };
}

function judgeCreate(intent: Intent, have: Have, last: Last | null): JudgedIntent {
  const { kind, account } = intent.change;
  if (kind === 'company') return { intent, effect: 'other', record: null };
  const wanted = Object.fromEntries(intent.fields.map((field) => [field.field, idOrValue(field, 'after')]));
  const known = new Set(idsInState(last, kind, account));
  const found = findCreated(kind, wanted, have[account].records[kind].values(), ({ id }) => known.has(id));
  const [record = null] = found;
  // Several: the plan lists them, since it finds more than one match itself.
  return { intent, effect: found.length === 1 ? 'done' : record ? 'other' : 'not-done', record };
}

function* idsInState(last: Last | null, kind: string, side: 'harvest' | 'forecast'): Iterable<number> {
  for (const key of Object.keys(last?.baseline ?? {})) {
    const parts = parseAddress(key);
    const id = parts?.kind === kind ? parts[side] : null;
    if (id !== null && id !== undefined) yield id;
  }
}

/** null: gone; undefined: the address has no id for that side. */
function targetOf({ change }: Intent, have: Have): AccountRecord | null | undefined {
  const parts = parseAddress(change.address);
  if (change.kind === 'company') return have[change.account].company;
  if (change.account === 'harvest') {
    const id = parts?.harvest ?? null;
    return id === null ? undefined : (have.harvest.records[change.kind].get(id) ?? null);
  }
  const id = parts?.forecast ?? null;
  return id === null ? undefined : (have.forecast.records[change.kind].get(id) ?? null);
}

/** What a write that was found done made both sides agree on: the planner's to say. */
type AdvanceOf = (done: JudgedIntent, have: Have) => Advance | null;

/** Makes the verdicts durable, with what each finished write made both sides agree on. */
async function recordResults(
  judged: readonly JudgedIntent[],
  have: Have,
  advanceOf: AdvanceOf,
  store: LockedStore,
): Promise<void> {
  for (const item of judged) {
    const isDone = item.effect === 'done';
    await store.outcome({
      intent: item.intent.id,
      result: isDone ? 'done' : 'void',
      advance: isDone ? (item.intent.advance ?? advanceOf(item, have)) : null,
    });
  }
}

export interface Recovery {
  /** The reading to plan from. */
  readonly have: Have;
  readonly judged: readonly JudgedIntent[];
}

/**
 * All of it: read, judge, wait and read again where something may still be on its way, record. The state is to be read again
 * after it, since the outcomes are part of it. Rejects with the signal's reason when aborted while it waits.
 */
export async function recoverIntents(input: {
  readonly open: readonly Intent[];
  readonly last: Last | null;
  readonly read: () => Promise<Have>;
  readonly advanceOf: AdvanceOf;
  readonly store: LockedStore;
  readonly clock: Clock;
  readonly unclearWaitMs: number;
  readonly signal: AbortSignal;
  /** Called before the wait, with how many writes are waited for. */
  readonly onWait: (writes: number) => void;
}): Promise<Recovery> {
  const { open, last, read, advanceOf, store, clock, unclearWaitMs, signal, onWait } = input;
  let have = await read();
  let judged = judgeOpenIntents(open, have, last);
  const late = judged.filter(({ effect }) => effect === 'not-done').length;
  if (late > 0) {
    onWait(late);
    await clock.sleep(unclearWaitMs, signal);
    have = await read();
    judged = judgeOpenIntents(open, have, last);
  }
  await recordResults(judged, have, advanceOf, store);
  return { have, judged };
}
