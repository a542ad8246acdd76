import type { Kind } from '../model/kind.ts';
import type { RuleId } from '../model/rule.ts';
import type { Side } from '../model/side.ts';

/** What is true of a field on every kind of record that has it. Its type and the form in which it compares are in the model. */
export interface FieldRow {
  /** What people call it. */
  readonly words: string;
  /** Its place in a request and in a plan. Its place in the state is that of its row. */
  readonly sent: number;
  /** Whether every change of a record checks it before writing, or only a change that writes it. */
  readonly looked: 'always' | 'if-written';
  /** The placeholder for its values in a redacted plan (`old_name`, `hours_in_Harvest`); null: they identify nobody and stay. */
  readonly redacted: string | null;
  /** Whether both accounts write one value in the same words. */
  readonly sameWords: boolean;
  /** Whether Harvest accepts "" for it. */
  readonly mayBeEmpty?: true;
  readonly on: {
    readonly [K in Kind]?: FieldOnKind;
  };
}

/** What is true of a field on one kind of record. */
export interface FieldOnKind {
  /** The rule of an edit. Of a person's names and e-mail it depends on who edited, and who may sign in. */
  readonly rule: RuleId | IdentityRules;
  /**
   * The key of each service for it. A field that only one account has is not compared, and is planned by separate code. In which
   * form a service writes a value, its client knows.
   */
  readonly keys: {
    readonly [S in Side]?: string;
  };
  /** The setting of the file that switches it off. */
  readonly switchedBy?: 'roles' | 'company' | 'budgets';
  /** Whether no record is created on the other side while this value is unknown. */
  readonly needed?: true;
  /** Whether the file may own it under `set:`. */
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
   * Whether the service is known to refuse a second one. Harvest's documentation calls project names unique without saying
   * where, and real accounts have duplicates. So hfsync never needs a duplicate on the way, but does not forbid one.
   */
  readonly enforced: boolean;
  /** How records swap their values: one of them gets a temporary value meanwhile, or a person does it. */
  readonly exchange: 'temporary' | 'manual';
}
