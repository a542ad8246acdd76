import { describe, expect, test } from 'vitest';
import { join } from '../../src/plan/join/join.ts';
import { addConflict, createSheet, openDraft, subjectOf, planWrite, type Write } from '../../src/plan/decide/sheet.ts';
import { withReason, type Reason } from '../../src/model/reason.ts';
import { f, h, have, link, planOf, synced, want } from '../support/world.ts';

const links = [link('client', 1, 11), link('project', 5, 15), link('project', 6, 16)];
const records = (client = {}, forecast = {}) => [
  ...[h('client', 1, client), f('client', 11, { pointer: 1, ...forecast })],
  ...[h('project', 5), f('project', 15, { pointer: 5 })],
  ...[h('project', 6, { name: 'Shop' }), f('project', 16, { name: 'Shop', pointer: 6 })],
];

describe('reasons are data', () => {
  test('what stands in the way of an archive, by side and id', () => {
    const wanted = want(links);
    const last = synced(wanted, have(records()));
    const plan = planOf({ want: wanted, have: have(records({ status: 'archived' })), last });
    expect(plan.manual[0]?.reasons).toEqual([
      {
        code: 'client-has-projects',
        projects: [
          { side: 'forecast', id: 16, name: 'Shop' },
          { side: 'forecast', id: 15, name: 'Website' },
          { side: 'harvest', id: 6, name: 'Shop' },
          { side: 'harvest', id: 5, name: 'Website' },
        ],
      },
    ]);
    expect(plan.manual[0]?.reason).toBe(
      'The client cannot be archived while it has active projects: "Shop" in Forecast, "Shop" in Harvest, "Website" in Forecast, "Website" in Harvest.',
    );
  });

  test('who has the name already', () => {
    const wanted = want(links);
    const last = synced(wanted, have(records()));
    const now = have([...records({ name: 'Stray' }), f('client', 13, { name: 'Stray', status: 'archived' })]);
    expect(planOf({ want: wanted, have: now, last }).manual[0]?.reasons).toEqual([
      { code: 'value-taken', side: 'forecast', field: 'name', record: { id: 13, name: 'Stray' } },
    ]);
  });

  test('a field that waits on both sides is there once', () => {
    const asleep = { status: 'archived' as const };
    const records = [
      ...[h('client', 1, asleep), f('client', 11, { pointer: 1, ...asleep })],
      ...[h('project', 5, asleep), f('project', 15, { pointer: 5, ...asleep })],
    ];
    const wanted = want([link('client', 1, 11), link('project', 5, 15, { status: 'active' })]);
    expect(planOf({ want: wanted, have: have(records), last: null }).manual).toMatchObject([
      {
        reasons: [{ code: 'client-archived' }],
        fields: [{ field: 'status', harvest: 'archived', forecast: 'archived' }],
      },
    ]);
  });

  test('one entry a reason; the same reason for another field adds that field', () => {
    const first = withReason([], { code: 'record-archived', fields: ['first_name'] });
    const second = withReason(first, { code: 'record-archived', fields: ['last_name'] });
    expect(second).toEqual([{ code: 'record-archived', fields: ['first_name', 'last_name'] }]);
    expect(withReason(second, { code: 'by-rule' })).toEqual([...second, { code: 'by-rule' }]);
    expect(withReason([{ code: 'by-rule' }], { code: 'by-rule' })).toEqual([{ code: 'by-rule' }]);
  });
});

describe('the sheet', () => {
  const joined = join(want(links), have(records()), null);
  const pair = joined.pairs.at('harvest', 'project', 5)!;
  const name: Write = { field: 'name', before: 'Website', after: 'Site', rule: 'project.name', origin: 'harvest' };

  test('takes a field of a record once', () => {
    const sheet = createSheet(joined);
    planWrite(sheet, pair, 'forecast', name);
    planWrite(sheet, pair, 'harvest', name);
    expect(() => planWrite(sheet, pair, 'forecast', { ...name, after: 'Other' })).toThrow(
      /name of forecast project:5\/15/,
    );
  });

  test('takes a conflict of a field once; one that is set back on both sides is one', () => {
    const sheet = createSheet(joined);
    const field = { field: 'name', harvest: 'Site', forecast: 'Page' } as const;
    const found = { field, baseline: 'Website', rule: 'project.name' } as const;
    const claimed: Reason = { code: 'edited-on-both-sides', fields: ['name'] };
    addConflict(sheet, subjectOf(joined, pair), { ...found, because: claimed });
    expect(() => addConflict(sheet, subjectOf(joined, pair), { ...found, because: claimed })).toThrow(/found twice/);
    const setBack: Reason = { code: 'set-back', fields: ['name'] };
    addConflict(sheet, subjectOf(joined, pair), { ...found, because: setBack });
    addConflict(sheet, subjectOf(joined, pair), { ...found, because: setBack });
    expect([...sheet.conflicts.keys()]).toEqual(['conflict:name:project:5/15', 'contested:name:project:5/15']);
  });

  test('creates and deletes nothing that is written already', () => {
    const sheet = createSheet(joined);
    planWrite(sheet, pair, 'forecast', name);
    expect(() => openDraft(sheet, pair, 'forecast', 'delete')).toThrow(/planned already: update/);
    expect(openDraft(sheet, pair, 'forecast').writes.size).toBe(1);
  });
});
