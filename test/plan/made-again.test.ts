import { describe, expect, test } from 'vitest';
import type { AccountRecord } from '../../src/model/record.ts';
import { f, h, have, last, link, planOf, want } from '../support/world.ts';

const acme = [h('client', 1, { name: 'Acme' }), f('client', 11, { name: 'Acme', pointer: 1 })];
const other = [h('client', 2, { name: 'Beta' }), f('client', 12, { name: 'Beta', pointer: 2 })];
const links = [link('client', 1, 11), link('client', 2, 12), link('project', 5, 15)];
const seen = last({ 'project:5/15': { name: 'Website', code: '', client: '1/11', status: 'active' as const } });
const left = (values: Parameters<typeof f>[2] = {}) =>
  f('project', 15, { name: 'Website', client: 11, pointer: 5, ...values });

const planFor = (...records: readonly AccountRecord[]) =>
  planOf({ want: want(links), have: have([...acme, ...other, ...records]), last: seen });

describe('a record that was deleted, and made again under its name', () => {
  test('is offered for the link, and not as new', () => {
    const plan = planFor(left(), h('project', 6, { name: 'website', client: 1 }));
    expect(plan.manual).toMatchObject([
      {
        rule: 'project.deleted-in-harvest',
        reason:
          'The linked Harvest project no longer exists. Another project, not in the file, has its name: "website" (Harvest 6).',
        reasons: [{ code: 'made-again', side: 'harvest', kind: 'project', records: [{ id: 6, name: 'website' }] }],
      },
    ]);
    expect(plan.manual[0]?.ways_out[0]).toMatchObject({
      key: 'correct:6',
      text: "Link what is left to Harvest's 6:",
      edits: [{ op: 'change', kind: 'project', harvest: 5, forecast: 15, to: { harvest: 6 } }],
    });
  });

  test('in Forecast too', () => {
    const plan = planFor(
      h('project', 5, { name: 'Website', client: 1 }),
      f('project', 16, { name: 'Website', client: 11 }),
    );
    expect(plan.manual.map(({ rule, reasons }) => [rule, reasons?.[0]?.code])).toEqual([
      ['project.deleted-in-forecast', 'made-again'],
    ]);
  });

  test.each<[string, AccountRecord, AccountRecord]>([
    ['has another client', left(), h('project', 6, { name: 'Website', client: 2 })],
    ['is archived', left(), h('project', 6, { name: 'Website', client: 1, status: 'archived' })],
    ['has another name', left(), h('project', 6, { name: 'Website 2', client: 1 })],
    [
      'comes while what is left is archived',
      left({ status: 'archived' }),
      h('project', 6, { name: 'Website', client: 1 }),
    ],
  ])('is another record if it %s', (_, survivor, record) => {
    const [deleted] = planFor(survivor, record).manual.filter(({ rule }) => rule === 'project.deleted-in-harvest');
    expect(deleted?.reasons?.map(({ code }) => code)).toEqual(['by-rule']);
  });
});
