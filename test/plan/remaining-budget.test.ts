import { describe, expect, test } from 'vitest';
import type { BudgetRow } from '../../src/model/have.ts';
import { applied } from '../support/simulate.ts';
import { f, h, have, linesOf, link, planOf, synced, want } from '../support/world.ts';

const links = [link('client', 1, 11), link('project', 5, 15)];
const client = [h('client', 1), f('client', 11, { pointer: 1 })];
const hourly = (remaining: number | null, rest: Partial<BudgetRow> = {}): BudgetRow => ({
  by: 'project',
  monthly: false,
  remaining,
  ...rest,
});

interface Row {
  readonly name: string;
  readonly notes: string;
  readonly row?: BudgetRow;
  readonly shown?: number | null;
  readonly after?: string;
  readonly observation?: string;
}

const rows: readonly Row[] = [
  { name: 'a line where there was none', notes: '', row: hourly(12.5), after: '[hfsync: 12.50 h of budget left]' },
  {
    name: 'a line after other text, which is kept byte for byte',
    notes: 'By hand.\n ',
    row: hourly(-3),
    after: 'By hand.\n \n[hfsync: -3.00 h of budget left]',
  },
  { name: 'right within a hundredth: untouched', notes: '[hfsync: 12.50 h of budget left]', row: hourly(12.504) },
  {
    name: 'off by a hundredth: rewritten',
    notes: 'x\n[hfsync: 12.50 h of budget left]',
    row: hourly(12.51),
    after: 'x\n[hfsync: 12.51 h of budget left]',
  },
  {
    name: 'not the last line any more: moved there when it is rewritten',
    notes: '[hfsync: 1.00 h of budget left]\nBelow.',
    row: hourly(2),
    after: 'Below.\n[hfsync: 2.00 h of budget left]',
  },
  {
    name: 'in notes of CR LF: after a CR LF of its own',
    notes: 'a\r\nb  ',
    row: hourly(1),
    after: 'a\r\nb  \r\n[hfsync: 1.00 h of budget left]',
  },
  {
    name: 'off, in notes of CR LF: the number alone is changed',
    notes: 'a\r\n\r\n[hfsync: 1.00 h of budget left]\r\n \r\n',
    row: hourly(2),
    after: 'a\r\n\r\n[hfsync: 2.00 h of budget left]\r\n \r\n',
  },
  {
    name: 'no longer due, in the middle of CR LF: it goes with one line break',
    notes: 'a\r\n[hfsync: 1.00 h of budget left]\r\nb\r\n',
    after: 'a\r\nb\r\n',
  },
  {
    name: 'no longer due, first of CR LF',
    notes: '[hfsync: 1.00 h of budget left]\r\na\r\n',
    after: 'a\r\n',
  },
  {
    name: 'no longer due, between lone CRs',
    notes: 'a\r[hfsync: 1.00 h of budget left]\rb',
    after: 'a\rb',
  },
  {
    name: 'not the last line of CR LF any more: moved there, the rest as it was',
    notes: 'a\r\n[hfsync: 1.00 h of budget left]\r\n b \r\n',
    row: hourly(2),
    after: 'a\r\n b \r\n\r\n[hfsync: 2.00 h of budget left]',
  },
  { name: 'no longer due: removed', notes: 'x\n[hfsync: 12.50 h of budget left]', after: 'x' },
  {
    name: 'a monthly budget: removed',
    notes: '[hfsync: 12.50 h of budget left]',
    row: hourly(5, { monthly: true }),
    after: '',
  },
  { name: 'a fee budget: none', notes: '', row: hourly(500, { by: 'project_cost' }) },
  {
    name: 'a figure that the token may not see: untouched',
    notes: '[hfsync: 1.00 h of budget left]',
    row: hourly(null),
  },
  {
    name: 'nothing left is no minus nothing',
    notes: '',
    row: hourly(-0.001),
    after: '[hfsync: 0.00 h of budget left]',
  },
  {
    name: 'two lines: an observation, untouched',
    notes: '[hfsync: 1.00 h of budget left]\n[hfsync: 2.00 h of budget left]',
    row: hourly(5),
    observation: 'The notes have two budget lines that hfsync wrote, so it leaves both alone. Delete one.',
  },
  { name: 'Forecast shows its own figure: compared', notes: '', row: hourly(5), shown: 5.01 },
  {
    name: 'Forecast shows its own figure: a lag',
    notes: '',
    row: hourly(5),
    shown: 6,
    observation: 'Forecast shows 6.00 h of budget left, Harvest 5.00 h.',
  },
];

describe('project.remaining-budget', () => {
  test.each(rows)('$name', ({ notes, row, shown, after, observation }) => {
    const budgets = { harvest: row ? { 5: row } : {}, forecast: shown === undefined ? {} : { 15: shown } };
    const world = have([...client, h('project', 5), f('project', 15, { pointer: 5, notes })], { budgets });
    const plan = planOf({ want: want(links), have: world, last: synced(want(links), world) });
    const expected = `forecast:update:project:5/15 notes ${JSON.stringify(notes)} → ${JSON.stringify(after)} [project.remaining-budget] harvest`;
    expect(linesOf(plan)).toEqual(after === undefined ? [] : [expected]);
    expect(plan.observations.map((item) => item.text)).toEqual(observation ? [observation] : []);
  });

  test('writing the line and removing it gives back the same notes', () => {
    const texts = ['', 'x', ' ', '\n', '\r\n', '\r', '\r\r\n', '\n\r'];
    const breaks = ['a\r\nb', 'a\r\nb\r\n', 'a\r\nb\n', 'a\nb\r\n', 'a\rb', 'a\rb\r', 'a  \r\n\t', 'a\n\r\n'];
    for (const notes of [...texts, ...breaks, ...breaks.map((text) => `${text}${text}  `)]) {
      const plan = (text: string, row?: BudgetRow) => {
        const world = have([...client, h('project', 5), f('project', 15, { pointer: 5, notes: text })], {
          budgets: { harvest: row ? { 5: row } : {} },
        });
        return planOf({ want: want(links), have: world, last: synced(want(links), world) }).changes[0]?.fields[0]
          ?.after;
      };
      expect(plan(String(plan(notes, hourly(1))))).toBe(notes);
    }
  });

  test('an import is born with its line, so that one apply settles it', () => {
    const wanted = want([link('client', 1, 11), link('project', 5, 'create')]);
    const world = have([...client, h('project', 5)], { budgets: { harvest: { 5: hourly(12.5) } } });
    const plan = planOf({ want: wanted, have: world, last: null });
    expect(linesOf(plan)).toContain(
      'forecast:create:project:5/- notes null → "[hfsync: 12.50 h of budget left]" [project.remaining-budget] harvest',
    );
    expect(planOf({ want: wanted, ...applied(wanted, world, null, plan) }).summary.auto).toBe(0);
  });

  test('beside a status change, too, it leaves the digest alone', () => {
    const digest = (remaining: number) => {
      const world = (harvest: object) =>
        have(
          [
            ...client,
            h('project', 5, harvest),
            f('project', 15, { pointer: 5, notes: '[hfsync: 1.00 h of budget left]' }),
          ],
          {
            budgets: { harvest: { 5: hourly(remaining) } },
          },
        );
      return planOf({ want: want(links), have: world({ status: 'archived' }), last: synced(want(links), world({})) })
        .digest;
    };
    expect(digest(2.5)).toBe(digest(1));
  });

  test.each([
    ['the number in a line that is there', '[hfsync: 9.00 h of budget left]', true],
    ['a line that is to come, with its number', 'Call first.', false],
  ])('the digest and %s', (_what, notes, isSame) => {
    const digest = (remaining: number) => {
      const world = have([...client, h('project', 5), f('project', 15, { pointer: 5, notes })], {
        budgets: { harvest: { 5: hourly(remaining) } },
      });
      return planOf({ want: want(links), have: world, last: null }).digest;
    };
    expect(digest(1) === digest(2)).toBe(isSame);
    expect(digest(9) === digest(2)).toBe(isSame);
  });
});
