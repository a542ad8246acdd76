import { describe, expect, test } from 'vitest';
import type { RecordKind } from '../../src/model/kind.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Link, Want } from '../../src/model/want.ts';
import { f, h, have, link, linesOf, planOf, want } from '../support/world.ts';

function lines(links: readonly Link[], records: readonly AccountRecord[], options: Partial<Want> = {}): string[] {
  return linesOf(planOf({ want: want(links, options), have: have(records), last: null })).filter(
    (line) => !line.includes(' pointer '),
  );
}

function ignored(kind: RecordKind, id: number): Partial<Want> {
  const none = { harvest: [], forecast: [] };
  const nothing = { role: none, client: none, person: none, project: none };
  return { ignore: { ...nothing, [kind]: { harvest: [], forecast: [id] } } };
}

describe('near twins: nothing is created beside a record of nearly the same name', () => {
  const CLIENT = [h('client', 1, { name: 'PRESTIGE' }), f('client', 11, { name: 'Prestige' })];

  test('client.new-in-harvest: a client', () => {
    expect(lines([link('client', 1, 'create')], CLIENT)).toEqual([
      'manual client.new-in-harvest client:1/-',
      'manual client.new-in-forecast client:-/11',
    ]);
  });

  test('client.new-in-harvest: the reason names the twin, and a way out links it', () => {
    const made = planOf({ want: want([link('client', 1, 'create')]), have: have(CLIENT), last: null });
    const [item] = made.manual;
    expect(item?.reasons).toMatchObject([
      { code: 'near-twin', candidates: [{ id: 11, name: 'Prestige', archived: false }] },
    ]);
    expect(item?.reason).toContain('11 "Prestige"');
    expect(item?.ways_out[0]?.yaml).toContain('# in the entry at hfsync.yaml:1\nforecast: 11');
  });

  test('client.new-in-harvest: once the file ignores or links the twin, it is created', () => {
    const created = 'forecast:create:client:1/- name null → "PRESTIGE" [client.new-in-harvest] harvest';
    expect(lines([link('client', 1, 'create')], CLIENT, ignored('client', 11))).toEqual([created]);
    const linked = [link('client', 1, 'create'), link('client', 2, 11)];
    expect(lines(linked, [...CLIENT, h('client', 2, { name: 'Prestige' })])).toEqual([created]);
  });

  test('project.new-in-harvest: a project, and one whose client would come along', () => {
    const project = link('project', 5, 'create');
    const site = h('project', 5, { name: 'web-site' });
    const twin = f('project', 51, { name: 'Web site' });
    expect(lines([link('client', 1, 11), project], [...CLIENT, site, twin])).toContain(
      'manual project.new-in-harvest project:5/-',
    );
    expect(lines([project], [...CLIENT, site])).toContain('manual project.new-in-harvest project:5/-');
    expect(lines([project], [h('client', 1), site]).filter((line) => line.startsWith('manual'))).toEqual([]);
  });

  test('project.new-in-forecast: another year, phase or client is no twin', () => {
    const pushed = (left: string, right: string, client = 1): string[] =>
      lines(
        [link('client', 1, 11), link('client', 2, 12), link('project', 'create', 51)],
        [
          ...[h('client', 1), f('client', 11), h('client', 2, { name: 'Other' }), f('client', 12, { name: 'Other' })],
          ...[h('project', 5, { name: left, client }), f('project', 51, { name: right })],
        ],
      ).filter((line) => line === 'manual project.new-in-forecast project:-/51');
    expect(pushed('Retainer 2024', 'Retainer 2025')).toEqual([]);
    expect(pushed('Website phase 1', 'Website phase 2')).toEqual([]);
    expect(pushed('website', 'Website', 2)).toEqual([]);
    expect(pushed('website', 'Website')).toHaveLength(1);
  });

  test('person.new-in-harvest: a person of the same name without an e-mail', () => {
    const records = [h('person', 1), f('person', 11, { email: '' })];
    expect(lines([link('person', 1, 'create')], records)).toContain('manual person.new-in-harvest person:1/-');
  });

  test('role.created, client.new-in-harvest: a name that is taken for good is told before the twin', () => {
    const world = [
      ...[h('role', 1, { name: 'Designer' }), f('role', 11, { name: 'designer' })],
      ...[h('role', 2, { name: 'Writer' }), f('role', 12, { name: 'Designer', pointer: 2 })],
      ...[h('client', 1, { name: 'Acme' }), f('client', 21, { name: 'ACME' })],
      ...[h('client', 2, { name: 'Globex' }), f('client', 22, { name: 'Acme' })],
    ];
    const links = [link('client', 1, 'create'), link('client', 2, 22)];
    const reasons = (options: Partial<Want>): unknown =>
      planOf({ want: want(links, options), have: have(world), last: null })
        .manual.filter(({ address }) => address.endsWith(':1/-'))
        .map(({ address, reasons: told }) => [address, ...(told ?? []).map(({ code }) => code)]);
    expect(reasons({ firstSync: 'manual' })).toEqual([
      ['role:1/-', 'value-taken'],
      ['client:1/-', 'value-taken'],
    ]);
    expect(reasons({ firstSync: 'harvest' })).toEqual([
      ['role:1/-', 'near-twin'],
      ['client:1/-', 'near-twin'],
    ]);
  });

  const TWO = [h('role', 1, { name: 'designer' }), f('role', 11, { name: 'Designer' })];

  function edits(links: readonly Link[], records: readonly AccountRecord[], address: string): unknown {
    const { manual } = planOf({ want: want(links), have: have(records), last: null });
    const item = manual.find((each) => each.address === address);
    return Object.fromEntries(item?.ways_out.flatMap((way) => (way.edits ? [[way.key, way.edits]] : [])) ?? []);
  }

  test('client.new-in-harvest: the ways out link the twin, or ignore all of them', () => {
    const records = [...CLIENT, f('client', 12, { name: 'prestige' })];
    const change = { op: 'change', kind: 'client', harvest: 1, forecast: 'create' };
    const ignore = { op: 'ignore', kind: 'client', side: 'forecast' };
    expect(edits([link('client', 1, 'create')], records, 'client:1/-')).toEqual({
      'link:1/11': [{ ...change, to: { forecast: 11 } }],
      'link:1/12': [{ ...change, to: { forecast: 12 } }],
      'keep-both': [
        { ...ignore, id: 11 },
        { ...ignore, id: 12 },
      ],
    });
  });

  test('client.new-in-harvest: `create` is not offered beside a twin, nor for a project whose client has one', () => {
    const records = [...CLIENT, h('project', 5, { name: 'Shop' }), h('client', 2, { name: 'Other' })];
    expect(edits([], records, 'client:1/-')).not.toHaveProperty('create');
    expect(edits([], records, 'project:5/-')).not.toHaveProperty('create');
    expect(edits([], records, 'client:2/-')).toHaveProperty('create');
  });

  test('project.new-in-harvest: a twin with `create` of its own loses it to the link', () => {
    const links = [link('client', 1, 11), link('project', 5, 'create'), link('project', 'create', 51)];
    const sites = [h('project', 5, { name: 'web-site' }), f('project', 51, { name: 'Web site' })];
    expect(edits(links, [h('client', 1), f('client', 11), ...sites], 'project:5/-')).toEqual({
      'link:5/51': [
        { op: 'change', kind: 'project', harvest: 5, forecast: 'create', to: { forecast: 51 } },
        { op: 'unlink', kind: 'project', harvest: 'create', forecast: 51 },
      ],
    });
  });

  test('role.created: a link is a new entry, and a twin in a pair of its own stays in it', () => {
    expect(edits([], TWO, 'role:1/-')).toEqual({
      'link:1/11': [{ op: 'link', kind: 'role', harvest: 1, forecast: 11, name: 'designer' }],
      'keep-both': [{ op: 'ignore', kind: 'role', side: 'forecast', id: 11 }],
    });
    const paired = [h('role', 1), f('role', 11, { pointer: 1 }), h('role', 2, { name: 'DESIGNER' })];
    expect(edits([], paired, 'role:2/-')).toEqual({
      'keep-both': [{ op: 'link', kind: 'role', harvest: 1, forecast: 11 }],
    });
  });

  test('role.created: neither of two is made on the other side', () => {
    expect(lines([], TWO)).toEqual(['manual role.created role:1/-', 'manual role.created role:-/11']);
    expect(lines([link('role', 1, 11)], TWO)).toEqual([
      'forecast:link:role:1/11 name "Designer" → "designer" [role.edited] harvest',
    ]);
  });

  test('role.created: nor one beside a pair, unless the file declares the pair', () => {
    const roles = [h('role', 1), f('role', 11, { pointer: 1 }), h('role', 2, { name: 'DESIGNER' })];
    expect(lines([], roles)).toEqual(['manual role.created role:2/-']);
    expect(lines([link('role', 1, 11)], roles)).toEqual([
      'forecast:create:role:2/- name null → "DESIGNER" [role.created] harvest',
    ]);
  });
});
