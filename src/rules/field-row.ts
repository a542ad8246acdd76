import type { Kind } from '../model/kind.ts';
import type { RuleId } from '../model/rule.ts';
import type { Side } from '../model/side.ts';

/** What is true of a field on every kind of record that has it. Its type and the form in which it compares are in the model. */
export interface FieldRow {
  /** How people call it. */
  readonly words: string;
  /** Its place in a request and in a plan. Its place in the state is that of its row. */
  readonly sent: number;
  /** Whether each change of a record looks at it first, or only one that writes it. */
  readonly looked: 'always' | 'if-written';
  /** What stands for its values in a redacted plan (`old_name`, `hours_in_Harvest`); null: they name nobody and stay. */
  readonly redacted: string | null;
  /** Whether both accounts write one value in the same words. */
  readonly sameWords: boolean;
  /** Whether Harvest takes "" for it. */
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
   * By which key each service has it. A field of one account alone is compared with nothing and planned by code of its own. In which
   * form a service writes a value is its client's to say.
   */
  readonly keys: {
    readonly [S in Side]?: string;
  };
  /** The setting of the file that switches it off. */
  readonly switchedBy?: 'roles' | 'company' | 'budgets';
  /** Whether nothing is made on the other side from a record that does not say it. */
  readonly needed?: true;
  /** Whether the file may own it under `set:`. */
  readonly settable?: true;
  /** Whether Harvest refuses an edit while the record is archived. */
  readonly locked?: true;
  /** Whether it is what a record is known by before it has an id (`natural-key.ts`). */
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
   * where, and real accounts hold doubles: so hfsync takes care never to need a double on the way, and forbids none.
   */
  readonly enforced: boolean;
  /** Records that exchange their values: one of them bears a temporary one meanwhile, or a person sees to it. */
  readonly exchange: 'temporary' | 'manual';
}
