import { describe, expect, test } from 'vitest';
import type { Values } from '../../src/model/field.ts';
import type { Have } from '../../src/model/have.ts';
import type { ForecastId } from '../../src/model/id.ts';
import type { Last } from '../../src/model/last.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import { RECORD_KINDS, type RecordKind } from '../../src/model/kind.ts';
import type { Side } from '../../src/model/side.ts';
import type { Want } from '../../src/model/want.ts';
import { f, h, have, linesOf, link, planOf, synced, want } from '../support/world.ts';
import { applied } from '../support/simulate.ts';
import { edit, throughText } from './rounds.ts';

/*
 * What the state knows of a pair stays until both ends are gone for good. Each story: in step; the file leaves the pair out for an
 * apply, one way or another; the file is as it was. From then on everything has to be as if nothing had happened.
 */
const CLIENTS = [link('client', 101, 201), link('client', 102, 202)];
const PROJECTS = [link('project', 301, 401), link('project', 302, 402)];
const PEOPLE = [link('person', 501, 601), link('person', 502, 602)];
const FILE = want([...CLIENTS, ...PROJECTS, ...PEOPLE]);
const BO = { first_name: 'Bo', email: 'bo@acme.example', roles: ['Developer'] };
const WORLD = have([
  ...[h('client', 101), f('client', 201, { pointer: 101 })],
  ...[h('client', 102, { name: 'Beta' }), f('client', 202, { name: 'Beta', pointer: 102 })],
  ...[h('project', 301, { name: 'Site', client: 101 })],
  ...[f('project', 401, { name: 'Site', client: 201, pointer: 301 })],
  ...[h('project', 302, { name: 'Shop', client: 101 })],
  ...[f('project', 402, { name: 'Shop', client: 201, pointer: 302 })],
  ...[h('person', 501), f('person', 601, { pointer: 501 })],
  ...[h('person', 502, BO), f('person', 602, { ...BO, pointer: 502 })],
  ...[h('role', 702, { name: 'Developer' }), f('role', 802, { name: 'Developer', pointer: 702 })],
]);

interface Point {
  readonly have: Have;
  readonly last: Last;
}

const START: Point = { have: WORLD, last: synced(FILE, WORLD) };

/** One apply of a file, after somebody edited the accounts. */
function apply(file: Want, { have, last }: Point, edited: (have: Have) => Have = (same) => same): Point {
  const now = edited(have);
  const after = applied(file, now, last, planOf({ want: file, have: now, last }));
  return { have: after.have, last: throughText(after.last) };
}

function plan(file: Want, { have, last }: Point, edited: (have: Have) => Have = (same) => same): string[] {
  return linesOf(planOf({ want: file, have: edited(have), last }));
}

function without(have: Have, side: Side, kind: RecordKind, id: number): Have {
  const records = new Map(have[side].records[kind] as unknown as ReadonlyMap<number, AccountRecord>);
  const name = records.get(id)?.values.name;
  records.delete(id);
  const account = { ...have[side], records: { ...have[side].records, [kind]: records } };
  const now = { ...have, [side]: account };
  if (kind !== 'role') return now;
  // A role that is deleted disappears from everybody who has it.
  return [...account.records.person.values()].reduce(
    (world: Have, { id, values }) =>
      edit(world, side, 'person', id, { roles: (values.roles ?? []).filter((role) => role !== name) }),
    now,
  );
}

function recordsOf(world: Have): AccountRecord[] {
  return (['harvest', 'forecast'] as const).flatMap((side) =>
    RECORD_KINDS.flatMap((kind) => [...(world[side].records[kind] as ReadonlyMap<number, AccountRecord>).values()]),
  );
}

const ignoring = (kind: RecordKind, ids: Partial<Record<Side, readonly (number | string)[]>>): Want => ({
  ...FILE,
  ignore: { ...FILE.ignore, [kind]: { harvest: [], forecast: [], ...ids } },
});

/** Files that say nothing of the role 702/802 for a while. */
const ROLE_AWAY: readonly (readonly [string, Want])[] = [
  ['roles: off', { ...FILE, roles: 'off' }],
  ['ignored by its Harvest id', ignoring('role', { harvest: [702] })],
  ['ignored by its Forecast id', ignoring('role', { forecast: [802] })],
  ['ignored by name in Harvest', ignoring('role', { harvest: ['Dev*'] })],
  ['ignored by name in Forecast', ignoring('role', { forecast: ['Dev*'] })],
];

describe('a role, after an apply that left it out', () => {
  describe.each(ROLE_AWAY)('%s', (_what, away) => {
    test.each([
      ['harvest', 702, 'forecast:delete:role:702/802 name "Developer" → null [role.deleted] harvest'],
      ['forecast', 802, 'harvest:delete:role:702/802 name "Developer" → null [role.deleted] forecast'],
    ] as const)('role.deleted: deleted meanwhile in %s, it is deleted on the other side', (side, id, expected) => {
      const meanwhile = apply(away, START, (now) => without(now, side, 'role', id));
      expect(plan(away, meanwhile)).toEqual([]);
      expect(plan(FILE, meanwhile)).toEqual([expected]);
    });

    test.each([
      ['harvest', 502, 'forecast:update:person:502/602 roles ["Developer"] → [] [person.roles] harvest'],
      ['forecast', 602, 'harvest:update:person:502/602 roles ["Developer"] → [] [person.roles] forecast'],
    ] as const)('person.roles: taken from somebody in %s, it is taken on the other side', (side, id, expected) => {
      const taken = (now: Have): Have => edit(now, side, 'person', id, { roles: [] });
      expect(plan(FILE, apply(away, START, taken))).toEqual([expected]);
      expect(plan(FILE, apply(away, START), taken)).toEqual([expected]);
    });

    test('role.edited: renamed meanwhile, the new name goes over', () => {
      const meanwhile = apply(away, START, (now) => edit(now, 'forecast', 'role', 802, { name: 'DevOps' }));
      expect(plan(FILE, meanwhile)).toContain(
        'harvest:update:role:702/802 name "Developer" → "DevOps" [role.edited] forecast',
      );
    });

    test('is forgotten once it is gone on both sides', () => {
      const gone = (now: Have): Have => without(without(now, 'harvest', 'role', 702), 'forecast', 'role', 802);
      const back = apply(FILE, apply(away, START, gone));
      expect(Object.keys(back.last.baseline)).not.toContain('role:702/802');
      expect(back.last.baseline).toMatchObject({ 'person:502/602': { roles: [] } });
    });
  });

  test('made again by hfsync, since who renamed it wins, it is not taken from those who have it', () => {
    const file: Want = { ...FILE, conflicts: 'forecast' };
    const renamed = (now: Have): Have => {
      const role = edit(without(now, 'harvest', 'role', 702), 'forecast', 'role', 802, { name: 'Coder' });
      return edit(role, 'forecast', 'person', 602, { roles: ['Coder'] });
    };
    // The first apply gets as far as the role: Bo does not have it in Harvest yet.
    const before = { have: renamed(WORLD), last: START.last };
    const part = planOf({ want: file, ...before, only: ['role:-/802'] });
    expect(part.changes.map(({ id }) => id)).toEqual(['harvest:create:role:-/802', 'forecast:link:role:-/802']);
    expect(plan(file, applied(file, before.have, before.last, part))).toEqual([
      'harvest:update:person:502/602 roles [] → ["Coder"] [person.roles] forecast',
    ]);
  });
});

/** Files that say nothing of the pair 301/401 for a while. */
const SITE_AWAY: readonly (readonly [string, Want])[] = [
  ['the link is out of the file', want([...CLIENTS, PROJECTS[1]!, ...PEOPLE])],
  ['it is ignored', { ...ignoring('project', { harvest: [301] }), links: { ...FILE.links, project: [PROJECTS[1]!] } }],
  ['its Forecast end is mistyped', want([...CLIENTS, link('project', 301, 402), ...PEOPLE])],
  ['its Harvest end is mistyped', want([...CLIENTS, link('project', 302, 401), ...PEOPLE])],
  ['its ends are exchanged with others', want([...CLIENTS, link('project', 301, 402), link('project', 302, 401)])],
  ['an id is one that nobody has', want([...CLIENTS, link('project', 301, 409), ...PEOPLE])],
  ['another configuration uses the same state', want([CLIENTS[1]!])],
];

describe('a pair, after an apply that left it out', () => {
  describe.each(SITE_AWAY)('%s', (_what, away) => {
    test.each([
      ['forecast', 401, 'harvest:update:project:301/401 name "Site" → "Site 2" [project.name] forecast'],
      ['harvest', 301, 'forecast:update:project:301/401 name "Site" → "Site 2" [project.name] harvest'],
    ] as const)('project.name: an edit in %s is an edit, no first sync', (side, id, expected) => {
      const renamed = (now: Have): Have => edit(now, side, 'project', id, { name: 'Site 2' });
      expect(plan(FILE, apply(away, START, renamed))).toEqual([expected]);
      expect(plan(FILE, apply(away, START), renamed)).toEqual([expected]);
    });
  });
});

describe('a mistyped link of what others name', () => {
  const typo = (entry: Want['links'][RecordKind][number], kind: RecordKind): Want => ({
    ...FILE,
    links: { ...FILE.links, [kind]: [entry] },
  });
  const ADDRESSES = (lines: readonly string[]): readonly string[] =>
    lines.filter((line) => !line.startsWith('manual link.') && !line.startsWith('manual client.'));

  test.each([
    ['Forecast', link('client', 101, 202)],
    ['Harvest', link('client', 102, 201)],
  ])('project.client: the %s id of a client moves no project, and what is agreed stays', (_side, entry) => {
    const file = typo(entry, 'client');
    expect(ADDRESSES(plan(file, START))).toEqual([]);
    const moved = (now: Have): Have => edit(now, 'forecast', 'project', 401, { client: 202 });
    expect(plan(FILE, apply(file, START), moved)).toEqual([
      'harvest:update:project:301/401 client "Acme" → "Beta" #101→#102 [project.client] forecast',
    ]);
  });

  test('project.new-in-harvest: an import waits, and links nothing under the wrong client', () => {
    const file = typo(link('client', 101, 202), 'client');
    const more = [h('project', 303, { name: 'Blog', client: 101 }), f('project', 403, { name: 'Blog', client: 202 })];
    const wanted = { ...file, links: { ...file.links, project: [...PROJECTS, link('project', 303, 'create')] } };
    const world = have([...recordsOf(WORLD), ...more]);
    expect(planOf({ want: wanted, have: world, last: START.last }).changes).toEqual([]);
  });

  test.each([
    ['Forecast', link('role', 702, 803)],
    ['Harvest', link('role', 703, 802)],
  ])('person.roles: the %s id of a role takes it from nobody', (_side, entry) => {
    const more = [h('role', 703, { name: 'Lead' }), f('role', 803, { name: 'Lead', pointer: 703 })];
    const world = have([...recordsOf(WORLD), ...more]);
    const start = { have: world, last: synced(FILE, world) };
    const file = typo(entry, 'role');
    expect(ADDRESSES(plan(file, start))).toEqual([]);
    const taken = (now: Have): Have => edit(now, 'forecast', 'person', 602, { roles: [] });
    expect(plan(FILE, apply(file, start), taken)).toEqual([
      'harvest:update:person:502/602 roles ["Developer"] → [] [person.roles] forecast',
    ]);
  });
});

describe('who made an edit that waits', () => {
  const edited = (now: Have, values: Values, by: number): Have => {
    const { records } = now.forecast;
    const kim = records.person.get(601 as ForecastId)!;
    const person = new Map(records.person).set(kim.id, {
      ...kim,
      values: { ...kim.values, ...values },
      editedBy: by as ForecastId,
    });
    return { ...now, forecast: { ...now.forecast, records: { ...records, person } } };
  };
  const byBo = (now: Have): Have => edited(now, { email: 'kim@new.example' }, 602);
  const byKim = (now: Have): Have => edited(now, { first_name: 'Kimberly' }, 601);

  test.each([
    ['the link was out of the file', want([...CLIENTS, PEOPLE[1]!])],
    ['another configuration used the same state', want([CLIENTS[1]!])],
    ['the link was mistyped', want([link('person', 501, 602)])],
    ['the other end of the link was mistyped', want([link('person', 502, 601)])],
    ['the person was ignored', { ...ignoring('person', { harvest: ['Kim*'] }), links: { ...FILE.links, person: [] } }],
  ])('person.email.other stays what it is, although Kim saved something else while %s', (_what, away) => {
    const seen = apply(FILE, START, byBo);
    const expected = [
      'harvest:update:person:501/601 first_name "Kim" → "Kimberly" [person.name.self] forecast',
      'manual person.email.other person:501/601',
    ];
    expect(plan(FILE, apply(away, seen), byKim)).toEqual(expected);
    expect(plan(FILE, apply(away, seen, byKim))).toEqual(expected);
  });

  test('is not forgotten either where Harvest did not show the e-mail for an apply', () => {
    const seen = apply(FILE, START, byBo);
    const hidden = apply(FILE, seen, (now) => edit(now, 'harvest', 'person', 501, { email: undefined as never }));
    const shown = { ...hidden, have: edit(hidden.have, 'harvest', 'person', 501, { email: 'kim@acme.example' }) };
    expect(plan(FILE, shown, byKim)).toContain('manual person.email.other person:501/601');
  });
});

describe('what is forgotten, and what is not', () => {
  const KINDS = [
    ['client', 102, 202],
    ['person', 501, 601],
    ['project', 301, 401],
  ] as const;
  const nothing = want();

  test.each(KINDS)('a %s that is gone on both sides, once the file does not name it', (kind, harvest, forecast) => {
    const one = apply(nothing, START, (now) => without(now, 'harvest', kind, harvest));
    expect(Object.keys(one.last.baseline)).toContain(`${kind}:${harvest}/${forecast}`);
    const gone = (now: Have): Have => without(now, 'forecast', kind, forecast);
    expect(Object.keys(apply(FILE, one, gone).last.baseline)).toContain(`${kind}:${harvest}/${forecast}`);
    expect(Object.keys(apply(nothing, one, gone).last.baseline)).not.toContain(`${kind}:${harvest}/${forecast}`);
  });

  test('a pair that Forecast itself contradicts is not remembered as one', () => {
    const typo = want([...CLIENTS, link('project', 301, 402), ...PEOPLE]);
    expect(Object.keys(apply(typo, START).last.baseline)).not.toContain('project:301/402');
  });

  test('pointers that vanish all at once trip their guard, although the file named nothing for an apply', () => {
    const quiet = apply(nothing, START);
    const cut = [401, 402].reduce((now, id) => edit(now, 'forecast', 'project', id, { pointer: null }), quiet.have);
    const all = [
      ...['client', 'person', 'role'].flatMap((kind) => [...cut.forecast.records[kind as 'client'].values()]),
    ].reduce((now, { kind, id }) => edit(now, 'forecast', kind, id, { pointer: null }), cut);
    const { guards } = planOf({ want: FILE, have: all, last: quiet.last });
    expect(guards.map(({ guard }) => guard)).toContain('pairing');
  });

  test('a client that came along stays one that did while its project is out of the file', () => {
    const entry = want([link('project', 303, 'create')]);
    const start = have([h('client', 103), h('project', 303, { client: 103 })]);
    const made = applied(entry, start, null, planOf({ want: entry, have: start, last: null }));
    const [client] = made.last.brought;
    const [address] = Object.keys(made.last.baseline).filter((key) => key.startsWith('project:'));
    const declared = want([link('project', 303, Number(address!.split('/')[1]))]);
    const renamed = (now: Have): Have => edit(now, 'harvest', 'client', 103, { name: 'Acme Ltd' });
    expect(plan(declared, apply(nothing, made), renamed)).toEqual([
      `forecast:update:${client} name "Acme" → "Acme Ltd" [client.name] harvest`,
    ]);
  });
});

describe('a pair with one end gone, that the file let go', () => {
  const gone = (now: Have): Have => without(now, 'harvest', 'project', 301);
  const unlinked = want([...CLIENTS, PROJECTS[1]!, ...PEOPLE]);
  const pushed = want([...CLIENTS, PROJECTS[1]!, link('project', 'create', 401), ...PEOPLE]);
  const push = 'harvest:create:project:-/401';

  test('project.deleted-in-harvest: is made again where the file says so', () => {
    const released = apply(unlinked, START, gone);
    expect(plan(unlinked, released)).toEqual(['manual project.deleted-in-harvest project:301/401']);
    expect(planOf({ want: pushed, ...released }).changes.map(({ id }) => id)).toContain(push);
    const again = apply(pushed, released);
    expect(plan(pushed, again)).toEqual([]);
    // What was made is not made again where somebody deletes that too.
    const [made] = [...again.have.harvest.records.project.keys()].filter((id) => id > 900_000);
    expect(plan(pushed, again, (now) => without(now, 'harvest', 'project', made!))).toEqual([
      `manual project.deleted-in-harvest project:${made}/401`,
    ]);
  });

  test('is no loss that a guard has to stop, as often as it is seen', () => {
    const many = Array.from({ length: 6 }, (_, at) => [
      h('client', 111 + at),
      f('client', 211 + at, { pointer: 111 + at }),
    ]);
    const world = have(
      many.flat().map((record) => ({ ...record, values: { ...record.values, name: `C${record.id}` } })),
    );
    const links = want(many.map((_, at) => link('client', 111 + at, 211 + at)));
    const emptied = many.reduce((now, _, at) => without(now, 'harvest', 'client', 111 + at), world);
    const state = synced(links, world);
    expect(planOf({ want: links, have: emptied, last: state }).guards.map(({ guard }) => guard)).toEqual(['emptied']);
    expect(planOf({ want: want(), have: emptied, last: state }).guards).toEqual([]);
  });
});
