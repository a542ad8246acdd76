import { describe, expect, test } from 'vitest';
import { f, h, have, link, planOf, want } from '../support/world.ts';

const clients = [h('client', 1, { name: 'Acme' }), f('client', 11, { name: 'Acme', pointer: 1 })];
const acme = link('client', 1, 11);
const projects = (harvest: string, forecast: string) => [
  h('project', 5, { name: harvest, client: 1 }),
  f('project', 15, { name: forecast, client: 11, pointer: 5 }),
];
const labelled = (label: string, set = {}) => ({ ...link('project', 5, 15, set), label });

describe('what an item is about', () => {
  test('is said by the names that the records have, not by what the file calls them', () => {
    const entry = labelled('Old test project', { status: 'archived' });
    const made = planOf({
      last: null,
      want: want([acme, entry]),
      have: have([...clients, ...projects('Intranet', 'Intranet')]),
    });
    expect(made.changes).toHaveLength(2);
    for (const change of made.changes) {
      expect(change.label).toBe('Old test project');
      expect(change.named).toEqual({ harvest: 'Intranet', forecast: 'Intranet', client: 'Acme' });
    }
  });

  test('people have their e-mail, records of one side no name on the other', () => {
    const made = planOf({
      last: null,
      want: want([acme]),
      have: have([...clients, h('person', 7, { first_name: 'Kim', last_name: 'Allen', email: 'kim@acme.example' })]),
    });
    expect(made.manual).toMatchObject([
      { address: 'person:7/-', named: { harvest: 'Kim Allen', forecast: null, email: 'kim@acme.example' } },
    ]);
  });

  test('is no part of the digest', () => {
    const made = (label: string, client: string) =>
      planOf({
        last: null,
        want: want([acme, labelled(label)]),
        have: have([
          h('client', 1, { name: client }),
          f('client', 11, { name: client, pointer: 1 }),
          ...projects('New', 'Old'),
        ]),
      });
    expect(made('Old', 'Acme').digest).toBe(made('Something else', 'Umbrella').digest);
  });
});

describe('link.label', () => {
  const observed = (label: string | null, harvest: string, forecast: string, set = {}) =>
    planOf({
      last: null,
      want: want([acme, { ...link('project', 5, 15, set), label }]),
      have: have([...clients, ...projects(harvest, forecast)]),
    }).observations.filter(({ rule }) => rule === 'link.label');

  test('a label that fits neither record is observed, with both names', () => {
    expect(observed('Shop', 'Intranet', 'Intranet')).toMatchObject([
      {
        address: 'project:5/15',
        text: 'The file calls it "Shop", but its name is "Intranet". Check the ids, then correct the label.',
      },
    ]);
    expect(observed('Shop', 'A', 'B')[0]?.text).toContain('but its names are "A" and "B".');
  });

  test.each([
    ['the name in Harvest', 'A', 'A', 'B', {}],
    ['the name in Forecast', 'B', 'A', 'B', {}],
    ['what the file sets', 'C', 'A', 'A', { name: 'C' }],
    ['the same in another normal form', 'Cafe\u0301', 'Café', 'Café', {}],
    ['no label', null, 'A', 'B', {}],
  ])('%s is not stale', (_what, label, harvest, forecast, set) => {
    expect(observed(label, harvest, forecast, set)).toEqual([]);
  });
});
