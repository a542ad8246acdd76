import { expect, it } from 'vitest';
import { COMPANY } from '../../src/model/address.ts';
import type { Change, Plan } from '../../src/model/plan.ts';
import { mustNotOverlap } from '../../src/apply/overlap.ts';
import { changeOf, client, person, project, role } from '../support/changes.ts';

const rename = (address: Change['address']) => changeOf('forecast', 'update', address, { name: ['A', 'B'] });
const create = (address: Change['address'], fields: Parameters<typeof changeOf>[3]) =>
  changeOf('forecast', 'create', address, fields);
const KIM = changeOf('forecast', 'update', person(1, 2), { capacity: [1, 2] });
const BO = changeOf('forecast', 'update', person(3, 4), { capacity: [1, 2] });

it.each<readonly [string, Change, Change, boolean]>([
  ['two writes of one record', rename(project(1, 2)), rename(project(1, 2)), true],
  ['two records of a kind', rename(project(1, 2)), rename(project(3, 4)), false],
  [
    'one record in both accounts',
    rename(project(1, 2)),
    changeOf('harvest', 'update', project(1, 2), { name: ['A', 'B'] }),
    false,
  ],
  [
    'two creates of one name',
    create(client(1, null), { name: [null, 'Acme'] }),
    create(client(3, null), { name: [null, 'Acme'] }),
    true,
  ],
  [
    'two creates of two names',
    create(client(1, null), { name: [null, 'Acme'], status: [null, 'active'] }),
    create(client(3, null), { name: [null, 'Beta'], status: [null, 'active'] }),
    false,
  ],
  [
    'two creates of one name, of two kinds',
    create(client(1, null), { name: [null, 'Acme'] }),
    create(project(1, null), { name: [null, 'Acme'] }),
    false,
  ],
  [
    'two people of one e-mail',
    create(person(1, null), { first_name: [null, 'Kim'], email: [null, 'kim@acme.example'] }),
    create(person(3, null), { first_name: [null, 'K.'], email: [null, 'kim@acme.example'] }),
    true,
  ],
  [
    'two people of one name',
    create(person(1, null), { first_name: [null, 'Kim'], email: [null, 'kim@acme.example'] }),
    create(person(3, null), { first_name: [null, 'Kim'], email: [null, 'k@acme.example'] }),
    false,
  ],
  [
    'a create and a write of one address',
    create(project(null, null), { name: [null, 'A'] }),
    rename(project(null, null)),
    true,
  ],
  ['a person and a role', KIM, rename(role(1, 2)), true],
  ['a person and a role that is deleted', KIM, changeOf('forecast', 'delete', role(1, 2), { name: ['A', null] }), true],
  ['a person and a role that is created', KIM, create(role(1, null), { name: [null, 'A'] }), false],
  ["a person and the company's capacity", KIM, changeOf('forecast', 'update', COMPANY, { capacity: [1, 2] }), true],
  ['a person and another', KIM, BO, false],
  ['a project and a role', rename(project(1, 2)), rename(role(1, 2)), false],
  ['two roles', rename(role(1, 2)), rename(role(3, 4)), false],
])('%s', (_what, a, b, expected) => {
  expect([mustNotOverlap({}, a, b), mustNotOverlap({}, b, a)]).toEqual([expected, expected]);
});

it('an undo takes the steps of one record one after another, in whichever account', () => {
  const undo = { undo: {} } as Pick<Plan, 'undo'>;
  const other = (address: Change['address']) => changeOf('harvest', 'update', address, { name: ['A', 'B'] });
  expect(mustNotOverlap(undo, rename(project(1, 2)), other(project(1, 2)))).toBe(true);
  expect(mustNotOverlap(undo, rename(project(1, 2)), other(project(3, 4)))).toBe(false);
});
