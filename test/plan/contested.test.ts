import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import type { Have } from '../../src/model/have.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Side } from '../../src/model/side.ts';
import { explainRecord } from '../../src/plan/explain-record.ts';
import { noteText, stateText } from '../../src/rules/explained.ts';
import { applied } from '../support/simulate.ts';
import { changeLines, conflictLines, f, h, have, linesOf, link, planOf, want } from '../support/world.ts';
import { edit, inTurn, play, set, type Tools } from './rounds.ts';

const client = [h('client', 1), f('client', 11, { pointer: 1 })];
const project = [h('project', 2), f('project', 12, { pointer: 2 })];
const person = [h('person', 3), f('person', 13, { pointer: 3 })];
const role = [h('role', 4), f('role', 14, { pointer: 4 })];
const clientLink = link('client', 1, 11);

const OWNED = want([clientLink, link('project', 2, 12, { name: 'Shop' })]);
const SHOP = have([...client, h('project', 2, { name: 'Shop' }), f('project', 12, { name: 'Shop', pointer: 2 })]);
const RESET = set('forecast', 'project', 12, { name: 'Website' });

describe('a contested field', () => {
  const contested = play(OWNED, SHOP, RESET, 3)[2]!;
  const now = RESET(contested.have, 4);

  test('is told with both values and what to do', () => {
    const { conflicts } = planOf({ want: OWNED, have: now, last: contested.last });
    expect(conflicts).toEqual([
      {
        id: 'contested:name:project:2/12',
        ...{ address: 'project:2/12', kind: 'project', label: 'Shop', field: 'name', rule: 'project.name' },
        named: { harvest: 'Shop', forecast: 'Website', client: 'Acme' },
        ...{ baseline: 'Shop', harvest: 'Shop', forecast: 'Website' },
        reason:
          'hfsync wrote the name in three applies in a row, and each time something else set it back. It will not write the same value again.',
        reasons: [{ code: 'set-back', fields: ['name'] }],
        ways_out: [
          {
            key: 'stop',
            text: 'Find what sets it back and stop it. Then make both sides equal by hand, or start over with this record: hfsync state rm project:2/12.',
          },
          {
            key: 'keep-forecast',
            text: 'Keep what is there now:',
            edits: [
              {
                ...{ op: 'change', kind: 'project', harvest: 2, forecast: 12 },
                to: { set: { name: 'Website' } },
              },
            ],
            yaml: '# in the entry at hfsync.yaml:1\nset: { name: Website }',
          },
        ],
        urls: ['https://sample.harvestapp.com/projects/2', 'https://forecastapp.com/2/projects/12/edit'],
        declared_at: { path: 'hfsync.yaml', line: 1 },
      },
    ]);
  });

  test('is explained', () => {
    const input = { version: '0', createdAt: '', digestKey: null, want: OWNED, have: now, last: contested.last };
    const explained = explainRecord(input, 'project:2/12' as Address);
    const [row] = explained.rows;
    const [note] = explained.notes;
    expect(row).toMatchObject({ field: 'name', state: 'owned', contested: true, rule: 'project.name' });
    expect(stateText(row!)).toBe('owned by the file (`set:`); contested: set back three times');
    expect(note).toMatchObject({ code: 'conflict', reasons: [{ code: 'set-back', fields: ['name'] }] });
    expect(noteText(explained, note!)).toMatch(/^Conflict, project\.name: hfsync wrote the name in three applies/);
  });

  test('leaves the other fields of its record and other records to go on', () => {
    const more = edit(edit(now, 'harvest', 'project', 2, { code: 'S' }), 'harvest', 'client', 1, { name: 'Acme Ltd' });
    const plan = planOf({ want: OWNED, have: more, last: contested.last });
    expect(linesOf(plan)).toEqual([
      'forecast:update:client:1/11 name "Acme" → "Acme Ltd" [client.name] harvest',
      'forecast:update:project:2/12 code "" → "S" [project.code] harvest',
      'conflict project.name project:2/12 name',
    ]);
    // It stays contested, although that apply writes.
    const after = applied(OWNED, more, contested.last, plan);
    expect(linesOf(planOf({ want: OWNED, ...after }))).toEqual(['conflict project.name project:2/12 name']);
  });

  test('is not written for another value in the file, until that is contested too', () => {
    const other = want([clientLink, link('project', 2, 12, { name: 'Store' })]);
    expect(linesOf(planOf({ want: other, have: now, last: contested.last }))).toEqual([
      'harvest:update:project:2/12 name "Shop" → "Store" [project.name] config',
      'forecast:update:project:2/12 name "Website" → "Store" [project.name] config',
    ]);
    const taken = want([clientLink, link('project', 2, 12, { name: 'Website' })]);
    expect(linesOf(planOf({ want: taken, have: now, last: contested.last }))).toEqual([
      'harvest:update:project:2/12 name "Shop" → "Website" [project.name] config',
    ]);
  });

  test('is written again once a person made both sides equal and something was written', () => {
    const equal = edit(now, 'forecast', 'project', 12, { name: 'Shop' });
    const code = edit(equal, 'harvest', 'project', 2, { code: 'S' });
    const [quiet, busy] = play(OWNED, equal, (have, round) => (round === 1 ? have : code), 2, contested.last);
    expect(quiet!.last.written).toEqual(contested.last.written);
    expect(changeLines(busy!.plan)).toEqual(['forecast:update:project:2/12 code "" → "S" [project.code] harvest']);
    expect(busy!.last.written).toEqual({ 'project:2/12': { code: [{ forecast: 'S' }] } });
    expect(changeLines(planOf({ want: OWNED, have: RESET(busy!.have, 0), last: busy!.last }))).toEqual([
      'forecast:update:project:2/12 name "Website" → "Shop" [project.name] config',
    ]);
  });

  test('is written again at once where both sides agree on another value', () => {
    const free = want([clientLink, link('project', 2, 12)]);
    const equal = edit(now, 'harvest', 'project', 2, { name: 'Website' });
    const [quiet, again] = play(
      free,
      equal,
      (have, round) => (round === 1 ? have : edit(have, 'harvest', 'project', 2, { name: 'Shop' })),
      2,
      contested.last,
    );
    expect(quiet!.last.written).toBeUndefined();
    expect(changeLines(again!.plan)).toEqual([
      'forecast:update:project:2/12 name "Website" → "Shop" [project.name] harvest',
    ]);
  });

  test('stays contested where the record was left out of the file for a while, and an apply wrote something else', () => {
    const tools: Tools = (have) => edit(have, 'harvest', 'client', 1, { name: 'Acme Ltd' });
    const [busy] = play(want([clientLink]), now, tools, 1, contested.last);
    expect(busy!.last.written).toEqual({
      ...contested.last.written,
      'client:1/11': { name: [{ forecast: 'Acme Ltd' }] },
    });
    expect(linesOf(planOf({ want: OWNED, have: busy!.have, last: busy!.last }))).toEqual([
      'conflict project.name project:2/12 name',
    ]);
  });

  test('holds nobody up: what needs its value is told as taken', () => {
    const both = want([link('client', 1, 11, { name: 'A' }), link('client', 5, 15, { name: 'Website' })]);
    const clients = have([
      ...[h('client', 1, { name: 'A' }), f('client', 11, { name: 'A', pointer: 1 })],
      ...[h('client', 5, { name: 'B' }), f('client', 15, { name: 'B', pointer: 5 })],
    ]);
    const tool = set('forecast', 'client', 11, { name: 'Website' });
    const three = play(want([link('client', 1, 11, { name: 'A' }), link('client', 5, 15)]), clients, tool, 3)[2]!;
    const plan = planOf({ want: both, have: tool(three.have, 4), last: three.last });
    expect(linesOf(plan)).toEqual([
      'harvest:update:client:5/15 name "B" → "Website" [client.name] config',
      'manual client.name client:5/15',
      'conflict client.name client:1/11 name',
    ]);
    expect(plan.manual[0]?.reason).toBe('The name is taken in Forecast by "Website" (11).');
  });

  test('of what a deletion left: restored after each apply that archives it', () => {
    const archived = want([clientLink, link('project', 2, 12, { status: 'archived' })]);
    const alone: Tools = (have) => {
      const { records } = have.forecast;
      const left = { ...have, forecast: { ...have.forecast, records: { ...records, project: new Map() } } };
      return edit(left, 'harvest', 'project', 2, { status: 'active' });
    };
    const rounds = play(archived, have([...client, ...project]), alone, 4);
    const written = 'harvest:update:project:2/12 status "active" → "archived" [project.status] config';
    const gone = 'manual project.deleted-in-forecast project:2/12';
    expect(rounds.map(({ plan }) => linesOf(plan))).toEqual([
      ...[
        [written, gone],
        [written, gone],
        [written, gone],
      ],
      [gone, 'conflict project.status project:2/12 status'],
    ]);
  });

  test('role.edited: people keep the name that stays', () => {
    const roles = want([link('person', 3, 13)]);
    const tools = inTurn(
      set('harvest', 'role', 4, { name: 'Lead' }),
      set('forecast', 'role', 14, { name: 'Designer' }),
    );
    const three = play(roles, have([...person, ...role]), tools, 3)[2]!;
    const given = edit(tools(three.have, 4), 'harvest', 'person', 3, { roles: ['Lead'] });
    expect(linesOf(planOf({ want: roles, have: given, last: three.last }))).toEqual([
      'forecast:update:person:3/13 roles [] → ["Designer"] [person.roles] harvest',
      'conflict role.edited role:4/14 name',
    ]);
  });
});

describe('what is not contested', () => {
  const free = want([clientLink, link('project', 2, 12)]);
  const start = have([...client, ...project]);
  const names =
    (...all: readonly string[]): Tools =>
    (have, round) =>
      edit(have, 'harvest', 'project', 2, { name: all[round - 1]! });

  test('three values in three applies', () => {
    const rounds = play(free, start, names('A', 'B', 'C', 'D'), 4);
    expect(rounds.map(({ plan }) => plan.conflicts)).toEqual([[], [], [], []]);
    expect(rounds[3]!.last.written).toEqual({ 'project:2/12': { name: [{ forecast: 'D' }] } });
  });

  test('one side that goes back and forth, as long as the other keeps what hfsync writes', () => {
    const rounds = play(free, start, names('A', 'B', 'A', 'B', 'A', 'B'), 6);
    expect(rounds.map(({ plan }) => plan.changes.length)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(rounds[5]!.last.written).toEqual({ 'project:2/12': { name: [{ forecast: 'B' }] } });
  });

  test('values that were set back, another one each time', () => {
    const tools: Tools = (have, round) => {
      const name = ['A', 'B', 'C', 'D', 'E'][round - 1]!;
      const owned = edit(have, 'harvest', 'project', 2, { name });
      return edit(owned, 'forecast', 'project', 12, { name: 'Website' });
    };
    const rounds = play({ ...free, conflicts: 'harvest' }, start, tools, 5);
    expect(rounds.map(({ plan }) => changeLines(plan).length)).toEqual([1, 1, 1, 1, 1]);
    expect(rounds[4]!.last.written).toEqual({
      'project:2/12': { name: [{ forecast: 'C' }, { forecast: 'D' }, { forecast: 'E' }] },
    });
  });

  test('a write that stood for a while: an apply that wrote something else found it in its place', () => {
    const tools: Tools = (have, round) =>
      round === 3 ? edit(have, 'harvest', 'client', 1, { name: 'Acme Ltd' }) : RESET(have, round);
    const rounds = play(OWNED, SHOP, tools, 6);
    expect(rounds.map(({ plan }) => plan.changes.map(({ address }) => address).join())).toEqual([
      'project:2/12',
      'project:2/12',
      'client:1/11',
      'project:2/12',
      'project:2/12',
      'project:2/12',
    ]);
  });

  test('a quiet apply in between changes nothing, neither the state nor the count', () => {
    const tools: Tools = (have, round) => (round % 2 === 0 ? have : RESET(have, round));
    const rounds = play(OWNED, SHOP, tools, 7);
    for (const quiet of [1, 3, 5]) expect(rounds[quiet]!.last.written).toEqual(rounds[quiet - 1]!.last.written);
    expect(conflictLines(rounds[6]!.plan)).toEqual(['project.name project:2/12 name']);
  });

  test('a difference that --only leaves out stays counted', () => {
    const two = play(OWNED, SHOP, RESET, 2)[1]!;
    const now = edit(RESET(two.have, 3), 'harvest', 'client', 1, { name: 'Acme Ltd' });
    const part = planOf({ want: OWNED, have: now, last: two.last, only: ['client:1/11'] });
    expect(changeLines(part)).toEqual(['forecast:update:client:1/11 name "Acme" → "Acme Ltd" [client.name] harvest']);
    const after = applied(OWNED, now, two.last, part);
    expect(after.last.written).toMatchObject({
      'project:2/12': { name: [{ forecast: 'Shop' }, { forecast: 'Shop' }] },
    });
  });

  test('a write that stands is still counted where --only leaves it out', () => {
    const two = play(OWNED, SHOP, RESET, 2)[1]!;
    const now = edit(two.have, 'harvest', 'client', 1, { name: 'Acme Ltd' });
    const only = ['client:1/11'];
    const part = planOf({ want: OWNED, have: now, last: two.last, only });
    const after = applied(OWNED, now, two.last, part, { only, except: [] });
    const [third, fourth] = play(OWNED, after.have, RESET, 2, after.last);
    expect(third!.plan.changes.map(({ address }) => address)).toEqual(['project:2/12']);
    expect(conflictLines(fourth!.plan)).toEqual(['project.name project:2/12 name']);
  });

  test('role.created, role.deleted: a tool that deletes or recreates a role has its way after one apply', () => {
    const one = have([h('role', 4)]);
    const deleting: Tools = (have, round) => (round === 1 ? have : without(have, 'forecast'));
    const created = play(want(), one, deleting, 4);
    expect(created.map(({ plan }) => plan.changes.map(({ id }) => id))).toEqual([
      ['forecast:create:role:4/-'],
      ['harvest:delete:role:4/901000'],
      [],
      [],
    ]);
    const recreating: Tools = (have, round) => {
      const now = round === 2 ? without(have, 'harvest') : have;
      const isMissing = now.forecast.records.role.size === 0;
      return isMissing ? withRole(now, f('role', 20 + round)) : now;
    };
    const deleted = play(want(), have(role), recreating, 5);
    expect(deleted.map(({ plan }) => plan.changes.map(({ id }) => id))).toEqual([
      [],
      ['forecast:delete:role:4/14'],
      ['harvest:create:role:-/23', 'forecast:link:role:-/23'],
      [],
      [],
    ]);
  });
});

function withRole(have: Have, role: AccountRecord<'forecast'>): Have {
  const { records } = have.forecast;
  return { ...have, forecast: { ...have.forecast, records: { ...records, role: new Map([[role.id, role]]) } } };
}

function without(have: Have, side: Side): Have {
  const account = have[side];
  return { ...have, [side]: { ...account, records: { ...account.records, role: new Map() } } };
}
