import type { Address } from './address.ts';
import type { FieldName, FieldValue } from './field.ts';
import type { Kind } from './kind.ts';
import type { RuleId } from './rule.ts';

/** One record explained: both sides, the baseline, and the verdict field by field. */
export interface Explanation {
  readonly address: Address;
  readonly kind: Kind;
  readonly label: string;
  readonly rows: readonly ExplainedField[];
  readonly notes: readonly string[];
}

export interface ExplainedField {
  readonly field: FieldName;
  readonly baseline: FieldValue;
  readonly harvest: FieldValue;
  readonly forecast: FieldValue;
  /** What the comparison says, in words. */
  readonly verdict: string;
  /** The rule that plans or reports it; null where the field is in sync. */
  readonly rule: RuleId | null;
}
