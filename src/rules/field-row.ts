import type { Kind } from '../model/kind.ts';
import type { RuleId } from '../model/rule.ts';
import type { Side } from '../model/side.ts';

/**
 * What is true of a field on every kind of record that has it. The model has its type and the form in which it
 * compares.
 */
export interface FieldRow {
  /** What people call the field. */
  readonly words: string;
  /** Its position in a request and in a plan. Its position in the state is that of its row in the table. */
  readonly sent: number;
  /** Whether every change of a record checks this field before writing, or only a change that writes it. */
  readonly looked: 'always' | 'if-written';
  /**
   * The placeholder for its values in a redacted plan (`old_name`, `hours_in_Harvest`). Null if its values identify
   * nobody and stay in the plan.
   */
  readonly redacted: string | null;
  /** Whether the same value reads the same in both accounts. */
  readonly sameWords: boolean;
  /** Whether Harvest accepts "" for it. */
  readonly mayBeEmpty?: true;
  readonly on: {
    readonly [K in Kind]?: FieldOnKind;
  };
}

/** What is true of a field on one kind of record. */
export interface FieldOnKind {
  /**
   * The rule of an edit. For a person's names and e-mail, the rule depends on who made the edit and who may sign in.
   */
  readonly rule: RuleId | IdentityRules;
  /**
   * The key that each service has for it. A field that only one account has is not compared, and is planned by separate
   * code. Only the client of a service knows the form in which that service writes the value.
   */
  readonly keys: {
    readonly [S in Side]?: string;
  };
  /** The setting in hfsync.yaml that switches the field off. */
  readonly switchedBy?: 'roles' | 'company' | 'budgets';
  /** Whether this value must be known before a record is created on the other side. */
  readonly needed?: true;
  /** Whether hfsync.yaml may own it under `set:`. */
  readonly settable?: true;
  /** Whether Harvest refuses an edit while the record is archived. */
  readonly locked?: true;
  /** Whether it identifies a record before it has an id (`natural-key.ts`). */
  readonly natural?: true;
  readonly unique?: Unique;
}

export interface IdentityRules {
  readonly self: RuleId;
  readonly other: RuleId;
  readonly noSignIn: RuleId;
}

/** A value that no two records of an account may share. */
export interface Unique {
  readonly sides: readonly Side[];
  /**
   * Whether the service is known to refuse a second record with the value. Harvest's documentation calls project names
   * unique without saying within what, and real accounts have duplicates. So hfsync avoids duplicates while values are
   * swapped, but it does not forbid lasting ones.
   */
  readonly enforced: boolean;
  /**
   * How two records swap their values. Either one of them gets a temporary value in between, or a person swaps them.
   */
  readonly exchange: 'temporary' | 'manual';
}
