import { RECORD_KINDS, type Kind } from '../../model/kind.ts';
import type { AccountRecord } from '../../model/record.ts';
import { SIDES } from '../../model/side.ts';
import type { RuleId } from '../../model/rule.ts';
import { FIELD_NAMES, fieldOn, keysOn } from '../../rules/fields.ts';
import type { Joined } from '../join/joined.ts';
import { recordsOf } from '../join/pair.ts';
import { addObservation, subjectOf, subjectOfRecord, type Sheet } from './sheet.ts';

/** An observation for each record and rule with a null that means unknown. Such a value is never a change and is never written. */
export function observeUnknownValues(joined: Joined, sheet: Sheet): void {
  for (const side of SIDES) {
    observeRecord(joined, sheet, joined.have[side].company);
    for (const kind of RECORD_KINDS)
      for (const record of recordsOf(joined.have, side, kind)) if (record.nulls) observeRecord(joined, sheet, record);
  }
}

function observeRecord(joined: Joined, sheet: Sheet, record: AccountRecord): void {
  if (!record.nulls || record.nulls.length === 0) return;
  const byRule = new Map<RuleId, string[]>();
  for (const key of record.nulls) {
    const rule = ruleOfKey(record.kind, key);
    byRule.set(rule, [...(byRule.get(rule) ?? []), key]);
  }
  const pair = joined.pairs.at(record.side, record.kind, record.id);
  const subject = pair ? subjectOf(joined, pair) : subjectOfRecord(record);
  for (const [rule, keys] of byRule)
    addObservation(sheet, subject, rule, { code: 'value-unknown', side: record.side, keys });
}

/** The rule that a key of an answer belongs to. A key that is not a field stands for a status or for the people with a role. */
function ruleOfKey(kind: Kind, key: string): RuleId {
  if (kind === 'person' && key === 'login') return 'person.name.no-sign-in';
  const field = FIELD_NAMES.find((name) => name === key || SIDES.some((side) => keysOn(kind, side)[name] === key));
  const rule = field && fieldOn(kind, field)?.rule;
  if (rule) return typeof rule === 'string' ? rule : rule.other;
  if (kind === 'company') return 'company.capacity';
  return kind === 'role' ? 'person.roles' : `${kind}.status`;
}
