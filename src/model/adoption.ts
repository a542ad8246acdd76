import type { Address } from './address.ts';
import type { Edit } from './edit.ts';
import type { FieldName } from './field.ts';
import type { Kind } from './kind.ts';
import type { RuleId } from './rule.ts';

/** What the file can take over from the accounts: one entry, and what is done to it. */
export interface Adoption {
  readonly address: Address;
  readonly kind: Kind;
  /** As its record is called; of an entry under `ignore`, the pattern. */
  readonly label: string;
  readonly facts: readonly Adopted[];
  readonly edits: readonly Edit[];
}

/**
 * `create`: a create that is done gets the id. `label`: the record has another name now. `pointer`: Forecast links the two, and so does
 * the file. `set`: a value that both sides have, and that the state remembers so, need not be owned any more. `gone`: both ends of the
 * link are gone. `ignore`: the entry matches nothing.
 */
export const ADOPTED = ['create', 'label', 'pointer', 'set', 'gone', 'ignore'] as const;

export interface Adopted {
  readonly what: (typeof ADOPTED)[number];
  /** Under which a plan speaks of it; of a value, the rule of its field. */
  readonly rule: RuleId;
  /** Only of `set`. */
  readonly field?: FieldName;
}
