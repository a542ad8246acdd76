import { FORMS, type FieldName, type Form } from '../model/field.ts';
import type { Kind, RecordKind } from '../model/kind.ts';
import type { RuleId } from '../model/rule.ts';
import { SIDES, type Side } from '../model/side.ts';
import type { Want } from '../model/want.ts';
import type { Unique, FieldRow, FieldOnKind } from './field-row.ts';

const BOTH = ['harvest', 'forecast'] as const;
const ONE_NAME = { sides: BOTH, enforced: true, exchange: 'temporary' } as const satisfies Unique;
const NAME = { harvest: 'name', forecast: 'name' } as const;
const STATUS = { keys: { harvest: 'is_active', forecast: 'archived' }, settable: true, needed: true } as const;
const CAPACITY = { harvest: 'weekly_capacity', forecast: 'weekly_capacity' } as const;
const PERSON_NAME = {
  rule: { self: 'person.name.self', other: 'person.name.other', noSignIn: 'person.name.no-sign-in' },
  needed: true,
  settable: true,
  locked: true,
} as const;
const POINTER = { rule: 'link.pointer' } as const;

/**
 * The second table of the house: everything that is true of a field. The planner, the applier, the state, the reports
 * and both clients use it. If a field has no row here, the code does not compile (CONTRIBUTING, "Adding a field").
 *
 * About `locked`: Harvest refuses edits of an archived project until it is restored (support article "Archiving, restoring and
 * deleting projects"). The same is true of the names and e-mail of an inactive user (Harvest API docs, users).
 */
export const FIELDS = {
  name: {
    words: 'name',
    sent: 1,
    looked: 'always',
    redacted: 'name',
    sameWords: true,
    on: {
      role: { rule: 'role.edited', keys: NAME, settable: true, natural: true, needed: true, unique: ONE_NAME },
      client: { rule: 'client.name', keys: NAME, settable: true, natural: true, needed: true, unique: ONE_NAME },
      project: {
        rule: 'project.name',
        keys: NAME,
        settable: true,
        locked: true,
        natural: true,
        needed: true,
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
    on: {
      project: {
        rule: 'project.code',
        keys: { harvest: 'code', forecast: 'code' },
        settable: true,
        locked: true,
      },
    },
  },
  client: {
    words: 'client',
    sent: 3,
    looked: 'always',
    redacted: 'client',
    sameWords: false,
    on: {
      project: {
        rule: 'project.client',
        keys: { harvest: 'client_id', forecast: 'client_id' },
        locked: true,
        natural: true,
        needed: true,
      },
    },
  },
  status: {
    words: 'status',
    sent: 9,
    looked: 'always',
    redacted: null,
    sameWords: true,
    on: {
      client: { rule: 'client.status', ...STATUS },
      person: { rule: 'person.status', ...STATUS },
      project: { rule: 'project.status', ...STATUS },
    },
  },
  notes: {
    words: 'notes',
    sent: 10,
    // People write in the notes all the time, and only the last line is hfsync's.
    looked: 'if-written',
    redacted: 'notes',
    sameWords: false,
    mayBeEmpty: true,
    on: {
      project: { rule: 'project.remaining-budget', keys: { forecast: 'notes' }, switchedBy: 'budgets' },
    },
  },
  first_name: {
    words: 'first name',
    sent: 4,
    looked: 'always',
    redacted: 'first_name',
    sameWords: true,
    on: { person: { ...PERSON_NAME, keys: { harvest: 'first_name', forecast: 'first_name' } } },
  },
  last_name: {
    words: 'last name',
    sent: 5,
    looked: 'always',
    redacted: 'last_name',
    sameWords: true,
    on: { person: { ...PERSON_NAME, keys: { harvest: 'last_name', forecast: 'last_name' } } },
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
        keys: { harvest: 'email', forecast: 'email' },
        settable: true,
        locked: true,
        natural: true,
        needed: true,
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
    on: {
      company: { rule: 'company.capacity', keys: CAPACITY, switchedBy: 'company' },
      person: { rule: 'person.capacity', keys: CAPACITY, settable: true },
    },
  },
  roles: {
    words: 'roles',
    sent: 8,
    looked: 'always',
    redacted: 'role',
    sameWords: false,
    on: { person: { rule: 'person.roles', keys: { harvest: 'roles', forecast: 'roles' }, switchedBy: 'roles' } },
  },
  pointer: {
    words: 'pointer',
    sent: 11,
    looked: 'always',
    redacted: null,
    sameWords: true,
    on: {
      role: { ...POINTER, keys: { forecast: 'harvest_role_id' } },
      client: { ...POINTER, keys: { forecast: 'harvest_id' } },
      person: { ...POINTER, keys: { forecast: 'harvest_user_id' } },
      project: { ...POINTER, keys: { forecast: 'harvest_id' } },
    },
  },
} as const satisfies { readonly [F in FieldName]: FieldRow };

/** All fields, in the order in which the state shows them. */
export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];

/** All fields, in their order in a request and in a plan. */
export const SENT_ORDER: readonly FieldName[] = FIELD_NAMES.toSorted((a, b) => FIELDS[a].sent - FIELDS[b].sent);

/** Which fields of a kind sync at all. Everything else on a record is never compared and never written. */
export const SYNCED: { readonly [K in Kind]: readonly FieldName[] } = {
  company: syncedOn('company'),
  role: syncedOn('role'),
  client: syncedOn('client'),
  person: syncedOn('person'),
  project: syncedOn('project'),
};

/** Forms whose values are ids in an account. The state keeps these as pairs of ids. */
const BY_PAIR: readonly Form[] = ['client', 'roles', 'pointer'];

/** The fields that the state keeps exactly as the accounts have them, and not as pairs of ids. */
export const KEPT_AS_READ: { readonly [K in Kind]: readonly FieldName[] } = {
  company: keptOf('company'),
  role: keptOf('role'),
  client: keptOf('client'),
  person: keptOf('person'),
  project: keptOf('project'),
};

function keptOf(kind: Kind): readonly FieldName[] {
  return SYNCED[kind].filter((field) => !BY_PAIR.includes(FORMS[field]));
}

/** Fields of people whose rule depends on who made the edit and who may sign in. */
export const IDENTITY_FIELDS: readonly FieldName[] = SYNCED.person.filter(
  (field) => typeof fieldOn('person', field)?.rule === 'object',
);

/** Undefined if that kind of record has no such field. */
export function fieldOn(kind: Kind, field: FieldName): FieldOnKind | undefined {
  return rowOf(field).on[kind];
}

export function rowOf(field: FieldName): FieldRow {
  return FIELDS[field];
}

/** The keys of a service's records of a kind, in the order of the fields. */
export function keysOn(kind: Kind, side: Side): { readonly [F in FieldName]?: string } {
  return Object.fromEntries(
    FIELD_NAMES.flatMap((field) => {
      const key = fieldOn(kind, field)?.keys[side];
      return key === undefined ? [] : [[field, key]];
    }),
  );
}

/** Whether both accounts have the field, so that it can be compared. */
export function isOnBothSides({ keys }: FieldOnKind): boolean {
  return SIDES.every((side) => keys[side] !== undefined);
}

/** Whether hfsync.yaml leaves the field switched on. */
export function isSwitchedOn(want: Want, kind: Kind, field: FieldName): boolean {
  const setting = fieldOn(kind, field)?.switchedBy;
  return setting === undefined || want[setting] !== 'off';
}

/** The fields that must be known before a record of this kind is copied to the other side. */
export function neededFields(kind: Kind): readonly FieldName[] {
  return SENT_ORDER.filter((field) => fieldOn(kind, field)?.needed);
}

function syncedOn(kind: Kind): readonly FieldName[] {
  return SENT_ORDER.filter((field) => {
    const found = fieldOn(kind, field);
    return found !== undefined && isOnBothSides(found);
  });
}

/**
 * The rule of a field that hfsync.yaml may own. For a person's names and e-mail, it is the rule for an edit by another
 * user.
 */
export function settableRule(kind: RecordKind, field: FieldName): RuleId {
  const on = fieldOn(kind, field);
  if (!on?.settable) throw new Error(`nothing sets ${field} of a ${kind}`);
  return typeof on.rule === 'string' ? on.rule : on.rule.other;
}
