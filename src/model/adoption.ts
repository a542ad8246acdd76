import type { Address } from './address.ts';
import type { Edit } from './edit.ts';
import type { FieldName } from './field.ts';
import type { Kind } from './kind.ts';
import type { RuleId } from './rule.ts';

/** Something that the file can take over from the accounts: one entry, and the edits of it. */
export interface Adoption {
  readonly address: Address;
  readonly kind: Kind;
  /** The name of its record. For an entry under `ignore`, the pattern. */
  readonly label: string;
  readonly facts: readonly Adopted[];
  readonly edits: readonly Edit[];
}

/**
 * `create`: the new record's id replaces `create`. `label`: the record has another name now. `pointer`: Forecast links
 * the two, so the file links them too. `set`: both sides have the value and the state remembers it, so the file need
 * not own it any more. `gone`: both ends of the link are gone. `ignore`: the entry matches nothing.
 */
export const ADOPTED = ['create', 'label', 'pointer', 'set', 'gone', 'ignore'] as const;

export interface Adopted {
  readonly what: (typeof ADOPTED)[number];
  /** The rule under which a plan mentions it. For a value, the rule of its field. */
  readonly rule: RuleId;
  /** Only for `set`. */
  readonly field?: FieldName;
}
