import type { Values } from '../../src/model/field.ts';
import type { Have } from '../../src/model/have.ts';
import type { Kind } from '../../src/model/kind.ts';
import type { Last } from '../../src/model/last.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Side } from '../../src/model/side.ts';
import type { Want } from '../../src/model/want.ts';
import { formatState, parseState } from '../../src/state/format.ts';
import { applied } from '../support/simulate.ts';
import { planOf, synced } from '../support/world.ts';

/** Other tools at work: what they do before the apply of a round, counted from 1. */
export type Tools = (have: Have, round: number) => Have;

export interface Round {
  readonly plan: Plan;
  readonly have: Have;
  readonly last: Last;
}

/** Applies again and again, the state going through its text each time. */
export function play(
  want: Want,
  start: Have,
  tools: Tools,
  count: number,
  from: Last | null = synced(want, start),
): Round[] {
  const rounds: Round[] = [];
  let now = start;
  let last = from;
  for (let round = 1; round <= count; round++) {
    now = tools(now, round);
    const plan = planOf({ want, have: now, last });
    const after = applied(want, now, last, plan);
    now = after.have;
    last = throughText(after.last);
    rounds.push({ plan, have: now, last });
  }
  return rounds;
}

/** The state as the next run reads it. */
export function throughText(last: Last): Last {
  const accounts = { harvest: 1, forecast: 2 };
  return parseState(formatState(last), { path: 'state.json', backup: 'state.json.backup', accounts });
}

export function edit(have: Have, side: Side, kind: Kind, id: number, values: Values): Have {
  const account = have[side];
  if (kind === 'company') return { ...have, [side]: { ...account, company: withValues(account.company, values) } };
  const records = new Map(account.records[kind] as unknown as ReadonlyMap<number, AccountRecord>);
  records.set(id, withValues(records.get(id)!, values));
  return { ...have, [side]: { ...account, records: { ...account.records, [kind]: records } } };
}

function withValues(record: AccountRecord, values: Values): AccountRecord {
  return { ...record, values: { ...record.values, ...values } };
}

export const set =
  (side: Side, kind: Kind, id: number, values: Values): Tools =>
  (have) =>
    edit(have, side, kind, id, values);

/** One tool acts before odd applies, the other before even ones. */
export const inTurn =
  (odd: Tools, even: Tools): Tools =>
  (have, round) =>
    round % 2 === 1 ? odd(have, round) : even(have, round);
