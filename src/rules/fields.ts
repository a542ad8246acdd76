import { FORMS, type FieldName, type Form } from '../model/field.ts';
import { KINDS, type Kind, type RecordKind } from '../model/kind.ts';
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
  /** What stands for its values where strangers read the plan (`old_name`, `hours_in_Harvest`); null: they name nobody and stay. */
  readonly redacted: string | null;
  /** Whether both accounts write one value in the same words. */
  readonly sameWords: boolean;
  /** Whether Harvest takes "" for it. */
  readonly mayBeEmpty?: true;
  readonly on: { readonly [K in Kind]?: FieldOnKind };
}

/** What is true of a field on one kind of record. */
export interface FieldOnKind {
  /** The rule of an edit. Of a person's names and e-mail it depends on who edited, and who may sign in. */
  readonly rule: RuleId | IdentityRules;
  /** One account alone has it: it is compared with nothing and planned by code of its own. */
  readonly only?: 'forecast';
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

const BOTH = ['harvest', 'forecast'] as const;
const ONE_NAME = { sides: BOTH, enforced: true, exchange: 'temporary' } as const satisfies Unique;
const PERSON_NAME = {
  rule: { self: 'person.name.self', other: 'person.name.other', noSignIn: 'person.name.no-sign-in' },
  settable: true,
  locked: true,
} as const satisfies FieldOnKind;
const POINTER = { rule: 'link.pointer', only: 'forecast' } as const satisfies FieldOnKind;

/**
 * The second table of the house: all that is true of a field, wherever it is met. The planner, the applier, the state, the views and
 * both clients go by it. A field that is missing here, or among a client's keys, does not compile (CONTRIBUTING, "Adding a field").
 *
 * Locked while archived: Harvest restores an archived project before it takes an edit (support article "Archiving, restoring and
 * deleting projects"), and the names and e-mail of an inactive user likewise (Harvest API docs, users).
 */
export const FIELDS = {
  name: {
    words: 'name',
    sent: 1,
    looked: 'always',
    redacted: 'name',
    sameWords: true,
    on: {
      role: { rule: 'role.edited', settable: true, natural: true, unique: ONE_NAME },
      client: { rule: 'client.name', settable: true, natural: true, unique: ONE_NAME },
      project: {
        rule: 'project.name',
        settable: true,
        locked: true,
        natural: true,
        unique: { sides: ['harvest'], enforced: false, exchange: 'temporary' },
      },
    },
  },
  code: {
    words: 'code',
    sent: 2,
    looked: 'always',
    redacted: 'code',
    sameWords: true,
    mayBeEmpty: true,
    on: { project: { rule: 'project.code', settable: true, locked: true } },
  },
  client: {
    words: 'client',
    sent: 3,
    looked: 'always',
    redacted: 'client',
    sameWords: false,
    on: { project: { rule: 'project.client', locked: true, natural: true } },
  },
  status: {
    words: 'status',
    sent: 9,
    looked: 'always',
    redacted: null,
    sameWords: true,
    on: {
      client: { rule: 'client.status', settable: true },
      person: { rule: 'person.status', settable: true },
      project: { rule: 'project.status', settable: true },
    },
  },
  notes: {
    words: 'notes',
    sent: 10,
    // People write there all the time, and only the last line is hfsync's.
    looked: 'if-written',
    redacted: 'notes',
    sameWords: false,
    mayBeEmpty: true,
    on: { project: { rule: 'project.remaining-budget', only: 'forecast' } },
  },
  first_name: {
    words: 'first name',
    sent: 4,
    looked: 'always',
    redacted: 'first_name',
    sameWords: true,
    on: { person: PERSON_NAME },
  },
  last_name: {
    words: 'last name',
    sent: 5,
    looked: 'always',
    redacted: 'last_name',
    sameWords: true,
    on: { person: PERSON_NAME },
  },
  email: {
    words: 'e-mail',
    sent: 6,
    looked: 'always',
    redacted: 'email',
    sameWords: true,
    on: {
      person: {
        rule: { self: 'person.email.self', other: 'person.email.other', noSignIn: 'person.email.no-sign-in' },
        settable: true,
        locked: true,
        natural: true,
        unique: { sides: BOTH, enforced: true, exchange: 'manual' },
      },
    },
  },
  capacity: {
    words: 'capacity',
    sent: 7,
    looked: 'always',
    redacted: 'hours',
    sameWords: true,
    on: { company: { rule: 'company.capacity' }, person: { rule: 'person.capacity', settable: true } },
  },
  roles: {
    words: 'roles',
    sent: 8,
    looked: 'always',
    redacted: 'role',
    sameWords: false,
    on: { person: { rule: 'person.roles' } },
  },
  pointer: {
    words: 'pointer',
    sent: 11,
    looked: 'always',
    redacted: null,
    sameWords: true,
    on: { role: POINTER, client: POINTER, person: POINTER, project: POINTER },
  },
} as const satisfies { readonly [F in FieldName]: FieldRow };

/** The fields that an account has on a kind of record. A list of them that lacks one, or has one too many, does not compile. */
export type FieldOn<K extends Kind, S extends Side = Side> = {
  [F in FieldName]: (typeof FIELDS)[F]['on'] extends { readonly [P in K]: infer On }
    ? On extends { readonly only: infer Only }
      ? S extends Only
        ? F
        : never
      : F
    : never;
}[FieldName];

/** All fields, in the order in which the state shows them. */
export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];

/** All fields, in the order in which a request and a plan have them. */
export const SENT_ORDER: readonly FieldName[] = FIELD_NAMES.toSorted((a, b) => FIELDS[a].sent - FIELDS[b].sent);

/** Which fields of a kind sync at all. Everything else on a record is never compared and never written. */
export const SYNCED: { readonly [K in Kind]: readonly FieldName[] } = {
  company: syncedOn('company'),
  role: syncedOn('role'),
  client: syncedOn('client'),
  person: syncedOn('person'),
  project: syncedOn('project'),
};

/** Forms whose values are ids of an account: the state keeps them as pairs. */
const BY_PAIR: readonly Form[] = ['client', 'roles', 'pointer'];

/** The fields that the state keeps as the accounts have them, not by the pairs of what they name. */
export const KEPT_AS_READ: readonly FieldName[] = FIELD_NAMES.filter(
  (field) => !BY_PAIR.includes(FORMS[field]) && KINDS.some((kind) => SYNCED[kind].includes(field)),
);

/** Fields of people that are judged by who edited and who may sign in. */
export const IDENTITY_FIELDS: readonly FieldName[] = SYNCED.person.filter(
  (field) => typeof fieldOn('person', field)?.rule === 'object',
);

/** undefined: that kind of record has no such field. */
export function fieldOn(kind: Kind, field: FieldName): FieldOnKind | undefined {
  return rowOf(field).on[kind];
}

export function rowOf(field: FieldName): FieldRow {
  return FIELDS[field];
}

function syncedOn(kind: Kind): readonly FieldName[] {
  return SENT_ORDER.filter((field) => {
    const found = fieldOn(kind, field);
    return found !== undefined && found.only === undefined;
  });
}

/** The manual rule for a record that is on one side only. */
export function newRule(kind: Exclude<RecordKind, 'role'>, side: Side): RuleId {
  if (kind === 'person') return side === 'harvest' ? 'person.new-in-harvest' : 'person.forecast-only';
  return side === 'harvest' ? `${kind}.new-in-harvest` : `${kind}.new-in-forecast`;
}

/** The rule of an operation that creates a record on `target`, or links one there: the manual rule that the file settles. */
export function createRule(kind: RecordKind, target: Side): RuleId {
  if (kind === 'role') return 'role.created';
  return newRule(kind, target === 'forecast' ? 'harvest' : 'forecast');
}

/** The manual rule for a link whose end on `side` is gone. */
export function deletedRule(kind: Exclude<RecordKind, 'role'>, side: Side): RuleId {
  return side === 'harvest' ? `${kind}.deleted-in-harvest` : `${kind}.deleted-in-forecast`;
}
