import { describe, expect, test } from 'vitest';
import type { Values } from '../../src/model/field.ts';
import type { RecordKind } from '../../src/model/kind.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import { matchAccounts } from '../../src/match/match.ts';
import { f, h, have } from '../support/world.ts';

const NOBODY = { linkedTo: () => undefined, isIgnored: () => false };

/** The classes of all pairs of a kind, as `1/2 exact`. */
function classes(kind: RecordKind, records: readonly AccountRecord[]): string[] {
  const { pairs } = matchAccounts(have(records), NOBODY);
  return pairs[kind].map(({ harvest, forecast, class: graded }) => `${harvest.id}/${forecast.id} ${graded}`).sort();
}

function client(left: string, right: string): string {
  return classes('client', [h('client', 1, { name: left }), f('client', 2, { name: right })]).join() || 'none';
}

const ACME = [h('client', 1), f('client', 11)];
function project(left: string, right: string, values: { harvest?: Values; forecast?: Values } = {}): string {
  const records = [
    h('project', 1, { name: left, ...values.harvest }),
    f('project', 2, { name: right, ...values.forecast }),
  ];
  return classes('project', [...ACME, ...records]).join() || 'none';
}

function person(left: readonly [string, string, string], right: readonly [string, string, string]): string {
  const values = ([first_name, last_name, email]: typeof left): Values => ({ first_name, last_name, email });
  return classes('person', [h('person', 1, values(left)), f('person', 2, values(right))]).join() || 'none';
}

describe('clients', () => {
  test.each([
    ['Prestige', 'Prestige', 'exact'],
    ['PRESTIGE', 'Prestige', 'likely'],
    [' Prestige', 'Prestige', 'likely'],
    ['Café Müller', 'Cafe Mueller', 'likely'],
    ['Smith & Sons', 'Smith and Sons', 'likely'],
    ['Wayne-Stark', 'Wayne Stark', 'likely'],
    ['Acme Ltd', 'Acme', 'likely'],
    ['Acme Limited', 'Acme Ltd.', 'likely'],
    ['Acme GmbH & Co. KG', 'Acme', 'likely'],
    ['Acme S.p.A.', 'Acme', 'likely'],
    ['Globex', 'Glboex', 'likely'],
    ['Stark Allen', 'Allen Stark', 'likely'],
    ['Acme GmbH', 'Acme AG', 'possible'],
    ['Hansen Metallbau', 'Jansen Metallbau', 'possible'],
    ['Summit North', 'Summit South', 'possible'],
    ['Vesper 1', 'Vesper 2', 'possible'],
    ['が', 'か', 'none'],
    ['Globex', 'Initech', 'none'],
  ])('%s – %s: %s', (left, right, expected) => {
    expect(client(left, right)).toBe(expected === 'none' ? 'none' : `1/2 ${expected}`);
  });
});

describe('projects of one client', () => {
  test.each([
    ['Website', 'Website', 'exact'],
    ['Website relaunch', 'relaunch Website', 'likely'],
    ['ACM-017 Website', 'Website', 'likely'],
    ['[ACM] Website', 'Website', 'likely'],
    ['Acme – Website', 'Website', 'likely'],
    ['1042 - Website', 'Website', 'likely'],
    ['Website (P-1042)', 'Website', 'likely'],
    ['Website 2024', 'Website', 'likely'],
    ["Website '24", 'Website', 'likely'],
    ['Website 2024/25', 'Website', 'likely'],
    ['Websiet relaunch', 'Website relaunch', 'likely'],
    ['E-Commerce', 'Ecommerce', 'likely'],
    ['Phase2 Website', 'Website Phase 2', 'likely'],
    ['Phase II', 'Phase 2', 'likely'],
    ['Website 2024', 'Website 2025', 'possible'],
    ['Website FY24', 'Website FY25', 'possible'],
    ['Website phase 1', 'Website phase 2', 'possible'],
    ['Website phase one', 'Website phase two', 'possible'],
    ['Website', 'Website 2', 'possible'],
    ['Lot A', 'Lot B', 'possible'],
    ['AB-101 Website', 'AB-102 Website', 'possible'],
    ['Website design', 'Website development', 'possible'],
    ['Newsletter Mai', 'Newsletter Mar', 'possible'],
    ['C++', 'C#', 'none'],
    ['2024', '2025', 'none'],
    ['🎉', '🎊', 'none'],
  ])('%s – %s: %s', (left, right, expected) => {
    expect(project(left, right)).toBe(expected === 'none' ? 'none' : `1/2 ${expected}`);
  });

  test('a code tells more than a name', () => {
    const code = (left: string, right: string) => ({ harvest: { code: left }, forecast: { code: right } });
    expect(project('Website', 'Website', code('W-1', 'W-2'))).toBe('1/2 possible');
    expect(project('Website', 'Website', code('WEB', 'SITE'))).toBe('1/2 likely');
    expect(project('Website', 'Relaunch', code('P-1042', 'p1042'))).toBe('1/2 likely');
    expect(project('Retainer 2024', 'Retainer 2025', code('RET', 'RET'))).toBe('1/2 possible');
    expect(project('Website', 'WEB Website', code('WEB', ''))).toBe('1/2 likely');
  });
});

describe('people', () => {
  test.each([
    [['Kim', 'Allen', 'kim@acme.example'], ['Kim', 'Allen', 'KIM@acme.example'], 'exact'],
    [['Kim', 'Allen', 'kim@acme.example'], ['Kim', 'Baker', 'kim@acme.example'], 'exact'],
    [['Kim', 'Allen', 'info@acme.example'], ['Bo', 'Chen', 'info@acme.example'], 'possible'],
    [['Kim', 'Allen', 'kim@acme.example'], ['Kim', 'Allen', ''], 'likely'],
    [['Kim', 'Allen', 'kim@acme.example'], ['Allen', 'Kim', 'kim@acme-group.example'], 'likely'],
    [['Kim', 'Allen', 'kim.allen@acme.example'], ['Kim', 'Allen', 'kallen@acme.example'], 'likely'],
    [['Kim', 'Allen', 'kim.allen@acme.example'], ['Kim', 'Allen', 'kim.allen2@acme.example'], 'possible'],
    [['Kim', 'Allen', 'kim.a.allen@acme.example'], ['Kim', 'Allen', 'kim.b.allen@acme.example'], 'possible'],
    [['Kim', 'Allen', 'kim@acme.example'], ['Kim', 'Allen', 'someone@else.example'], 'possible'],
    [['Kim', 'Allen', 'kim@acme.example'], ['Bo', 'Chen', 'bo@acme.example'], 'none'],
  ] as const)('%s – %s: %s', (left, right, expected) => {
    expect(person(left, right)).toBe(expected === 'none' ? 'none' : `1/2 ${expected}`);
  });
});

describe('unique both ways', () => {
  test('thirteen websites, each under its own client', () => {
    const numbers = Array.from({ length: 13 }, (_, index) => index + 1);
    const records = numbers.flatMap((id) => [
      h('client', id, { name: `Client ${id}` }),
      f('client', id + 100, { name: `Client ${id}` }),
      h('project', id + 20, { client: id }),
      f('project', id + 220, { client: id + 100 }),
    ]);
    expect(classes('project', records)).toEqual(numbers.map((id) => `${id + 20}/${id + 220} exact`));
  });

  test('two of one name are neither exact nor likely', () => {
    const records = [...ACME, h('project', 1), f('project', 2), f('project', 3)];
    expect(classes('project', records)).toEqual(['1/2 possible', '1/3 possible']);
  });

  test('two of one name are told apart by their codes', () => {
    const records = [...ACME, h('project', 1, { code: 'A1' }), h('project', 2, { code: 'A2' })];
    const others = [f('project', 3, { code: 'A1' }), f('project', 4, { code: 'A2' })];
    expect(classes('project', [...records, ...others])).toEqual(['1/3 exact', '2/4 exact']);
  });

  test('an archived one of the same name makes it likely', () => {
    const records = [...ACME, h('project', 1), f('project', 2), f('project', 3, { status: 'archived' })];
    expect(classes('project', records)).toEqual(['1/2 likely']);
  });

  test('an active record with an archived one is likely', () => {
    const records = [...ACME, h('project', 1), f('project', 2, { status: 'archived' })];
    expect(classes('project', records)).toEqual(['1/2 likely']);
  });

  test('a year that tells a series apart is no mere addition', () => {
    const records = [...ACME, h('project', 1, { name: 'Retainer 2024' }), h('project', 2, { name: 'Retainer 2025' })];
    expect(classes('project', [...records, f('project', 3, { name: 'Retainer' })])).toEqual([
      '1/3 possible',
      '2/3 possible',
    ]);
  });

  test('the nearer of two', () => {
    const records = [
      ...ACME,
      h('project', 1, { name: 'Website' }),
      f('project', 2, { name: 'WEBSITE' }),
      f('project', 3, { name: 'Website 2024' }),
    ];
    expect(classes('project', records)).toEqual(['1/2 likely']);
  });

  test('a pointer is exact, whatever the names say; two pointers are not', () => {
    const pointed = (id: number) => f('project', id, { name: 'Relaunch', pointer: 1 });
    expect(classes('project', [...ACME, h('project', 1), pointed(2)])).toEqual(['1/2 exact']);
    expect(classes('project', [...ACME, h('project', 1), pointed(2), pointed(3)])).toEqual([
      '1/2 possible',
      '1/3 possible',
    ]);
  });

  test('what is merely called the same is no rival to a pointer', () => {
    const records = [
      h('project', 1),
      h('project', 3),
      f('project', 2, { pointer: 1 }),
      f('project', 4, { pointer: 3 }),
    ];
    expect(classes('project', [...ACME, ...records])).toEqual(['1/2 exact', '3/4 exact']);
  });

  test('a hundred of one name find nothing', () => {
    const all = Array.from({ length: 100 }, (_, id) => [h('project', id + 1), f('project', id + 201)]).flat();
    expect(classes('project', [...ACME, ...all]).filter((pair) => !pair.endsWith('possible'))).toEqual([]);
  });
});

describe('what is known', () => {
  test('linked and ignored records are nobody’s counterpart, and a linked client counts as one', () => {
    const records = [
      h('client', 1, { name: 'Acme' }),
      f('client', 11, { name: 'Other' }),
      h('project', 1),
      f('project', 2),
      f('project', 3),
    ];
    const known = {
      linkedTo: ({ kind, id }: AccountRecord) => (kind === 'client' ? (Number(id) === 1 ? 11 : 1) : undefined),
      isIgnored: ({ kind, id }: AccountRecord) => kind === 'project' && Number(id) === 3,
    };
    const matches = matchAccounts(have(records), known);
    expect(matches.of(records[2]!)).toEqual([
      {
        ...{ side: 'forecast', id: 2, name: 'Website', client: 'Other', code: null, email: null, updated: null },
        archived: false,
        class: 'exact',
        evidence: [{ code: 'same-name' }, { code: 'same-client', client: 'Other', by: 'link' }],
      },
    ]);
    expect(matches.of(records[4]!)).toEqual([]);
  });

  test('projects of one name speak for a client that is nearly called the same', () => {
    const pair = (id: number, name: string) => [
      h('project', id, { name, client: 1 }),
      f('project', id + 50, { name, client: 11 }),
    ];
    const records = [
      h('client', 1, { name: 'Hansen' }),
      f('client', 11, { name: 'Hansen Partner' }),
      ...pair(1, 'Yearbook'),
      ...pair(2, 'Gala'),
    ];
    expect(classes('client', records)).toEqual(['1/11 likely']);
    expect(classes('project', records)).toEqual(['1/51 likely', '2/52 likely']);
  });
});
