import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import type { UserError } from '../../src/model/error.ts';
import type { Change } from '../../src/model/plan.ts';
import type { Side } from '../../src/model/side.ts';
import { selectChanges } from '../../src/plan/select/changes.ts';
import { checkSelection, chooserOf, type Selection } from '../../src/plan/select/chooser.ts';
import type { Describe, Described } from '../../src/plan/select/described.ts';
import { applied } from '../support/simulate.ts';
import { f, h, have, link, planOf, synced, want } from '../support/world.ts';

const [CLIENT, PROJECT, ROLE, KIM] = [
  formatAddress('client', 1, 11),
  formatAddress('project', 2, 12),
  formatAddress('role', 3, 13),
  formatAddress('person', 4, 14),
];

/** A client is made, its project moves to it, then is renamed; a role goes once Kim has lost it. */
const CHANGES = [
  change('client', CLIENT, 'create', []),
  change('project', PROJECT, 'update', ['client']),
  change('kim', KIM, 'update', []),
  change('role', ROLE, 'delete', ['kim']),
];

function change(id: string, address: Change['address'], action: Change['action'], after: readonly string[]): Change {
  return {
    ...{ id, address, action, after, kind: 'project', label: id, account: 'forecast' },
    ...{ rules: [], fields: [], effects: [] },
  };
}

/** What the four are called, and where the file has them. */
const DESCRIBED: { readonly [address: string]: Described } = {
  [CLIENT]: { kind: 'client', harvest: 1, forecast: 11, names: ['Acme', 'ACME'], at: lines(3, 3) },
  [PROJECT]: { kind: 'project', harvest: 2, forecast: 12, names: ['Website 2027'], at: lines(5, 8) },
  [ROLE]: { kind: 'role', harvest: 3, forecast: 13, names: ['Designer'], at: null },
  [KIM]: { kind: 'person', harvest: 4, forecast: null, names: ['Kim Allen'], at: null },
};
const describeAddress: Describe = (address) => DESCRIBED[address] ?? null;

function lines(line: number, lastLine: number): Described['at'] {
  return { path: 'links/acme.yaml', line, lastLine };
}

function choose(only: readonly string[], except: readonly string[] = []): ReturnType<typeof chooserOf> {
  return chooserOf({ only, except }, describeAddress);
}

describe('a selection', () => {
  test.each([
    ['nothing named: everything', [], [], ['client', 'project:client', 'kim', 'role:kim']],
    ['only: with what it waits for', [PROJECT], [], ['client', 'project:client']],
    ['only: a deletion pulls nobody in, and waits for nobody who is not there', [ROLE], [], ['role']],
    ['except: what waits for it goes with it', [], [CLIENT], ['kim', 'role:kim']],
    ['except: a deletion does not', [], [KIM], ['client', 'project:client', 'role']],
    ['both: except wins, and takes what waits for it', [PROJECT, KIM], [CLIENT], ['kim']],
  ] as const)('%s', (_what, only, except, expected) => {
    const left = selectChanges(choose(only, except), CHANGES);
    expect(left.map(({ id, after }) => [id, ...after].join(':'))).toEqual(expected);
  });

  test.each([
    [[], [], true],
    [[KIM], [], true],
    [[ROLE], [], false],
    [[], [KIM], false],
    [[KIM], [KIM], false],
  ] as const)('--only %j --except %j: %s', (only, except, selected) => {
    const chooser = choose(only, except);
    expect(chooser.isWhole(KIM)).toBe(selected);
    expect(chooser.isAbout(KIM)).toBe(selected);
    expect(chooser.has({ address: KIM, rule: 'person.capacity' })).toBe(selected);
  });

  test.each([
    ['project:2/*', [PROJECT]],
    ['project:*/12', [PROJECT]],
    ['project:*/13', []],
    ['person:*/-', [KIM]],
    ['client:-/*', []],
    ['2', [PROJECT]],
    ['12', [PROJECT]],
    ['project:12', [PROJECT]],
    ['client:12', []],
    ['client', [CLIENT]],
    ['people', [KIM]],
    ['company', []],
    ['Website*', [PROJECT]],
    ['website*', []],
    ['ACME', [CLIENT]],
    ['client:A?me', [CLIENT]],
    ['project:A?me', []],
    ['*', [CLIENT, PROJECT, ROLE, KIM]],
    ['links/acme.yaml:3', [CLIENT]],
    ['links/acme.yaml:8', [PROJECT]],
    ['links/acme.yaml:8:12', [PROJECT]],
    ['links/acme.yaml:4', []],
    ['hfsync.yaml:3', []],
  ])('%s means %j', (text, expected) => {
    const all = [CLIENT, PROJECT, ROLE, KIM];
    expect(all.filter((address) => choose([text]).isNamed(address))).toEqual(expected);
    expect(all.filter((address) => choose([], [text]).isLeftOut(address))).toEqual(expected);
  });

  test.each([
    ['person:9/9', 'No link and no record of the plan has this address. `hfsync plan` shows addresses.'],
    ['person:4/9', 'No link and no record of the plan has this address. The record is now at person:4/14.'],
    ['person:9/*', 'No link and no record of the plan has this id. `hfsync list` shows ids.'],
    ['hfsync.yaml:9', 'There is no entry under links on this line. `hfsync list` shows the line of each link.'],
    ['kim', expect.stringContaining('No link and no record of the plan has this name. Name an address')],
  ])('that names %s is refused, with what to do', (text, hint) => {
    const check = (): void => checked({ only: [KIM], except: [text] });
    expect(check).toThrow(`--except: "${text}" is not known here.`);
    expect(caught(check)).toMatchObject({ code: 'input.address', hint });
  });

  test.each([KIM, 'Kim*', 'person', 'project', 'project.name'])('%s is taken', (text) => {
    expect(checked({ only: [text], except: [] })).toBeUndefined();
  });

  function checked(selection: Selection): void {
    checkSelection(selection, new Set([KIM]), describeAddress);
  }
});

describe('a rule', () => {
  /** A project of another client is renamed and moves; its own client comes back from the archive; a person is renamed and gets a role that is new. */
  const wanted = want([
    ...[link('client', 1, 11), link('client', 2, 12), link('project', 5, 15), link('project', 6, 16)],
    link('person', 7, 17),
  ]);
  const records = (now: boolean) => [
    ...[h('client', 1), f('client', 11, { pointer: 1 }), h('client', 2, { name: 'Umbrella' })],
    f('client', 12, { name: 'Umbrella', pointer: 2, status: now ? 'active' : 'archived' }),
    h('project', 5, { name: now ? 'Site' : 'Website', code: now ? 'W' : '' }),
    f('project', 15, { name: 'Website', client: 11, pointer: 5 }),
    ...[h('project', 6, { name: 'Shop' }), f('project', 16, { name: 'Shop', client: now ? 12 : 11, pointer: 6 })],
    ...(now ? [f('role', 18, { name: 'Analyst' })] : []),
    h('person', 7),
    f(
      'person',
      17,
      { pointer: 7, first_name: now ? 'Kimberly' : 'Kim', roles: now ? ['Analyst'] : [] },
      { editedBy: now ? 17 : null },
    ),
  ];
  const before = have(
    records(false).map((record) =>
      record.kind === 'client' && record.values.name === 'Umbrella'
        ? { ...record, values: { ...record.values, status: 'archived' as const } }
        : record,
    ),
  );
  const now = records(true).map((record) =>
    record.side === 'harvest' && record.kind === 'client' && record.values.name === 'Umbrella'
      ? { ...record, values: { ...record.values, status: 'archived' as const } }
      : record,
  );
  const world = { want: wanted, have: have(now), last: synced(wanted, before) };
  const chosen = (part: { readonly only?: readonly string[]; readonly except?: readonly string[] }): string[] =>
    planOf({ ...world, ...part }).changes.map(
      ({ id, fields }) => `${id} ${fields.map(({ field }) => field).join(',')}`,
    );

  const ALL = [
    'harvest:create:role:-/18 name',
    'forecast:link:role:-/18 pointer',
    'harvest:update:client:2/12 status',
    'harvest:update:person:7/17 first_name,roles',
    'forecast:update:project:5/15 name,code',
    'harvest:update:project:6/16 client',
  ];

  test('everything, for comparison', () => expect(chosen({})).toEqual(ALL));

  test.each([
    ['its field alone', { only: ['project.name'] }, ['forecast:update:project:5/15 name']],
    [
      'and no role that only another field needs',
      { only: ['person.name.self'] },
      ['harvest:update:person:7/17 first_name'],
    ],
    [
      'with what its field waits for, whole',
      { only: ['person.roles'] },
      ['harvest:create:role:-/18 name', 'forecast:link:role:-/18 pointer', 'harvest:update:person:7/17 roles'],
    ],
    [
      'with a record of another kind that it waits for',
      { only: ['project.client'] },
      ['harvest:update:client:2/12 status', 'harvest:update:project:6/16 client'],
    ],
    [
      'beside a record',
      { only: ['project.code', 'project:6/16'] },
      ['harvest:update:client:2/12 status', 'forecast:update:project:5/15 code', 'harvest:update:project:6/16 client'],
    ],
    ['but for a record', { only: ['project.name', 'project.code'], except: ['5'] }, []],
    [
      'left out: the rest of the record stays',
      { except: ['project.code'] },
      ALL.map((line) => (line.includes(':5/15') ? 'forecast:update:project:5/15 name' : line)),
    ],
    [
      'left out: what waits for it goes too',
      { except: ['client.status'] },
      ALL.filter((line) => !/client:2\/12|project:6\/16/.test(line)),
    ],
    [
      'left out, a create: what waits for it goes too',
      { except: ['role.created'] },
      ALL.filter((line) => !/role|person/.test(line)),
    ],
    ['with nothing under it: an empty plan', { only: ['person.email.self'] }, []],
  ])('chooses %s', (_what, part, expected) => expect(chosen(part)).toEqual(expected));

  test('chooses items of that rule, of whatever record', () => {
    const alone = want([]);
    const two = have([h('project', 1), h('client', 1), f('project', 11, { client: 11 })]);
    const plan = planOf({ want: alone, have: two, last: null, only: ['project.new-in-harvest'] });
    expect(plan.manual.map(({ id }) => id)).toEqual(['manual:project.new-in-harvest:project:1/-']);
    expect(plan.left_out).toMatchObject({ manual: 2 });
  });
});

describe('unique names that change places', () => {
  const chain = (kind: 'role' | 'client' | 'project', written: Side, names: readonly string[]) => {
    const ids = names.map((_name, index) => index + 1);
    const linked = kind === 'role' ? [] : ids.map((id) => link(kind, id, id + 10));
    const links = kind === 'project' ? [link('client', 1, 11), ...linked] : linked;
    const clients = kind === 'project' ? [h('client', 1), f('client', 11, { pointer: 1 })] : [];
    const records = (edited: (id: number) => string) => {
      const old = (id: number): string => `N${id}`;
      const [harvest, forecast] = written === 'harvest' ? [old, edited] : [edited, old];
      const pairs = ids.flatMap((id) => [
        h(kind, id, { name: harvest(id) }),
        f(kind, id + 10, { name: forecast(id), pointer: id }),
      ]);
      return have([...clients, ...pairs]);
    };
    const last = synced(
      want(links),
      records((id) => `N${id}`),
    );
    return { want: want(links), have: records((id) => names[id - 1]!), last };
  };

  for (const [kind, written] of [
    ['role', 'harvest'],
    ['role', 'forecast'],
    ['client', 'harvest'],
    ['client', 'forecast'],
    ['project', 'harvest'],
  ] as const) {
    const at = (id: number): string => `${kind}:${id}/${id + 10}`;
    const swap = ['N2', 'N1'];
    const three = ['N2', 'N3', 'N1'];
    test.each([
      [swap, { only: [at(1)] }, [1, 1, 2]],
      [swap, { only: [at(2)] }, [1, 1, 2]],
      [swap, { except: [at(1)] }, []],
      [swap, { except: [at(2)] }, []],
      [swap, { only: [at(2)], except: [at(1)] }, []],
      [three, { only: [at(1)] }, [1, 1, 2, 3]],
      [three, { only: [at(2)] }, [1, 1, 2, 3]],
      [three, { only: [at(3)] }, [1, 1, 2, 3]],
      [three, { except: [at(1)] }, []],
      [three, { except: [at(2)] }, []],
      [three, { except: [at(3)] }, []],
      // A chain that is no circle: who takes a name needs who gives it, not the other way round.
      [['N2', 'N3', 'N4'], { only: [at(1)] }, [1, 2, 3]],
      [['N2', 'N3', 'N4'], { only: [at(3)] }, [3]],
      [['N2', 'N3', 'N4'], { except: [at(2)] }, [3]],
    ] as const)(`${kind}s in ${written}: %j with %j: all of them or none`, (names, part, expected) => {
      const world = chain(kind, written, names);
      const plan = planOf({ ...world, ...part });
      expect(plan.changes.map(({ address }) => Number(/\d+/.exec(address)![0]))).toEqual(expected);
      const after = applied(world.want, world.have, world.last, plan);
      const left = [...after.have[written].records[kind].values()].map(({ values }) => values.name);
      expect(left.filter((name) => name?.startsWith('hfsync-tmp-'))).toEqual([]);
    });
  }
});

describe('what a selection pulls in', () => {
  test('client.new-in-forecast: the client of a push comes with its pointer', () => {
    const wanted = want([link('project', 'create', 15)]);
    const world = have([f('client', 11), f('project', 15)]);
    const plan = planOf({ want: wanted, have: world, last: null, only: ['project:-/15'] });
    expect(plan.changes.map(({ id }) => id)).toEqual([
      'harvest:create:client:-/11',
      'forecast:link:client:-/11',
      'harvest:create:project:-/15',
      'forecast:link:project:-/15',
    ]);
  });

  test('project.status: a restore whose rename cannot come does not come alone', () => {
    const links = [link('client', 1, 11), link('project', 5, 15), link('project', 6, 16)];
    const records = (first: object, second: object) => [
      ...[h('client', 1), f('client', 11, { pointer: 1 })],
      ...[h('project', 5, { name: 'A', status: 'archived' }), h('project', 6, { name: 'B' })],
      ...[f('project', 15, { pointer: 5, ...first }), f('project', 16, { pointer: 6, ...second })],
    ];
    const last = synced(want(links), have(records({ name: 'A', status: 'archived' }, { name: 'B' })));
    const world = { want: want(links), have: have(records({ name: 'B' }, { name: 'C' })), last };
    expect(planOf(world).changes).toHaveLength(3);
    expect(planOf({ ...world, except: ['project:6/16'] }).changes).toEqual([]);
  });
});

function caught(run: () => void): UserError {
  try {
    run();
  } catch (error) {
    return error as UserError;
  }
  throw new Error('nothing was thrown');
}
