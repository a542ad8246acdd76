import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import { explainRecord } from '../../src/plan/explain-record.ts';
import { listRecords } from '../../src/plan/list-records.ts';
import { makePlan } from '../../src/plan/plan.ts';
import type { Link } from '../../src/model/want.ts';
import { f, h, have, last, link, planOf, want } from '../support/world.ts';

const clients = [h('client', 1, { name: 'Acme' }), f('client', 11, { name: 'Acme', pointer: 1 })];
const acme = link('client', 1, 11);
const RECORDS = [
  ...clients,
  h('project', 14_308_069, { name: 'Website', client: 1 }),
  h('project', 14_308_071, { name: 'Shop', client: 1 }),
  f('project', 2001, { name: 'Website', client: 11 }),
];

const gone = (entry: Link, records = RECORDS, state = null as Parameters<typeof planOf>[0]['last']) =>
  planOf({ want: want([acme, entry]), have: have(records), last: state });
const itemOf = (made: ReturnType<typeof gone>) => made.manual.find(({ rule }) => rule.includes('deleted'))!;

describe('an id that hfsync has never seen', () => {
  test('gets the records of that name and near that id, and lines that name existing records alone', () => {
    const made = gone({ ...link('project', 14_308_096, 2001), label: 'Website' });
    const item = itemOf(made);
    expect(item.reason).toBe(
      'Harvest has no project 14308096, and no earlier apply has seen it. The id is mistyped, or the record was deleted. Similar and not in the file: "Website" (14308069).',
    );
    expect(item.reasons).toMatchObject([{ code: 'id-unknown', near: [{ id: 14_308_069 }], swapped: false }]);
    expect(item.ways_out[0]).toMatchObject({
      key: 'correct:14308069',
      edits: [{ op: 'change', harvest: 14_308_096, forecast: 2001, to: { harvest: 14_308_069 } }],
    });
    expect(JSON.stringify(item.ways_out)).not.toMatch(/archive/i);
  });

  test('names the record of another kind that has it', () => {
    const item = itemOf(gone(link('project', 1, 2001)));
    expect(item.reason).toContain(
      'Harvest has no project 1, and no earlier apply has seen it. It is the id of the client "Acme".',
    );
  });

  test('that would be created, although another entry has the record that Forecast names, goes', () => {
    const tied = [...clients, h('project', 5, { client: 1 }), f('project', 15, { client: 11, pointer: 5 })];
    const links = [acme, link('project', 5, 'create'), link('project', 'create', 15)];
    const [item, ...others] = planOf({ want: want(links), have: have(tied), last: null }).manual;
    expect(others).toEqual([]);
    expect(item).toMatchObject({ rule: 'link.elsewhere', ways_out: [{ key: 'unlink' }, { key: 'correct' }] });
  });

  test("two entries with each other's Harvest record are swapped by one edit", () => {
    const tied = [
      ...clients,
      ...[h('project', 5, { client: 1 }), f('project', 15, { client: 11, pointer: 5 })],
      ...[h('project', 6, { client: 1, name: 'Shop' }), f('project', 16, { client: 11, name: 'Shop', pointer: 6 })],
    ];
    const links = [acme, link('project', 5, 16), link('project', 6, 15)];
    const { manual } = planOf({ want: want(links), have: have(tied), last: null });
    expect(manual.map(({ rule }) => rule)).toEqual(['link.elsewhere', 'link.elsewhere']);
    expect(manual[0]?.ways_out[0]).toMatchObject({
      key: 'swap',
      text: 'If Forecast is right, swap 5 and 6 in the two entries.',
      edits: [
        { op: 'change', kind: 'project', harvest: 5, forecast: 16, to: { harvest: 6 } },
        { op: 'change', kind: 'project', harvest: 6, forecast: 15, to: { harvest: 5 } },
      ],
    });
    expect(
      planOf({ want: want([acme, link('project', 6, 16), link('project', 5, 15)]), have: have(tied), last: null })
        .manual,
    ).toEqual([]);
  });

  test('`set: { status: archived }` archives no partner of it', () => {
    const made = gone(link('project', 14_308_096, 2001, { status: 'archived' }));
    expect(made.changes.filter(({ kind }) => kind === 'project')).toEqual([]);
    expect(itemOf(made).reasons).toMatchObject([{ code: 'id-unknown' }]);
  });

  test('that was seen may be archived', () => {
    const seen = { 'project:14308096/2001': { name: 'Website', code: '', client: '1/11', status: 'active' as const } };
    const made = gone(link('project', 14_308_096, 2001, { status: 'archived' }), RECORDS, last(seen));
    expect(made.changes.filter(({ kind }) => kind === 'project')).toMatchObject([
      { account: 'forecast', fields: [{ field: 'status', after: 'archived' }] },
    ]);
  });

  test('swapped ids are told as such, with the lines to swap them', () => {
    const item = itemOf(gone(link('project', 2001, 14_308_069)));
    expect(item.reason).toContain('the two ids of this entry are swapped.');
    expect(item.ways_out).toMatchObject([
      {
        text: 'Swap the two ids:',
        edits: [{ op: 'change', harvest: 2001, forecast: 14_308_069, to: { harvest: 14_308_069, forecast: 2001 } }],
      },
    ]);
  });

  test('hides no record that no other item tells of: Forecast points to a third one', () => {
    const records = RECORDS.map((record) =>
      record.side === 'forecast' && record.id === 2001
        ? f('project', 2001, { name: 'Website', client: 11, pointer: 14_308_071 })
        : record,
    );
    for (const entry of [link('project', 2001, 14_308_069), { ...link('project', 99, 98), label: 'Website' }])
      expect(JSON.stringify(gone(entry, records).manual)).toContain('14308071');
  });

  test('are not called swapped if another entry has one of the ids already', () => {
    const records = [...RECORDS, f('project', 2003, { name: 'Shop', client: 11 })];
    const made = planOf({
      want: want([acme, link('project', 2001, 14_308_069), link('project', 14_308_069, 2003)]),
      have: have(records),
      last: null,
    });
    expect(JSON.stringify(made.manual)).not.toContain('Swap the two ids');
  });

  test("gets the record that Forecast's pointer names, if no other entry has it", () => {
    const records = [...RECORDS.slice(0, 4), f('project', 2001, { name: 'Site', client: 11, pointer: 14_308_069 })];
    const of = (...links: readonly Link[]) =>
      planOf({ want: want([acme, ...links]), have: have(records), last: null }).manual.find(
        ({ rule }) => rule === 'link.elsewhere',
      );
    const mistyped = link('project', 99, 2001);
    expect(of(mistyped)?.ways_out).toMatchObject([
      { key: 'correct:14308069', edits: [{ op: 'change', harvest: 99, forecast: 2001, to: { harvest: 14_308_069 } }] },
      { key: 'correct' },
    ]);
    expect(of(mistyped, link('project', 14_308_069, 2002))?.ways_out.map(({ key }) => key)).toEqual(['correct']);
    // Both records are there: the file may be right.
    expect(of(link('project', 14_308_071, 2001))?.ways_out.map(({ key }) => key)).toEqual(['correct']);
  });

  test("is never near Forecast's own Time Off", () => {
    const timeOff = f('project', 2000, { name: 'Time Off', client: null, pointer: null });
    const item = itemOf(gone(link('project', 14_308_069, 2020), [...RECORDS.slice(0, 4), timeOff]));
    expect(item.reasons).toMatchObject([{ code: 'id-unknown', id: 2020, near: [] }]);
  });

  test('of a create keeps the create', () => {
    const item = itemOf(gone({ ...link('project', 14_308_017, 2001), forecast: 'create', label: null }));
    expect(item.ways_out[0]?.edits).toMatchObject([
      { op: 'change', harvest: 14_308_017, forecast: 'create', to: { harvest: 14_308_071 } },
    ]);
  });

  describe('is one mistake, so it is one item', () => {
    const rules = (made: ReturnType<typeof gone>) => made.manual.map(({ rule, address }) => `${rule} ${address}`);
    const others = [
      'project.new-in-harvest project:14308071/-', // the "Shop" of all these accounts
    ];

    test.each([
      ['by its name', link('project', 14_308_096, 2001), 'project.deleted-in-harvest project:14308096/2001'],
      ['swapped', link('project', 2001, 14_308_069), 'project.deleted-in-harvest project:2001/14308069'],
      ['in Forecast', link('project', 14_308_069, 2010), 'project.deleted-in-forecast project:14308069/2010'],
    ])('%s', (_, entry, rule) => {
      expect(rules(gone(entry)).sort()).toEqual([rule, ...others].sort());
    });

    test("where Forecast's pointer names the record", () => {
      const linked = [...RECORDS.slice(0, 4), f('project', 2001, { name: 'Site', client: 11, pointer: 14_308_069 })];
      expect(rules(gone(link('project', 14_308_096, 2001), linked)).sort()).toEqual(
        ['link.elsewhere project:14308096/2001', ...others].sort(),
      );
      const made = gone(link('project', 14_308_069, 2010), linked);
      expect(rules(made)).toEqual(['project.deleted-in-forecast project:14308069/2010', ...others]);
      expect(itemOf(made).ways_out[0]).toMatchObject({ key: 'correct:2001' });
      expect(rules(gone(link('project', 2001, 14_308_069), linked)).sort()).toEqual(
        ['project.deleted-in-harvest project:2001/14308069', ...others].sort(),
      );
    });

    test('and explain names it for the record that it offers', () => {
      const entry = link('project', 14_308_096, 2001);
      const input = { want: want([acme, entry]), have: have(RECORDS), last: null, version: '', createdAt: '' };
      const explained = explainRecord({ ...input, digestKey: null }, 'project:14308069/-' as Address);
      expect(explained.notes).toMatchObject([{ code: 'waits', rule: 'project.deleted-in-harvest' }]);
    });

    test('and list, --only and --except take that record for it', () => {
      const entry = link('project', 14_308_096, 2001);
      const input = { want: want([acme, entry]), have: have(RECORDS), last: null, version: '', createdAt: '' };
      const nothing: { readonly only: readonly string[]; readonly except: readonly string[] } = {
        only: [],
        except: [],
      };
      const listed = listRecords({ ...input, digestKey: null }, nothing);
      expect(listed.find(({ address }) => address === 'project:14308069/-')).toMatchObject({
        verdict: 'waiting',
        rules: ['project.deleted-in-harvest'],
      });
      const selected = (select: Partial<typeof nothing>) =>
        rules(makePlan({ ...input, digestKey: null, select: { ...nothing, ...select } }));
      const item = 'project.deleted-in-harvest project:14308096/2001';
      expect(selected({ only: ['project:14308069/-'] })).toEqual([item]);
      expect(selected({ only: ['14308069'] })).toEqual([item]);
      expect(selected({ except: ['project:14308069/-'] })).toEqual(others);
      expect(() => selected({ only: ['project:14308099/-'] })).toThrow('is not known here');
    });

    test('but a record that is near by its digits alone may be another one', () => {
      const made = gone({ ...link('project', 14_308_061, 2001), label: 'Site' }, [
        ...RECORDS.slice(0, 4),
        f('project', 2001, { name: 'Site', client: 11 }),
      ]);
      expect(rules(made)).toEqual([
        'project.deleted-in-harvest project:14308061/2001',
        'project.new-in-harvest project:14308069/-',
        ...others,
      ]);
    });

    test('and a record that Forecast links to another one is not meant, whatever its name', () => {
      const made = gone(link('project', 14_308_071, 2077), [
        ...RECORDS,
        f('project', 2002, { name: 'Shop', client: 11, pointer: 14_308_069 }),
      ]);
      expect(rules(made)).toContain('link.undeclared project:14308069/2002');
      expect(itemOf(made).reasons).toMatchObject([{ code: 'id-unknown', near: [] }]);
    });
  });
});

describe('lines that are offered', () => {
  test('hold no `create` that would cross one that waits already', () => {
    const twins = [2001, 2002].map((id) => f('project', id, { name: 'Portal', client: 11 }));
    const made = planOf({
      want: want([acme, { ...link('project', 14_308_072, 2001), forecast: 'create' }]),
      have: have([...clients, h('project', 14_308_072, { name: 'Portal', client: 1 }), ...twins]),
      last: null,
    });
    const keys = made.manual.map(({ address, ways_out }) => [address, ways_out.map(({ key }) => key)] as const);
    expect(keys.filter(([address]) => address.startsWith('project:-/')).map(([, ways]) => ways)).toEqual([
      ['link', 'ignore'],
      ['link', 'ignore'],
    ]);
  });

  test('name the keys that the last entry of a kind leaves empty', () => {
    const yaml = (...entries: readonly Link[]) =>
      planOf({ want: want([acme, ...entries]), have: have(RECORDS), last: null })
        .manual.find(({ rule }) => rule === 'project.deleted-in-forecast')!
        .ways_out.find(({ key }) => key === 'ignore')?.yaml;
    const gone = link('project', 14_308_071, 9);
    const lines = 'ignore:\n  projects: { harvest: [14308071] }';
    expect(yaml(gone)).toMatch(/^# remove the entry at \S+\n# and the keys above it that are empty then\nignore:/);
    expect(yaml(gone, link('project', 14_308_069, 2001))).toMatch(
      new RegExp(`^# remove the entry at \\S+\n${lines.replace(/[[\]{}]/g, '\\$&')}$`),
    );
  });
});
