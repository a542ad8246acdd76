import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import type { Change, Plan, Since } from '../../src/model/plan.ts';
import { approved, digestOf } from '../../src/plan/digest.ts';
import { sinceOf } from '../../src/plan/since.ts';
import { change, FULL, plan } from '../report/sample.ts';

const PAIR = formatAddress('project', 1, 2);
const KEY = new Uint8Array(32).fill(7);
const NAME = change().fields[0]!;
const CLIENT = { ...NAME, field: 'client', rule: 'project.client', before_id: 1, after_id: 2 } as const;
const LINK = {
  ...NAME,
  field: 'pointer',
  before: null,
  after: null,
  after_from: 'harvest:create:project:-/2',
} as const;
const line = (hours: string): string => `[hfsync: ${hours} h of budget left]`;
const BUDGET = {
  ...NAME,
  field: 'notes',
  rule: 'project.remaining-budget',
  before: `Call first.\n${line('12.50')}`,
  after: `Call first.\n${line('11.00')}`,
} as const;
const OTHER_NUMBER = { ...BUDGET, before: `Call first.\n${line('9.00')}`, after: `Call first.\n${line('8.25')}` };
const COMES = { ...BUDGET, before: 'Call first.' } as const;
const GOES = { ...BUDGET, after: 'Call first.' } as const;
const MOVES = { ...BUDGET, before: `${line('12.50')}\nCall first.` } as const;
const SETTINGS = { is_billable: true, bill_by: 'none', budget_by: 'none' } as const;
const one = (part: Partial<Change> = {}): Plan => plan({ changes: [change(part)] });

describe('the digest', () => {
  it('is one of sha256, the same for the same changes', () => {
    expect(digestOf(one(), null)).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(digestOf(one(), null)).toBe(digestOf({ ...one(), created_at: '2027-01-01T00:00:00.000Z' } as Plan, null));
  });

  it('stays what it is: plans are saved, and digests approved, with one hfsync and applied with the next', () => {
    const undo = { of: 'x', baseline: { [PAIR]: { name: 'a' } }, left: { [PAIR]: { name: 'b' } }, cannot: [] };
    const two = plan({ changes: [change(), { ...change({ fields: [CLIENT] }), address: PAIR }] });
    const of = (content: Plan, key: Uint8Array | null = null): string => digestOf(content, key).slice(7, 15);
    expect([of(plan()), of(one()), of(two), of(one(), KEY), of({ ...two, undo })]).toEqual([
      ...['d0e076e6', 'b27f4ccd', '2d1f5eaa', '6e574f02', '38ee61ff'],
    ]);
  });

  it('is that of all changes together, however many they are, and whichever have nothing to approve', () => {
    const none = { fields: [] };
    const changes = Array.from({ length: 350 }, (_, index) =>
      change({ id: `change ${index}`, ...(index % 7 === 0 || (index >= 100 && index < 200) ? none : {}) }),
    );
    const many = plan({ changes });
    const contents = changes.map((each) => approved(each, false)).filter((content) => content !== null);
    const { harvest, forecast } = many.accounts;
    const whole = JSON.stringify(['1', harvest.id, forecast.id, contents]);
    expect(contents).toHaveLength(214);
    expect(digestOf(many, null)).toBe(`sha256:${createHash('sha256').update(whole).digest('hex')}`);
  });

  it.each<readonly [string, Plan, Plan]>([
    ['no change at all', one(), plan()],
    ['the id', one(), one({ id: 'other' })],
    ['the address', one(), one({ address: formatAddress('project', 1, 2) })],
    ['the kind', one(), one({ kind: 'client' })],
    ['the account', one(), one({ account: 'harvest', id: change().id })],
    ['the action', one(), one({ action: 'delete', id: change().id })],
    ['the rules', one(), one({ rules: ['project.code'] })],
    [
      'the order',
      plan({ changes: [change(), change({ id: 'b' })] }),
      plan({ changes: [change({ id: 'b' }), change()] }),
    ],
    ['what it waits for', one(), one({ after: ['a'] })],
    ['the field', one(), one({ fields: [{ ...NAME, field: 'code' }] })],
    ['the old value', one(), one({ fields: [{ ...NAME, before: 'x' }] })],
    ['the new value', one(), one({ fields: [{ ...NAME, after: 'x' }] })],
    ['the rule of a field', one(), one({ fields: [{ ...NAME, rule: 'project.code' }] })],
    ['the origin', one(), one({ fields: [{ ...NAME, origin: 'config' }] })],
    ['the old client', one({ fields: [CLIENT] }), one({ fields: [{ ...CLIENT, before_id: 9 }] })],
    ['the new client', one({ fields: [CLIENT] }), one({ fields: [{ ...CLIENT, after_id: 9 }] })],
    ['a client that is none', one({ fields: [CLIENT] }), one({ fields: [{ ...CLIENT, after_id: null }] })],
    ['the create that gives it', one({ fields: [LINK] }), one({ fields: [{ ...LINK, after_from: 'other' }] })],
    ['the settings', one({ settings: SETTINGS }), one({ settings: { ...SETTINGS, is_billable: false } })],
    ['how it is billed', one({ settings: SETTINGS }), one({ settings: { ...SETTINGS, bill_by: 'Tasks' } })],
    ['how it is budgeted', one({ settings: SETTINGS }), one({ settings: { ...SETTINGS, budget_by: 'project' } })],
    ['that a budget line comes', one({ fields: [COMES] }), plan()],
    ['that one comes beside other fields', one({ fields: [NAME, COMES] }), one()],
    ['that a project is created with one', one({ fields: [NAME, { ...COMES, before: null }] }), one()],
    ['the number it comes with', one({ fields: [COMES] }), one({ fields: [{ ...COMES, after: OTHER_NUMBER.after }] })],
    ['that one goes', one({ fields: [GOES] }), plan()],
    ['one that comes from one that goes', one({ fields: [COMES] }), one({ fields: [GOES] })],
    ['that it moves below other text', one({ fields: [MOVES] }), one({ fields: [BUDGET] })],
    ['that there are settings', one({ settings: SETTINGS }), one()],
    ['the Harvest account', one(), { ...one(), accounts: { ...one().accounts, harvest: { id: 9, name: '' } } }],
    ['the Forecast account', one(), { ...one(), accounts: { ...one().accounts, forecast: { id: 9, name: '' } } }],
  ])('tells %s', (_what, left, right) => {
    expect(digestOf(left, null)).not.toBe(digestOf(right, null));
    expect(digestOf(left, KEY)).not.toBe(digestOf(right, KEY));
  });

  it.each<readonly [string, Plan, Plan]>([
    ['the label', one(), one({ label: 'Other' })],
    ['the effects', one(), one({ effects: ['takes a Forecast seat'] })],
    ['the line of the file', one(), one({ declared_at: { path: 'x.yaml', line: 1 } })],
    ['manual items and conflicts', one(), { ...one(), manual: FULL.manual, conflicts: FULL.conflicts }],
    ['the number in a budget line', one({ fields: [NAME, BUDGET] }), one({ fields: [NAME, OTHER_NUMBER] })],
    ['that it moves at all', one({ fields: [NAME, BUDGET], rules: [...change().rules, BUDGET.rule] }), one()],
    ['that it alone moves', one({ fields: [BUDGET] }), plan()],
    [
      'the old number of one that goes',
      one({ fields: [GOES] }),
      one({ fields: [{ ...GOES, before: OTHER_NUMBER.before }] }),
    ],
  ])('leaves out %s', (_what, left, right) => {
    expect(digestOf(left, null)).toBe(digestOf(right, null));
  });

  it('counts everything where it takes an apply back', () => {
    const undo = { of: 'sha256:0', baseline: { company: { capacity: 1 } }, cannot: [] };
    const taken = (part: Partial<Change>, more: Partial<typeof undo> = {}) =>
      digestOf({ ...one(part), undo: { ...undo, ...more } }, null);
    const same = taken({ fields: [BUDGET] });
    expect(same).not.toBe(taken({ fields: [OTHER_NUMBER] }));
    expect(same).not.toBe(taken({ fields: [BUDGET] }, { of: 'sha256:1' }));
    expect(same).not.toBe(taken({ fields: [BUDGET] }, { baseline: { company: { capacity: 2 } } }));
    expect(same).not.toBe(digestOf(one({ fields: [BUDGET] }), null));
  });

  it('with a key is another one, for each key', () => {
    const all = [null, KEY, new Uint8Array(32).fill(8)].map((key) => digestOf(one(), key));
    expect(new Set(all).size).toBe(3);
  });
});

describe('a plan held against an earlier one', () => {
  const isAlike = ({ changes, manual, conflicts }: Since): boolean =>
    [changes, manual, conflicts].every(
      ({ added, different, gone }) => added.length + different.length + gone.length === 0,
    );
  const WAIT = FULL.manual[1]!;
  const CONFLICT = FULL.conflicts[0]!;

  it('is alike where only what nobody approves is different', () => {
    const moved = { declared_at: { path: 'x.yaml', line: 99 }, label: 'Renamed label' };
    const now = plan({
      changes: [change({ ...moved, effects: ['x'] })],
      manual: [{ ...WAIT, ...moved, urls: ['https://x.example'] }],
      conflicts: [{ ...CONFLICT, ...moved }],
    });
    const since = sinceOf(plan({ changes: [change()], manual: [WAIT], conflicts: [CONFLICT] }), now);
    expect(isAlike(since)).toBe(true);
    expect([since.changes.same, since.manual.same, since.conflicts.same]).toEqual([1, 1, 1]);
  });

  it('compares items by their reasons as data, and by words where a plan has nothing else', () => {
    const of = (reason: string, reasons?: Plan['manual'][number]['reasons']): Plan =>
      plan({ changes: [], conflicts: [], manual: [{ ...WAIT, reason, ...(reasons && { reasons }) }] });
    const [byRule, taken] = [[{ code: 'by-rule' }], [{ code: 'client-missing' }]] as const;
    expect(isAlike(sinceOf(of('Words of before.', byRule), of('Other words.', byRule)))).toBe(true);
    expect(isAlike(sinceOf(of('The same words.', byRule), of('The same words.', taken)))).toBe(false);
    expect(isAlike(sinceOf(of('Words of before.'), of('Other words.', byRule)))).toBe(false);
    expect(isAlike(sinceOf(of('The same words.'), of('The same words.', byRule)))).toBe(true);
  });

  it.each([
    ['where only the number in a budget line moves', BUDGET, true],
    ['not where such a line comes', COMES, false],
    ['not where it goes', GOES, false],
  ] as const)('is alike %s', (_what, field, expected) => {
    const budget = plan({ changes: [change(), change({ id: 'b', fields: [field] })] });
    expect(isAlike(sinceOf(budget, plan({ changes: [change()] })))).toBe(expected);
    expect(isAlike(sinceOf(plan({ changes: [change()] }), budget))).toBe(expected);
  });

  it.each([
    ['a change', { changes: [change({ fields: [{ ...NAME, after: 'x' }] })], manual: [WAIT], conflicts: [CONFLICT] }],
    ['an item', { changes: [change()], manual: [{ ...WAIT, reason: 'x' }], conflicts: [CONFLICT] }],
    ['its fields', { changes: [change()], manual: [{ ...WAIT, fields: [] }], conflicts: [CONFLICT] }],
    ['a side', { changes: [change()], manual: [WAIT], conflicts: [{ ...CONFLICT, harvest: 'x' }] }],
    ['the other', { changes: [change()], manual: [WAIT], conflicts: [{ ...CONFLICT, forecast: 'x' }] }],
    ['a baseline', { changes: [change()], manual: [WAIT], conflicts: [{ ...CONFLICT, baseline: 'x' }] }],
    ['one more', { changes: [change(), change({ id: 'b' })], manual: [WAIT], conflicts: [CONFLICT] }],
    ['one less', { changes: [change()], manual: [], conflicts: [CONFLICT] }],
  ] as const)('is not alike in %s', (_what, now) => {
    const earlier = plan({ changes: [change()], manual: [WAIT], conflicts: [CONFLICT] });
    expect(isAlike(sinceOf(earlier, plan(now)))).toBe(false);
    expect(isAlike(sinceOf(plan(now), earlier))).toBe(false);
  });
});
