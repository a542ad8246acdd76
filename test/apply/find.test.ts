import { describe, expect, it } from 'vitest';
import { findCreated } from '../../src/apply/find.ts';
import type { Values } from '../../src/model/field.ts';
import type { RecordKind } from '../../src/model/kind.ts';
import { f } from '../support/world.ts';

const ACME: Values = { name: 'Acme', pointer: 1 };
const SITE: Values = { name: 'Site', client: 5, pointer: 1 };
const KIM: Values = { first_name: 'Kim', email: 'kim@acme.example', pointer: 1 };

describe('what a create may have made', () => {
  it.each<readonly [string, RecordKind, Values, Values, boolean]>([
    ['the pointer', 'client', ACME, { name: 'Other', pointer: 1 }, true],
    ['a pointer to something else', 'client', ACME, { name: 'Acme', pointer: 2 }, false],
    ['a pointer, where none was wanted', 'client', { name: 'Acme' }, { name: 'Acme', pointer: 2 }, false],
    ['the name', 'client', ACME, { name: 'Acme', pointer: null }, true],
    ['another name', 'client', ACME, { name: 'Beta', pointer: null }, false],
    ['no name, where none was wanted', 'client', { name: '' }, { name: '', pointer: null }, false],
    ['the name of a role', 'role', { name: 'Dev' }, { name: 'Dev', pointer: null }, true],
    ['another name of a role', 'role', { name: 'Dev' }, { name: 'Ops', pointer: null }, false],
    ['the e-mail', 'person', KIM, { first_name: 'K.', email: 'kim@acme.example', pointer: null }, true],
    ['the name of a person', 'person', KIM, { first_name: 'Kim', email: 'k@acme.example', pointer: null }, false],
    ['the name and client', 'project', SITE, { name: 'Site', client: 5, pointer: null }, true],
    ['the name under another client', 'project', SITE, { name: 'Site', client: 6, pointer: null }, false],
    ['the name without its blanks', 'client', { name: ' Acme  Ltd ' }, { name: 'Acme Ltd', pointer: null }, true],
    ['another name but for blanks', 'client', { name: 'Ac me' }, { name: 'Acme', pointer: null }, false],
    [
      'the e-mail without its blanks',
      'person',
      { email: 'K@a.example ' },
      { email: 'k@a.example', pointer: null },
      true,
    ],
    ['the trimmed name under another client', 'project', { name: 'Site ', client: 5 }, { ...SITE, client: 6 }, false],
    ['the client with another name', 'project', SITE, { name: 'Shop', client: 5, pointer: null }, false],
  ])('%s', (_what, kind, wanted, found, expected) => {
    const record = f(kind, 9, found);
    expect(findCreated(kind, wanted, [record], () => false)).toEqual(expected ? [record] : []);
    expect(findCreated(kind, wanted, [record], () => true)).toEqual([]);
  });

  it('is one that is alike but for blanks only where none is the same', () => {
    const records = ['Acme', 'Acme '].map((name, index) => f('client', 8 + index, { name, pointer: null }));
    const found = (name: string) => findCreated('client', { name }, records, () => false).map(({ id }) => id);
    expect([found('Acme '), found(' Acme')]).toEqual([[9], [8, 9]]);
  });

  it('is every one of several', () => {
    const records = [
      f('client', 8, ACME),
      f('client', 9, { name: 'Acme', pointer: null }),
      f('client', 10, { name: 'B' }),
    ];
    expect(findCreated('client', ACME, records, ({ id }) => id === 9).map(({ id }) => id)).toEqual([8]);
    expect(findCreated('client', ACME, records, () => false).map(({ id }) => id)).toEqual([8, 9]);
  });
});
