import { expect, test } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import { createLedger } from '../../src/plan/memory/ledger.ts';
import { f, h, have, last, link, want } from '../support/world.ts';

const links = want([link('project', 5, 15)]);
const start = have([h('client', 1), f('client', 11), h('project', 5), f('project', 15, { pointer: 5 })]);
const edited = h('project', 5, { name: 'Website 2', code: 'WEB' });
const SITE = formatAddress('project', 5, 15);
const AGREED = { name: 'Website', code: '', client: '1/11', status: 'active' };

test('what was in sync when the first run read it stays the baseline where an answer shows an edit made since', () => {
  const ledger = createLedger({ want: links, have: start, last: null });
  expect(ledger.put(edited)?.baseline).toMatchObject({ name: 'Website' });
  expect(ledger.memory().baseline[SITE]).toMatchObject({ name: 'Website' });
});

test('what both sides agree on after a write is the baseline, also once one of them is edited', () => {
  const ledger = createLedger({ want: links, have: start, last: last({ 'project:5/15': AGREED }) });
  ledger.put(edited);
  ledger.put(f('project', 15, { name: 'Website', code: 'WEB', pointer: 5 }));
  ledger.put(h('project', 5, { name: 'Website', code: 'NEW' }));
  expect(ledger.memory().baseline[SITE]).toMatchObject({ name: 'Website', code: 'WEB' });
});

test('a person with a role that the other side does not have yet is not in step there', () => {
  const people = [
    h('person', 7, { roles: [] }),
    f('person', 17, { roles: ['Producer'], pointer: 7 }),
    f('role', 27, { name: 'Producer' }),
  ];
  const ledger = createLedger({ want: want([link('person', 7, 17)]), have: have(people), last: null });
  expect(ledger.memory().baseline[formatAddress('person', 7, 17)]).not.toHaveProperty('roles');
});

test('who made an edit that waits is remembered as it was read, whoever saves the record in this run', () => {
  const email = 'new@acme.example';
  const person = (values: object, editedBy: number) => f('person', 17, { email, pointer: 7, ...values }, { editedBy });
  const ledger = createLedger({
    want: want([link('person', 7, 17)]),
    have: have([h('person', 7, { email: 'old@acme.example', first_name: 'Kimberly' }), person({}, 18)]),
    last: last({ 'person:7/17': { email: 'old@acme.example' } }),
  });
  // The token may be that person's own: what hfsync writes looks like an edit of theirs.
  ledger.put(person({ first_name: 'Kimberly' }, 17));
  expect(ledger.memory().waiting[formatAddress('person', 7, 17)]?.email).toMatchObject({ editor: 'other' });
  ledger.put(person({ email: 'newer@acme.example' }, 17));
  expect(ledger.memory().waiting[formatAddress('person', 7, 17)]?.email).toMatchObject({ editor: 'self' });
});

test('person.roles: each role is in step by itself, whatever else waits', () => {
  const roles = ['Designer', 'Developer', 'Producer'].flatMap((name, index) => [
    h('role', 1 + index, { name }),
    f('role', 11 + index, { name, pointer: 1 + index }),
  ]);
  const people = [
    h('person', 7, { roles: ['Designer', 'Developer'] }),
    f('person', 17, { roles: ['Designer'], pointer: 7 }),
  ];
  const ledger = createLedger({
    want: want([link('person', 7, 17)]),
    have: have([...roles, ...people]),
    last: last({ 'person:7/17': { roles: ['3/13'] } }),
  });
  // Designer came on both sides, Producer went on both; Developer waits.
  expect(ledger.memory().baseline[formatAddress('person', 7, 17)]?.roles).toEqual(['1/11']);
});
