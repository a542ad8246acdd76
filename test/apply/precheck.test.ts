import { describe, expect, it } from 'vitest';
import { precheck, unstored } from '../../src/apply/precheck.ts';
import type { FieldName, Values } from '../../src/model/field.ts';
import { changeOf, person, project } from '../support/changes.ts';

const CHANGE = changeOf('forecast', 'update', project(1, 2), {});
const BASE: Values = { name: 'Site', code: 'S', status: 'active', notes: '' };
const nobody = { explains: () => false };

function verdict(fresh: Values, wanted: Values, expected = BASE) {
  const judged = precheck(CHANGE, fresh, expected, wanted, nobody);
  return judged.kind === 'stale' ? judged.differences.map(({ field }) => field) : judged.kind;
}

describe('a record right before its write', () => {
  it.each<readonly [string, Values, Values, string | readonly FieldName[]]>([
    ['as expected', BASE, { name: 'Web' }, 'ready'],
    ['with every wanted value', { ...BASE, name: 'Web', code: 'W' }, { name: 'Web', code: 'W' }, 'already'],
    ['with one of two wanted values', { ...BASE, name: 'Web' }, { name: 'Web', code: 'W' }, 'ready'],
    ['with neither the old nor the wanted value', { ...BASE, name: 'Theirs' }, { name: 'Web' }, ['name']],
    ['with another field edited', { ...BASE, code: 'T' }, { name: 'Web' }, ['code']],
    ['with two fields edited', { ...BASE, name: 'Theirs', code: 'T' }, { name: 'Web' }, ['name', 'code']],
    ['with notes edited, which are not written', { ...BASE, notes: 'x' }, { name: 'Web' }, 'ready'],
    ['with notes edited, which are written', { ...BASE, notes: 'x' }, { notes: 'y' }, ['notes']],
    ['without the field to write', { code: 'S', status: 'active' }, { name: 'Web' }, ['name']],
    ['without a field that is not written', { name: 'Site', status: 'active' }, { name: 'Web' }, 'ready'],
  ])('%s', (_what, fresh, wanted, expected) => {
    expect(verdict(fresh, wanted)).toEqual(expected);
  });

  it('whose field was never seen: what shows now is no edit', () => {
    expect(verdict({ name: 'Site', code: 'T' }, { name: 'Web' }, { name: 'Site' })).toBe('ready');
    expect(verdict({ name: 'Site' }, { code: 'T' }, { name: 'Site' })).toBe('ready');
  });

  it('of a person, who moved because a role did: no edit; of a project it is one', () => {
    const own = { explains: (_side: unknown, field: FieldName) => field === 'roles' };
    const kim = changeOf('forecast', 'update', person(1, 2), {});
    const judge = (change: typeof CHANGE, fresh: Values) =>
      precheck(change, fresh, { email: 'a', roles: ['Dev'] }, { capacity: 1 }, own).kind;
    expect(judge(kim, { email: 'a', roles: ['Engineer'], capacity: 2 })).toBe('ready');
    expect(judge(kim, { email: 'b', roles: ['Dev'], capacity: 2 })).toBe('stale');
    expect(judge(CHANGE, { email: 'a', roles: ['Engineer'], capacity: 2 })).toBe('stale');
  });
});

it('what was not stored is named, with what is there', () => {
  expect(unstored({ name: 'Web', code: 'W' }, { name: 'Web', code: 'S' })).toEqual([
    { field: 'code', expected: 'W', found: 'S' },
  ]);
});

it('a value that was never known was not asked for', () => {
  const wanted: Values = { name: 'Web', code: undefined as never };
  expect(unstored(wanted, { name: 'Web', code: 'S' })).toEqual([]);
});
