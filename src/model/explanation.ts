import type { Named } from './titled.ts';
import type { Address } from './address.ts';
import type { FieldName, FieldValue } from './field.ts';
import type { Observed } from './finding.ts';
import type { Kind } from './kind.ts';
import type { Action } from './plan.ts';
import type { Reason } from './reason.ts';
import type { RuleId } from './rule.ts';
import type { Side } from './side.ts';

/** One record explained, as data: both sides, the baseline, and how each field compares. `rules/explained.ts` has the words. */
export interface Explanation {
  readonly address: Address;
  readonly kind: Kind;
  readonly label: string;
  readonly named?: Named;
  readonly rows: readonly ExplainedField[];
  readonly notes: readonly Note[];
}

export interface ExplainedField {
  readonly field: FieldName;
  readonly baseline: FieldValue;
  readonly harvest: FieldValue;
  readonly forecast: FieldValue;
  readonly state: FieldState;
  /** hfsync wrote it three times, and something else set it back each time. */
  readonly contested: boolean;
  /** The rule that plans or reports it. Null if the field is in sync. */
  readonly rule: RuleId | null;
}

/** The result of comparing a field. `owned`: the file has it under `set:`. */
export const FIELD_STATES = ['same', 'harvest', 'forecast', 'both', 'first', 'stored', 'unknown', 'owned'] as const;
export type FieldState = (typeof FIELD_STATES)[number];

/** What else is known about the record. */
export type Note =
  | { readonly code: 'planned'; readonly action: Action; readonly side: Side }
  | { readonly code: 'waits' | 'conflict'; readonly rule: RuleId; readonly reasons: readonly Reason[] }
  | { readonly code: 'observed'; readonly finding: Observed }
  /** Why nothing is planned for it. */
  | { readonly code: 'ignored' | 'archived' | 'built-in' | 'left-alone' }
  | { readonly code: 'budget'; readonly hours: number }
  | { readonly code: 'budget-counts-money' | 'budget-resets-monthly' | 'budget-hidden' | 'no-budget' };
