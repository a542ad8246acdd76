import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import type { FieldName, FieldValue, Values } from '../../src/model/field.ts';
import type { Have } from '../../src/model/have.ts';
import type { Kind, RecordKind } from '../../src/model/kind.ts';
import type { Last } from '../../src/model/last.ts';
import { otherSide, SIDES, sideName, type Side } from '../../src/model/side.ts';
import type { LinkSet, Want } from '../../src/model/want.ts';
import { createLedger } from '../../src/plan/memory/ledger.ts';
import { createUndoLedger } from '../../src/plan/undo/ledger.ts';
import { applied, type Stores } from '../support/simulate.ts';
import { f, h, have, linesOf, link, planOf, synced, want } from '../support/world.ts';
import { edit, throughText } from './rounds.ts';

/** A service that stores a value in another form than it was asked for: texts trimmed, capacities in whole hours. */
const trims: Stores = (_side, value) => formOf(value);
const trimsIn =
  (side: Side): Stores =>
  (written, value) =>
    written === side ? formOf(value) : value;

function formOf(value: FieldValue): FieldValue {
  if (typeof value === 'string') return value.replace(/\s+/g, ' ').trim();
  return typeof value === 'number' ? Math.floor(value / 3_600) * 3_600 : value;
}

interface Row {
  readonly kind: RecordKind;
  readonly field: FieldName;
  readonly asked: string | number;
  readonly got: string | number;
}

const FIELDS: readonly Row[] = [
  { kind: 'role', field: 'name', asked: 'Ops ', got: 'Ops' },
  { kind: 'client', field: 'name', asked: ' Beta', got: 'Beta' },
  { kind: 'project', field: 'name', asked: 'Shop  2', got: 'Shop 2' },
  { kind: 'project', field: 'code', asked: 'S-1 ', got: 'S-1' },
  { kind: 'person', field: 'first_name', asked: 'Kim\u00a0', got: 'Kim' },
  { kind: 'person', field: 'last_name', asked: 'Olsen ', got: 'Olsen' },
  { kind: 'person', field: 'email', asked: 'olsen@acme.example ', got: 'olsen@acme.example' },
  { kind: 'person', field: 'capacity', asked: 109_800, got: 108_000 },
];
const ROWS = FIELDS.flatMap((row) => SIDES.map((side) => ({ ...row, side })));

interface At {
  readonly want: Want;
  readonly have: Have;
  readonly last: Last | null;
}

/** One pair in step, which the file links. */
function inStep(kind: RecordKind, set: LinkSet = {}): At {
  const clients = kind === 'client' ? [] : [h('client', 1), f('client', 11, { pointer: 1 })];
  const links = [...(kind === 'client' ? [] : [link('client', 1, 11)]), link(kind, 5, 15, set)];
  // Edited by the person, so that an e-mail goes across as well.
  const start = have([...clients, h(kind, 5), f(kind, 15, { pointer: 5 }, { editedBy: 15 })]);
  const options = { harvestEditor: 'self', company: 'off' } as const;
  return { want: want(links, options), have: start, last: synced(want(links, options), start) };
}

function apply(at: At, stores: Stores): At {
  const after = applied(at.want, at.have, at.last, planOf(at), undefined, stores);
  return { want: at.want, have: after.have, last: throughText(after.last) };
}

function typed(at: At, side: Side, kind: Kind, values: Values): At {
  return { ...at, have: edit(at.have, side, kind, side === 'harvest' ? 5 : 15, values) };
}

const valueOf = (at: At, side: Side, { kind, field }: Row): unknown =>
  at.have[side].records[kind].get((side === 'harvest' ? 5 : 15) as never)?.values[field];

const shown = (value: string | number): string =>
  typeof value === 'number' ? `${value / 3_600} h` : JSON.stringify(value);

describe.each(ROWS)('$kind $field that was typed in $side and is stored otherwise on the other side', (row) => {
  const { kind, field, side, asked, got } = row;
  const other = otherSide(side);
  const start = typed(inStep(kind), side, kind, { [field]: asked });
  const written = apply(start, trims);

  test('is an item that says what is true, and is not written again', () => {
    const plan = planOf(written);
    expect([plan.changes, plan.conflicts, plan.manual.length]).toEqual([[], [], 1]);
    expect(plan.manual[0]?.reason).toMatch(/^hfsync wrote .* as the .*, but (Harvest|Forecast) stores it as .*\.$/);
    expect(plan.manual[0]?.reason).toContain(`${sideName(other)} stores it as ${shown(got)}`);
    expect(plan.manual[0]?.rule).toBe(planOf(start).changes[0]?.rules[0]);
    expect(linesOf(planOf(apply(written, trims)))).toEqual(linesOf(plan));
  });

  test('is settled by the way out: one apply, then empty', () => {
    const set = { [field]: got };
    const yaml = planOf(written).manual[0]?.ways_out.map((way) => way.yaml);
    expect(yaml).toEqual([expect.stringMatching(/set: \{ .* \}/)]);
    const settled = { ...written, want: inStep(kind, set).want };
    expect(planOf(settled).changes.map(({ account }) => account)).toEqual([side]);
    const end = apply(settled, trims);
    expect(valueOf(end, side, row)).toBe(got);
    expect(linesOf(planOf(end))).toEqual([]);
    expect(end.last?.stored).toBeUndefined();
    // And without the entry of the file, it is as if nothing had been.
    expect(linesOf(planOf({ ...end, want: start.want }))).toEqual([]);
  });

  test('is settled by hand, on either side', () => {
    const byHand = typed(written, side, kind, { [field]: got });
    expect(linesOf(planOf(byHand))).toEqual([]);
    expect(apply(byHand, trims).last?.stored).toBeUndefined();
  });

  const edited = typeof asked === 'number' ? 72_000 : `x${got}`;

  test.each(SIDES)('an edit in %s afterwards goes across', (editor) => {
    const after = typed(written, editor, kind, { [field]: edited });
    const plan = planOf(after);
    expect(plan.changes.map(({ account, fields }) => [account, fields[0]?.after])).toEqual([
      [otherSide(editor), edited],
    ]);
    const end = apply(after, trims);
    expect(linesOf(planOf(end))).toEqual([]);
    expect(end.last?.stored).toBeUndefined();
  });

  test('edits on both sides are a conflict', () => {
    const one = typed(written, side, kind, { [field]: edited });
    const both = typed(one, other, kind, { [field]: typeof edited === 'number' ? 75_600 : `y${got}` });
    expect(planOf(both)).toMatchObject({ changes: [], manual: [], conflicts: [{ field }] });
  });

  test('is still known after the pair was out of sight for an apply', () => {
    const ignored = { ...written, want: { ...start.want, links: { ...start.want.links, [kind]: [] } } };
    const off = kind === 'role' ? { ...ignored, want: { ...ignored.want, roles: 'off' as const } } : ignored;
    const back = { ...apply(off, trims), want: start.want };
    expect(linesOf(planOf(back))).toEqual(linesOf(planOf(written)));
  });

  test.each(SIDES)('where the file sets it, %s alone storing it otherwise', (trimmer) => {
    const set = apply(inStep(kind, { [field]: asked }), trimsIn(trimmer));
    const plan = planOf(set);
    expect(plan).toMatchObject({ changes: [], conflicts: [] });
    expect(plan.manual.map(({ reason }) => reason)).toEqual([
      expect.stringContaining(`${sideName(trimmer)} stores it as ${shown(got)}`),
    ]);
    const end = apply({ ...set, want: inStep(kind, { [field]: got }).want }, trimsIn(trimmer));
    expect(SIDES.map((each) => valueOf(end, each, row))).toEqual([got, got]);
    expect(linesOf(planOf(end))).toEqual([]);
  });

  test('where the file sets it and neither side stores it so', () => {
    const set = apply(inStep(kind, { [field]: asked }), trims);
    const plan = planOf(set);
    expect([linesOf(plan).length, plan.manual[0]?.ways_out.length]).toEqual([1, 1]);
    expect(plan.manual[0]?.reason).toMatch(/Harvest stores .* Forecast stores /);
    expect(linesOf(planOf(apply(set, trims)))).toEqual(linesOf(plan));
    expect(linesOf(planOf({ ...set, want: inStep(kind, { [field]: got }).want }))).toEqual([]);
    // Somebody edits it: the file is written once more.
    const other = typed(set, side, kind, { [field]: edited });
    expect(planOf(other).changes.map(({ account }) => account)).toEqual([side]);
  });
});

describe.each(ROWS.filter(({ field }) => field !== 'capacity'))('$kind $field with blanks added in $side', (row) => {
  const { kind, field, side } = row;
  const before = { name: 'Acme', code: 'A', first_name: 'Kim', last_name: 'Allen', email: 'kim@acme.example' };
  const value = before[field as keyof typeof before];

  test('is told at once: the other side stores what it had', () => {
    const agreed = typed(typed(inStep(kind), 'harvest', kind, { [field]: value }), 'forecast', kind, {
      [field]: value,
    });
    const known = apply(agreed, trims);
    const written = apply(typed(known, side, kind, { [field]: `${value} ` }), trims);
    expect(planOf(written)).toMatchObject({ changes: [], conflicts: [], manual: [{ fields: [{ field }] }] });
  });
});

const CREATES: readonly {
  readonly kind: RecordKind;
  readonly target: Side;
  readonly values: Values;
  readonly reasons: number;
}[] = [
  { kind: 'role', target: 'harvest', values: { name: 'Ops ' }, reasons: 1 },
  { kind: 'role', target: 'forecast', values: { name: 'Ops ' }, reasons: 1 },
  { kind: 'client', target: 'forecast', values: { name: 'Beta ' }, reasons: 1 },
  { kind: 'project', target: 'forecast', values: { name: 'Shop ', code: 'S ' }, reasons: 2 },
  { kind: 'project', target: 'harvest', values: { name: 'Shop ', code: 'S ' }, reasons: 2 },
  { kind: 'person', target: 'forecast', values: { first_name: 'Kim ', last_name: 'Allen ' }, reasons: 2 },
];

describe.each(CREATES)('$kind that is created in $target and stored otherwise', ({ kind, target, values, reasons }) => {
  const source = otherSide(target);
  const clients = kind === 'client' ? [] : [h('client', 1), f('client', 11, { pointer: 1 })];
  const ends = target === 'forecast' ? ([5, 'create'] as const) : (['create', 15] as const);
  const entry = kind === 'role' ? [] : [link(kind, ends[0], ends[1])];
  const wanted = want([...(kind === 'client' ? [] : [link('client', 1, 11)]), ...entry]);
  const start = {
    want: wanted,
    have: have([...clients, target === 'forecast' ? h(kind, 5, values) : f(kind, 15, values)]),
    last: null,
  };

  test('is told, and not written nor created again', () => {
    const created = apply(start, trims);
    const plan = planOf(created);
    expect(plan).toMatchObject({ changes: [], conflicts: [] });
    expect(plan.manual.map(({ reason }) => reason.split('hfsync wrote').length - 1).reduce((a, b) => a + b, 0)).toBe(
      reasons,
    );
    expect(linesOf(planOf(apply(created, trims)))).toEqual(linesOf(plan));
  });

  test('an edit of the source afterwards goes across', () => {
    const created = apply(start, trims);
    const id = source === 'harvest' ? 5 : 15;
    const field = kind === 'person' ? 'first_name' : 'name';
    const edited = { ...created, have: edit(created.have, source, kind, id, { [field]: 'New' }) };
    const changes = planOf(edited).changes;
    expect(changes.map(({ account, fields }) => [account, fields[0]?.after])).toEqual(
      // Who is imported may not sign in: names stay as they are.
      kind === 'person' ? [] : [[target, 'New']],
    );
  });
});

test('two names of a person are settled by one entry', () => {
  const start = typed(inStep('person'), 'harvest', 'person', { first_name: 'Kim ', last_name: 'O ' });
  const { manual } = planOf(apply(start, trims));
  expect(manual).toMatchObject([
    {
      rule: 'person.name.self',
      reason:
        'hfsync wrote "Kim " as the first name, but Forecast stores it as "Kim". ' +
        'hfsync wrote "O " as the last name, but Forecast stores it as "O".',
      fields: [
        { field: 'first_name', harvest: 'Kim ', forecast: 'Kim' },
        { field: 'last_name', harvest: 'O ', forecast: 'O' },
      ],
      ways_out: [
        {
          text: 'Keep what Forecast stores:',
          yaml: expect.stringContaining('first_name: Kim, last_name: O') as string,
        },
      ],
    },
  ]);
});

test('company.capacity', () => {
  const start = have([h('person', 5), f('person', 15, { pointer: 5, capacity: null })], {
    capacity: [126_000, 126_000],
  });
  const file = want([link('person', 5, 15)]);
  const moved = edit(start, 'harvest', 'company', 0, { capacity: 131_400 });
  const written = apply({ want: file, have: moved, last: synced(file, start) }, trims);
  expect(linesOf(planOf(written))).toEqual(['manual company.capacity company']);
  expect(planOf(written).manual[0]).toMatchObject({
    reason: 'hfsync wrote 36.5 h as the capacity, but Forecast stores it as 36 h.',
    ways_out: [{ key: 'edit', text: 'Set the same capacity in the settings of both accounts.' }],
  });
});

test('a value that was not taken at all is written again', () => {
  const start = typed(inStep('project'), 'harvest', 'project', { name: 'Shop' });
  const ignored = apply(start, (_side, value) => (value === 'Shop' ? 'Website' : value));
  expect(ignored.last?.stored).toBeUndefined();
  expect(linesOf(planOf(ignored))).toEqual(linesOf(planOf(start)));
});

test('what cannot be said in the file is settled by hand', () => {
  const start = typed(inStep('project'), 'harvest', 'project', { name: 'Shop' });
  const { manual } = planOf(apply(start, (_side, value) => (value === 'Shop' ? '' : value)));
  expect(manual[0]?.ways_out).toEqual([{ key: 'edit', text: 'Edit one side, so that both agree.' }]);
});

test('a value that a killed run gave back is stored in another form no more', () => {
  const at = apply(typed(inStep('project'), 'harvest', 'project', { name: 'Shop ', code: 'S ' }), trims);
  const address = formatAddress('project', 5, 15);
  expect(Object.keys(at.last?.stored?.[address] ?? {})).toEqual(['name', 'code']);
  const [change] = planOf(typed(at, 'harvest', 'project', { name: 'Website' })).changes;
  const undo = { changes: [change], undo: { baseline: {} } } as never;
  const ledger = createUndoLedger(createLedger(at), at.last, undo);
  expect(ledger.intended?.(change!)).toMatchObject({ stored: { code: { forecast: { asked: 'S ', got: 'S' } } } });
  expect(ledger.intended?.(change!).stored?.name).toBeUndefined();
});
