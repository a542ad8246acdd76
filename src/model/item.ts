import type { Address } from './address.ts';
import type { RecordDetails, Counterpart } from './counterpart.ts';
import type { Edit } from './edit.ts';
import type { FieldName, FieldValue } from './field.ts';
import type { Observed } from './finding.ts';
import type { Kind } from './kind.ts';
import type { Reason } from './reason.ts';
import type { RuleId } from './rule.ts';
import type { Named } from './titled.ts';
import type { SourcePosition } from './want.ts';

/** Something that hfsync reports and leaves to a person: one item per record and rule. */
export interface ManualItem {
  readonly id: string;
  readonly rule: RuleId;
  readonly address: Address;
  readonly kind: Kind;
  readonly label: string;
  readonly named?: Named;
  /** The reasons in words. */
  readonly reason: string;
  /** As data. Missing in plans of older versions. */
  readonly reasons?: readonly Reason[];
  /** Both sides' values of the fields, if the rule is about fields. */
  readonly fields: readonly ItemField[];
  /** For a record on one side only: what tells it apart from others with its name. */
  readonly record?: RecordDetails;
  /** Its possible counterparts on the other side, the best first. Not part of the digest. */
  readonly candidates?: readonly Counterpart[];
  readonly ways_out: readonly WayOut[];
  readonly urls: readonly string[];
  readonly declared_at?: SourcePosition;
}

export interface ItemField {
  readonly field: FieldName;
  readonly harvest: FieldValue;
  readonly forecast: FieldValue;
}

export interface WayOut {
  /** Its name for `hfsync settle --way`, unique in the item. Missing in plans of older versions. */
  readonly key?: string;
  readonly text: string;
  /** The edits of the file. Missing if it is done in a web app. */
  readonly edits?: readonly Edit[];
  /** The edits as YAML, if they add any. */
  readonly yaml?: string;
}

/**
 * Both sides changed one field differently since the baseline (`conflict:` in the id), or something else reverts what
 * hfsync writes (`contested:`).
 */
export interface Conflict {
  readonly id: string;
  readonly address: Address;
  readonly kind: Kind;
  readonly label: string;
  readonly named?: Named;
  readonly field: FieldName;
  readonly baseline: FieldValue;
  readonly harvest: FieldValue;
  readonly forecast: FieldValue;
  readonly rule: RuleId;
  readonly reason: string;
  readonly reasons?: readonly Reason[];
  readonly ways_out: readonly WayOut[];
  readonly urls: readonly string[];
  readonly declared_at?: SourcePosition;
}

export interface Observation {
  readonly rule: RuleId;
  readonly address: Address;
  readonly label: string;
  readonly named?: Named;
  /** What was observed, in words. */
  readonly text: string;
  /** As data. Missing in plans of older versions. */
  readonly finding?: Observed;
}
