import type { RecordKind } from '../model/kind.ts';
import type { RuleId } from '../model/rule.ts';
import type { Side } from '../model/side.ts';

/** The manual rule for a record that is on one side only. */
export function newRule(kind: Exclude<RecordKind, 'role'>, side: Side): RuleId {
  if (kind === 'person') return side === 'harvest' ? 'person.new-in-harvest' : 'person.forecast-only';
  return side === 'harvest' ? `${kind}.new-in-harvest` : `${kind}.new-in-forecast`;
}

/**
 * The rule for creating or linking a record on `target`. It is the manual rule that the entry in hfsync.yaml settles.
 */
export function createRule(kind: RecordKind, target: Side): RuleId {
  if (kind === 'role') return 'role.created';
  return newRule(kind, target === 'forecast' ? 'harvest' : 'forecast');
}

/** The manual rule for a link whose end on `side` is gone. */
export function deletedRule(kind: Exclude<RecordKind, 'role'>, side: Side): RuleId {
  return side === 'harvest' ? `${kind}.deleted-in-harvest` : `${kind}.deleted-in-forecast`;
}
