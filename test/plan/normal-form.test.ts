import { expect, test } from 'vitest';
import type { FieldName, Values } from '../../src/model/field.ts';
import type { RecordKind } from '../../src/model/kind.ts';
import { otherSide, type Side } from '../../src/model/side.ts';
import { applied } from '../support/simulate.ts';
import { f, h, have, linesOf, link, planOf, synced, want } from '../support/world.ts';

/** Texts compare in NFC and are written as they were read. */
const NFD = 'Zoe\u0308';
const NFC = 'Zo\u00eb';

const FIELDS: readonly (readonly [RecordKind, FieldName])[] = [
  ['role', 'name'],
  ['client', 'name'],
  ['project', 'name'],
  ['project', 'code'],
  ['person', 'first_name'],
  ['person', 'last_name'],
  ['person', 'email'],
];

const rows = FIELDS.flatMap(([kind, field]) =>
  (['harvest', 'forecast'] as const).flatMap((side) =>
    [NFD, NFC].map((text) => ({ kind, field, side, text: field === 'email' ? `${text}@acme.example` : text })),
  ),
);

function world(kind: RecordKind, values: { readonly [S in Side]?: Values }) {
  const clients = kind === 'client' ? [] : [h('client', 1), f('client', 11, { pointer: 1 })];
  const links = [
    ...(kind === 'client' ? [] : [link('client', 1, 11)]),
    ...(kind === 'role' ? [] : [link(kind, 5, 15)]),
  ];
  return {
    want: want(links, { harvestEditor: 'self' }),
    // Edited by the person, so that an e-mail goes across as well.
    have: have([
      ...clients,
      h(kind, 5, values.harvest),
      f(kind, 15, { pointer: 5, ...values.forecast }, { editedBy: 15 }),
    ]),
  };
}

test.each(rows)('$kind.$field: $text typed in $side is written as it was typed', ({ kind, field, side, text }) => {
  const before = world(kind, {});
  const after = world(kind, { [side]: { [field]: text } });
  const plan = planOf({ ...after, last: synced(before.want, before.have) });
  expect(plan.changes.flatMap((change) => change.fields.map(({ after: written }) => written))).toEqual([text]);
  const end = applied(after.want, after.have, synced(before.want, before.have), plan);
  expect(end.have[otherSide(side)].records[kind].get((side === 'harvest' ? 15 : 5) as never)?.values[field]).toBe(text);
  expect(linesOf(planOf({ want: after.want, ...end }))).toEqual([]);
});

test.each(rows)(
  '$kind.$field: $text in $side and its other form beside it are one value',
  ({ kind, field, side, text }) => {
    const other = text.normalize(text === text.normalize('NFC') ? 'NFD' : 'NFC');
    const both = world(kind, { [side]: { [field]: text }, [otherSide(side)]: { [field]: other } });
    const last = synced(both.want, both.have);
    expect(linesOf(planOf({ ...both, last: null }))).toEqual([]);
    expect(linesOf(planOf({ ...both, last }))).toEqual([]);
    // One side saved in the other form is no edit: what the other side types goes across.
    const edited = world(kind, { [side]: { [field]: `x${text}` }, [otherSide(side)]: { [field]: text } });
    expect(planOf({ ...edited, last }).changes.map(({ account }) => account)).toEqual([otherSide(side)]);
  },
);

test('what both sides agree on is remembered in one form, whichever was read', () => {
  const [one, other] = [NFD, NFC].map((name) => world('project', { harvest: { name }, forecast: { name } }));
  expect(synced(one!.want, one!.have).baseline).toEqual(synced(other!.want, other!.have).baseline);
});

test('role.deleted: who loses the role is named, in whatever form they carry it', () => {
  const records = [f('role', 41, { name: NFC, pointer: 31 }), f('person', 15, { roles: [NFD] })];
  const before = have([h('role', 31, { name: NFC }), ...records]);
  const plan = planOf({ want: want(), have: have(records), last: synced(want(), before) });
  expect(plan.changes.map(({ effects }) => effects)).toEqual([['takes the role from Kim Allen']]);
});
