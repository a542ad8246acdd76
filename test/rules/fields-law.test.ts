import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { precheck } from '../../src/apply/precheck.ts';
import { formatAddress } from '../../src/model/address.ts';
import { FORMS, type FieldName, type Form, type Values } from '../../src/model/field.ts';
import type { Have } from '../../src/model/have.ts';
import { KINDS, RECORD_KINDS, type Kind } from '../../src/model/kind.ts';
import type { Change, Plan } from '../../src/model/plan.ts';
import { otherSide, SIDES, type Side } from '../../src/model/side.ts';
import { planHtml, planJson, planText } from '../report/whole.ts';
import { planMarkdown } from '../../src/report/markdown.ts';
import { classify } from '../../src/rules/classify.ts';
import { FIELD_NAMES, fieldOn, FIELDS, SENT_ORDER, SYNCED } from '../../src/rules/fields.ts';
import { formatState, parseState } from '../../src/state/format.ts';
import { LAYOUT } from '../report/sample.ts';
import { f, h, have, link, planOf, synced, want } from '../support/world.ts';

/*
 * The law of the table of fields: whatever has a row is planned, remembered, looked at before a write and shown. It holds for a row that
 * is added later without a line here, as long as its form is known.
 */

const WANT = want(
  [link('client', 1, 11), link('client', 2, 12), link('client', 5, 15), link('person', 7, 17), link('project', 3, 13)],
  { harvestEditor: 'self' },
);

/** The record of each kind that is edited. */
const IDS: { readonly [K in Kind]: { readonly [S in Side]: number } } = {
  company: { harvest: 1, forecast: 2 },
  role: { harvest: 1, forecast: 11 },
  client: { harvest: 5, forecast: 15 },
  person: { harvest: 7, forecast: 17 },
  project: { harvest: 3, forecast: 13 },
};

/** What an edit gives to a field, by its form. */
const EDITED: { readonly [F in Form]: { readonly [S in Side]: Values[FieldName] } } = {
  text: { harvest: 'Zebra', forecast: 'Zebra' },
  email: { harvest: 'zebra@acme.example', forecast: 'zebra@acme.example' },
  client: { harvest: 2, forecast: 12 },
  status: { harvest: 'archived', forecast: 'archived' },
  capacity: { harvest: 90_000, forecast: 90_000 },
  roles: { harvest: ['Gnu', 'Quagga'], forecast: ['Gnu', 'Quagga'] },
  pointer: { harvest: 99, forecast: 99 },
};

/** What a reader sees of it. */
const SEEN: { readonly [F in Form]: readonly string[] } = {
  text: ['Zebra'],
  email: ['zebra'],
  client: ['Okapi'],
  status: ['archived'],
  capacity: ['25 h', '90000'],
  roles: ['Quagga'],
  pointer: ['99'],
};

interface Edit {
  readonly kind: Kind;
  readonly side: Side;
  readonly values: Values;
}

/** Text that the world does not name yet is on both sides alike, so that a new field starts in sync. */
function plainTexts(kind: Kind): Values {
  const texts = SYNCED[kind].filter((field) => FORMS[field] === 'text' && field !== 'name');
  return Object.fromEntries(texts.map((field) => [field, 'Before']));
}

function worldWith(edit: Edit | null): Have {
  const on = (kind: Kind, side: Side, id: number): Values =>
    edit?.kind === kind && edit.side === side && IDS[kind][side] === id ? edit.values : {};
  const records = [
    h('role', 1, on('role', 'harvest', 1)),
    f('role', 11, { pointer: 1, ...on('role', 'forecast', 11) }),
    h('role', 2, { name: 'Quagga' }),
    f('role', 12, { name: 'Quagga', pointer: 2 }),
    h('role', 3, { name: 'Gnu' }),
    f('role', 13, { name: 'Gnu', pointer: 3 }),
    h('client', 1),
    f('client', 11, { pointer: 1 }),
    h('client', 2, { name: 'Okapi' }),
    f('client', 12, { name: 'Okapi', pointer: 2 }),
    h('client', 5, { name: 'Unused', ...plainTexts('client'), ...on('client', 'harvest', 5) }),
    f('client', 15, { name: 'Unused', pointer: 5, ...plainTexts('client'), ...on('client', 'forecast', 15) }),
    h('person', 7, { roles: ['Gnu'], ...PERSON, ...on('person', 'harvest', 7) }),
    f(
      'person',
      17,
      { roles: ['Gnu'], pointer: 7, ...PERSON, ...on('person', 'forecast', 17) },
      { editedBy: 17, login: 'enabled' },
    ),
    h('project', 3, { ...plainTexts('project'), ...on('project', 'harvest', 3) }),
    f('project', 13, { pointer: 3, ...plainTexts('project'), ...on('project', 'forecast', 13) }),
  ];
  const capacity = (side: Side): number => on('company', side, IDS.company[side]).capacity ?? 126_000;
  return have(records, { capacity: [capacity('harvest'), capacity('forecast')] });
}

const PERSON: Values = { ...plainTexts('person'), capacity: 100_800 };

function addressOf(kind: Kind) {
  return formatAddress(kind, IDS[kind].harvest, IDS[kind].forecast);
}

const SYNCED_ROWS = KINDS.flatMap((kind) =>
  SYNCED[kind].flatMap((field) => SIDES.map((side) => [kind, field, side] as const)),
);

describe('every field that syncs', () => {
  test.each(SYNCED_ROWS)(
    '%s %s, edited in %s: planned alone, under its own rule, and shown in every view',
    (...row) => {
      const [kind, field, side] = row;
      const plan = planAfter(...row);
      const { rule, class: verdict } = classify(kind, field, { maySignIn: true, editor: 'self' });
      const found = [...plan.changes, ...plan.manual].map((item) => ({
        address: item.address,
        account: 'account' in item ? item.account : null,
        rules: 'rules' in item ? item.rules : [item.rule],
        fields: item.fields.map((each) => each.field),
      }));
      const account = verdict === 'manual' ? null : otherSide(side);
      expect(found).toEqual([{ address: addressOf(kind), account, rules: [rule], fields: [field] }]);
      expect(plan.conflicts).toEqual([]);
      for (const [view, shown] of Object.entries(viewsOf(plan))) {
        const quiet = viewsOf(planOf({ want: WANT, have: worldWith(null), last: LAST }))[view as keyof typeof VIEWS];
        const seen = SEEN[FORMS[field]].filter((word) => shown.includes(word) && !quiet.includes(word));
        expect(seen, view).not.toEqual([]);
      }
    },
  );

  test.each(SYNCED_ROWS)('%s %s, edited in %s: its baseline survives a save of the state', (...row) => {
    const [kind, field] = row;
    expect(LAST.baseline[addressOf(kind)]?.[field]).toBeDefined();
    const read = parseState(formatState(LAST), {
      path: 'state.json',
      backup: 'state.json.backup',
      accounts: LAST.accounts,
    });
    expect(read.baseline).toEqual(LAST.baseline);
    expect(planAfter(...row, read)).toEqual(planAfter(...row));
  });

  test.each(SYNCED_ROWS)(
    '%s %s, edited in %s: a change that writes something else sees the edit',
    (kind, field, side) => {
      const wanted: Values = field === 'name' ? { status: 'active' } : { name: 'Written' };
      expect(judged(kind, field, side, wanted)).toEqual([field]);
    },
  );
});

const ONE_SIDED = KINDS.flatMap((kind) =>
  FIELD_NAMES.filter((field) => fieldOn(kind, field) && !SYNCED[kind].includes(field)).map(
    (field) => [kind, field] as const,
  ),
);

describe('every field that one account alone has', () => {
  test.each(ONE_SIDED)('%s %s: a change that writes it sees an edit', (kind, field) => {
    const wanted = { [field]: FORMS[field] === 'pointer' ? 7 : 'Written' };
    expect(judged(kind, field, 'forecast', wanted)).toEqual([field]);
  });
});

describe('the table', () => {
  test('each field has a place of its own in a request', () => {
    expect(SENT_ORDER.map((field) => FIELDS[field].sent)).toEqual(FIELD_NAMES.map((_, index) => index + 1));
  });

  test.each(RECORD_KINDS)('what a %s may have under `set:` is what the schema of the file takes', (kind) => {
    const { definitions } = schemaOf('hfsync') as { definitions: { [kind: string]: { properties: { set: object } } } };
    const { properties } = definitions[`${kind}Link`]!.properties.set as { properties: object };
    const settable = FIELD_NAMES.filter((field) => fieldOn(kind, field)?.settable);
    expect(settable.toSorted()).toEqual(Object.keys(properties).toSorted());
  });

  test('the schema of the plan has every field', () => {
    const { definitions } = schemaOf('plan') as { definitions: { field: { enum: readonly string[] } } };
    expect(definitions.field.enum.toSorted()).toEqual(FIELD_NAMES.toSorted());
  });
});

function schemaOf(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8'));
}

const LAST = synced(WANT, worldWith(null));

function planAfter(kind: Kind, field: FieldName, side: Side, last = LAST): Plan {
  const values = { [field]: EDITED[FORMS[field]][side] };
  return planOf({ want: WANT, have: worldWith({ kind, side, values }), last });
}

const VIEWS = {
  text: (plan: Plan): string => planText(plan, LAYOUT),
  markdown: (plan: Plan): string => planMarkdown(plan, { limit: 60_000 }),
  html: (plan: Plan): string => planHtml(plan),
  json: (plan: Plan): string => planJson(plan),
};

function viewsOf(plan: Plan): { readonly [V in keyof typeof VIEWS]: string } {
  const { text, markdown, html, json } = VIEWS;
  return { text: text(plan), markdown: markdown(plan), html: html(plan), json: json(plan) };
}

/** Which fields of the fresh record are not as expected. */
function judged(kind: Kind, field: FieldName, side: Side, wanted: Values): readonly FieldName[] {
  const fresh: Values = { [field]: EDITED[FORMS[field]][side] };
  const expected: Values = { [field]: BEFORE[FORMS[field]] };
  const change = { kind, account: side } as Change;
  const verdict = precheck(change, fresh, expected, wanted, { explains: () => false });
  return verdict.kind === 'stale' ? verdict.differences.map((each) => each.field) : [];
}

const BEFORE: { readonly [F in Form]: Values[FieldName] } = {
  ...{
    text: 'Before',
    email: 'kim@acme.example',
    client: 1,
    status: 'active',
    capacity: 126_000,
    roles: [],
    pointer: 1,
  },
};
