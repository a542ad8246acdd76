import { RECORD_KINDS } from '../model/kind.ts';
import type { AccountRecord } from '../model/record.ts';
import { sideName, SIDES } from '../model/side.ts';
import type { Finding } from '../rules/ambiguous.ts';
import { ruleOfKey, untoldText } from '../rules/untold.ts';
import type { Joined } from './joined.ts';
import { recordsOf } from './pair.ts';
import { subjectOf, subjectOfRecord, type Sheet } from './sheet.ts';

/** A remark on each record that did not tell a value, by rule: what is unknown is never a change, and never written. */
export function observeUntold(joined: Joined, sheet: Sheet): void {
  for (const side of SIDES) {
    observe(joined, sheet, joined.have[side].company);
    for (const kind of RECORD_KINDS)
      for (const record of recordsOf(joined.have, side, kind)) observe(joined, sheet, record);
  }
}

function observe(joined: Joined, sheet: Sheet, record: AccountRecord): void {
  const byRule = new Map<ReturnType<typeof ruleOfKey>, string[]>();
  for (const key of record.nulls ?? []) {
    const rule = ruleOfKey(record.kind, key);
    byRule.set(rule, [...(byRule.get(rule) ?? []), key]);
  }
  const pair = joined.pairs.at(record.side, record.kind, record.id);
  const { address, label } = pair ? subjectOf(joined, pair) : subjectOfRecord(record);
  for (const [rule, keys] of byRule)
    sheet.observations.push({ rule, address, label, text: untoldText(record.side, keys) });
}

/** What a record has to tell before anything is made from it on the other side; null where it does. */
export function untoldFor(source: AccountRecord): Finding | null {
  const { side, kind, values } = source;
  const needed =
    kind === 'person'
      ? (['first_name', 'last_name', 'email', 'status'] as const)
      : kind === 'project'
        ? (['name', 'status', 'client'] as const)
        : (['name', 'status'] as const);
  const missing = needed.filter((field) => values[field] === undefined);
  if (missing.length === 0) return null;
  const reason = `${sideName(side)} does not tell the ${missing.join(', ').replaceAll('_', ' ')} of this ${kind}, and nothing is made of what is unknown.`;
  return {
    reason,
    ways: [{ text: `Look at it in ${sideName(side)}, then plan again; or link it by its ids, or remove the entry.` }],
  };
}
