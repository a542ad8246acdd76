import { describe, expect, test } from 'vitest';
import type { FieldName, FieldValue } from '../../src/model/field.ts';
import type { Kind } from '../../src/model/kind.ts';
import type { Side } from '../../src/model/side.ts';
import { acceptsCapacity, acceptsText, isLocked, needsOwnStatusRequest, uniqueKey } from '../../src/rules/refusals.ts';
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
    ['forecast', 'name', '', true],
  ])('%s %s "%s": %s', (side, field, value, expected) => {
    expect(acceptsText(side, field, value)).toBe(expected);
  });
});

describe('a field that cannot be edited while the record is archived', () => {
  const archived = { status: 'archived' } as const;

  test('project.name, project.code, project.client: in Harvest', () => {
    const project = h('project', 5, archived);
    expect((['name', 'code', 'client', 'status'] as const).map((field) => isLocked(project, field))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  test('person.name, person.email: in Harvest, where capacity and roles still sync', () => {
    const person = h('person', 7, archived);
    const fields = ['first_name', 'last_name', 'email', 'capacity', 'roles'] as const;
    expect(fields.map((field) => isLocked(person, field))).toEqual([true, true, true, false, false]);
  });

  test('none of an active project, of a client, or in Forecast', () => {
    expect(isLocked(h('project', 5), 'name')).toBe(false);
    expect(isLocked(h('client', 1, archived), 'name')).toBe(false);
    expect(isLocked(f('project', 15, archived), 'name')).toBe(false);
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
    expect(needsOwnStatusRequest(side, kind, others)).toBe(expected);
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
    expect(uniqueKey(kind, field, value, client)).toBe(key);
  });
});
