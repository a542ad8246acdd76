import { describe, expect, it } from 'vitest';
import { createOwnChanges, movesPeople } from '../../src/apply/own.ts';
import { COMPANY } from '../../src/model/address.ts';
import type { Change } from '../../src/model/plan.ts';
import { changeOf, client, role } from '../support/changes.ts';

const rename = (from: string, to: string) => changeOf('harvest', 'update', role(1, 2), { name: [from, to] });
const DELETE = changeOf('harvest', 'delete', role(3, 4), { name: ['Ops', null] });
const DEFAULT = changeOf('harvest', 'update', COMPANY, { capacity: [126_000, 144_000] });

function own(...sent: readonly Change[]) {
  const changes = createOwnChanges();
  for (const change of sent) changes.sent(change);
  return changes;
}

describe('what a run does to people without writing them', () => {
  const roles = (before: readonly string[], found: readonly string[], ...sent: readonly Change[]) =>
    own(...sent).explains('harvest', 'roles', before, found);

  it.each<readonly [string, readonly string[], readonly string[], readonly Change[], boolean]>([
    ['a role renamed', ['Dev'], ['Engineer'], [rename('Dev', 'Engineer')], true],
    ['renamed twice', ['Dev'], ['Coder'], [rename('Dev', 'x'), rename('x', 'Coder')], true],
    ['renamed twice, seen in between', ['Dev'], ['x'], [rename('Dev', 'x'), rename('x', 'Coder')], true],
    ['not renamed yet', ['Dev'], ['Dev'], [rename('Dev', 'Engineer')], true],
    ['a role deleted', ['Dev', 'Ops'], ['Dev'], [DELETE], true],
    ['nothing sent', ['Dev'], ['Engineer'], [], false],
    ['another role renamed', ['Dev'], ['Engineer'], [rename('Lead', 'Engineer')], false],
    ['a role added by somebody', ['Dev'], ['Dev', 'Lead'], [rename('Dev', 'Engineer')], false],
    ['a role taken away by somebody', ['Dev', 'Lead'], ['Dev'], [DELETE], false],
    [
      'a client of that name renamed',
      ['Dev'],
      ['Engineer'],
      [changeOf('harvest', 'update', client(1, 2), { name: ['Dev', 'Engineer'] })],
      false,
    ],
    [
      'a role of that name created',
      ['Dev'],
      ['Engineer'],
      [changeOf('harvest', 'create', role(1, null), { name: [null, 'Engineer'] })],
      false,
    ],
  ])('%s', (_what, before, found, sent, expected) => {
    expect(roles(before, found, ...sent)).toBe(expected);
  });

  it('reaches one account', () => {
    expect(own(rename('Dev', 'Engineer')).explains('forecast', 'roles', ['Dev'], ['Engineer'])).toBe(false);
  });

  it.each([
    [126_000, 144_000, true],
    [126_000, 90_000, false],
    [90_000, 144_000, false],
  ])('a new default explains %i to %i: %s', (before, found, expected) => {
    expect(own(DEFAULT).explains('harvest', 'capacity', before, found)).toBe(expected);
    expect(own(rename('Dev', 'Engineer')).explains('harvest', 'capacity', before, found)).toBe(false);
  });

  it('is no other field, and nothing where the roles are not known', () => {
    expect(own(rename('Kim', 'Kimberly')).explains('harvest', 'first_name', 'Kim', 'Kimberly')).toBe(false);
    expect(own(rename('Dev', 'Engineer')).explains('harvest', 'roles', undefined, ['Engineer'])).toBe(false);
    expect(own(rename('Dev', 'Engineer')).explains('harvest', 'roles', ['Dev'], undefined)).toBe(false);
  });

  it.each([
    ['company', DEFAULT, true],
    ['role', rename('Dev', 'Engineer'), true],
    ['deleted role', DELETE, true],
    ['created role', changeOf('harvest', 'create', role(1, null), { name: [null, 'A'] }), false],
    ['client', changeOf('harvest', 'update', client(1, 2), { name: ['A', 'B'] }), false],
  ] as const)('a %s moves people: %#', (_what, change, expected) => {
    expect(movesPeople(change)).toBe(expected);
  });
});
