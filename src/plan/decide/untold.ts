import { RECORD_KINDS } from '../../model/kind.ts';
import type { AccountRecord } from '../../model/record.ts';
import { SIDES } from '../../model/side.ts';
import { ruleOfKey } from '../../rules/untold.ts';
import type { Joined } from '../join/joined.ts';
import { recordsOf } from '../join/pair.ts';
import { observe, subjectOf, subjectOfRecord, type Sheet } from './sheet.ts';

/** A remark on each record that did not tell a value, by rule: what is unknown is never a change, and never written. */
export function observeUntold(joined: Joined, sheet: Sheet): void {
  for (const side of SIDES) {
    observeRecord(joined, sheet, joined.have[side].company);
    for (const kind of RECORD_KINDS)
      for (const record of recordsOf(joined.have, side, kind)) observeRecord(joined, sheet, record);
  }
}

function observeRecord(joined: Joined, sheet: Sheet, record: AccountRecord): void {
  const byRule = new Map<ReturnType<typeof ruleOfKey>, string[]>();
  for (const key of record.nulls ?? []) {
    const rule = ruleOfKey(record.kind, key);
    byRule.set(rule, [...(byRule.get(rule) ?? []), key]);
  }
  const pair = joined.pairs.at(record.side, record.kind, record.id);
  const subject = pair ? subjectOf(joined, pair) : subjectOfRecord(record);
  for (const [rule, keys] of byRule) observe(sheet, subject, rule, { code: 'value-unknown', side: record.side, keys });
}
