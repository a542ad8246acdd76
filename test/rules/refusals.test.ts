import { describe, expect, test } from 'vitest';
import type { FieldName, FieldValue } from '../../src/model/field.ts';
import type { Kind } from '../../src/model/kind.ts';
import type { Side } from '../../src/model/side.ts';
import type { Capability } from '../../src/model/capability.ts';
import {
  acceptsCapacity,
  acceptsText,
  isEnforced,
  isLocked,
  isNameFree,
  needsOwnStatusRequest,
  UNIQUE_FIELDS,
  uniqueKey,
} from '../../src/rules/refusals.ts';
import { f, h } from '../support/world.ts';

describe('person.capacity: what a side accepts', () => {
  test.each<[Side, number, boolean]>([
    ['harvest', 0, true],
    ['harvest', 1_800, true],
    ['harvest', 216_000, true],
    ['harvest', 217_800, false],
    ['harvest', 1_801, false],
    ['harvest', -1_800, false],
    ['forecast', 1_801, true],
    ['forecast', 217_800, true],
  ])('%s, %s seconds: %s', (side, seconds, expected) => {
    expect(acceptsCapacity(side, seconds)).toBe(expected);
  });
});

describe('names and e-mails: an empty one never goes to Harvest', () => {
  test.each<[Side, FieldName, FieldValue, boolean]>([
    ['harvest', 'name', '', false],
    ['harvest', 'email', '  ', false],
    ['harvest', 'name', 'Acme', true],
    ['harvest', 'code', '', true],
    ['harvest', 'notes', '', true],
    ['harvest', 'capacity', null, true],
    // A client is given by its id; the text is only what the plan shows.
    ['harvest', 'client', '', true],
    ['forecast', 'name', '', true],
  ])('%s %s "%s": %s', (side, field, value, expected) => {
    expect(acceptsText(side, field, value)).toBe(expected);
  });
});

describe('a field that cannot be edited while the record is archived', () => {
  const archived = { status: 'archived' } as const;

  test('project.name, project.code, project.client: in Harvest', () => {
    const project = h('project', 5, archived);
    expect((['name', 'code', 'client', 'status'] as const).map((field) => isLocked(project, field, null))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  test('person.name, person.email: in Harvest, where capacity and roles still sync', () => {
    const person = h('person', 7, archived);
    const fields = ['first_name', 'last_name', 'email', 'capacity', 'roles'] as const;
    expect(fields.map((field) => isLocked(person, field, null))).toEqual([true, true, true, false, false]);
  });

  test('none of an active project, of a client, or in Forecast', () => {
    expect(isLocked(h('project', 5), 'name', null)).toBe(false);
    expect(isLocked(h('client', 1, archived), 'name', null)).toBe(false);
    expect(isLocked(f('project', 15, archived), 'name', null)).toBe(false);
  });
});

describe('a status that goes in a request of its own', () => {
  test.each<[Side, Kind, readonly FieldName[], boolean]>([
    ['harvest', 'project', [], false],
    ['harvest', 'project', ['name'], true],
    ['forecast', 'project', ['name', 'notes'], true],
    ['forecast', 'project', ['notes'], false],
    ['harvest', 'person', ['email', 'capacity'], true],
    ['harvest', 'person', ['capacity', 'roles'], false],
    ['forecast', 'person', ['email'], false],
    ['harvest', 'client', ['name'], false],
  ])('%s %s beside %s: %s', (side, kind, others, expected) => {
    expect(needsOwnStatusRequest(side, kind, others, null)).toBe(expected);
  });
});

describe('the key under which a value is unique', () => {
  test.each<[Kind, FieldName, string, number | null, string]>([
    ['client', 'name', 'Acme', null, 'Acme'],
    ['person', 'email', 'Kim@Acme.example', null, 'kim@acme.example'],
    ['project', 'name', 'Website', 1, '1 Website'],
    ['project', 'name', 'Website', null, '- Website'],
    ['project', 'name', '', 1, ''],
  ])('%s %s "%s" under %s: "%s"', (kind, field, value, client, key) => {
    expect(uniqueKey({ kind, field, side: 'harvest' }, value, client, null)).toBe(key);
  });
});

describe('what an account was seen to do', () => {
  const last = (...answers: [Capability, 'yes' | 'no'][]) => ({
    capabilities: Object.fromEntries(answers.map(([name, value]) => [name, { value, from: 'probe' as const }])),
  });
  const archived = { status: 'archived' } as const;
  const unique = (kind: Kind) => UNIQUE_FIELDS.find((each) => each.kind === kind && each.field === 'name')!;

  test('edits of archived records', () => {
    expect(isLocked(h('project', 5, archived), 'name', last(['archived-edit.project', 'yes']))).toBe(false);
    expect(isLocked(h('client', 1, archived), 'name', last(['archived-edit.client', 'no']))).toBe(true);
    expect(isLocked(h('client', 1, archived), 'status', last(['archived-edit.client', 'no']))).toBe(false);
    expect(needsOwnStatusRequest('harvest', 'client', ['name'], last(['archived-edit.client', 'no']))).toBe(true);
  });

  test.each<[Kind, Capability, 'yes' | 'no', boolean]>([
    ['client', 'same-name.harvest.client', 'yes', false],
    ['client', 'same-name.harvest.client', 'no', true],
    ['client', 'same-name.forecast.client', 'yes', true],
    ['project', 'same-name.harvest.project', 'no', true],
    ['project', 'same-name.harvest.project', 'yes', false],
    ['role', 'same-name.harvest.role', 'yes', true],
  ])('a second %s of one name, with %s: %s', (kind, capability, value, expected) => {
    expect(isEnforced(unique(kind), 'harvest', last([capability, value]))).toBe(expected);
  });

  test('names in other case, and of archived clients', () => {
    const what = { kind: 'client', field: 'name', side: 'harvest' } as const;
    expect(uniqueKey(what, 'ACME', null, last(['other-case.harvest', 'no']))).toBe('acme');
    expect(uniqueKey(what, 'ACME', null, last(['other-case.harvest', 'yes']))).toBe('ACME');
    expect(isNameFree(h('client', 1, archived), last(['archived-name.harvest', 'yes']))).toBe(true);
    expect(isNameFree(h('client', 1, archived), last(['archived-name.forecast', 'yes']))).toBe(false);
    expect(isNameFree(h('client', 1), last(['archived-name.harvest', 'yes']))).toBe(false);
  });
});
