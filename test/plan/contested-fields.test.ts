import { describe, expect, test } from 'vitest';
import type { Have } from '../../src/model/have.ts';
import type { Want } from '../../src/model/want.ts';
import { f, h, have, linesOf, link, want } from '../support/world.ts';
import { inTurn, play, set, type Tools } from './rounds.ts';

const client = [h('client', 1), f('client', 11, { pointer: 1 })];
const project = [h('project', 2), f('project', 12, { pointer: 2 })];
const person = [h('person', 3), f('person', 13, { pointer: 3 })];
const role = [h('role', 4), f('role', 14, { pointer: 4 })];
const clientLink = link('client', 1, 11);
const BUDGET = { by: 'project', monthly: false, remaining: 12.5 };

interface Case {
  readonly what: string;
  readonly want: Want;
  readonly have: Have;
  readonly tools: Tools;
  /** What the first two applies write; the third writes what the first did. */
  readonly writes: readonly [string, string];
  readonly conflict: string;
}

const CASES: readonly Case[] = [
  {
    what: 'project.name that the file owns, reset in Forecast',
    want: want([clientLink, link('project', 2, 12, { name: 'Shop' })]),
    have: have([...client, h('project', 2, { name: 'Shop' }), f('project', 12, { name: 'Shop', pointer: 2 })]),
    tools: set('forecast', 'project', 12, { name: 'Website' }),
    writes: [
      'forecast:update:project:2/12 name "Website" → "Shop" [project.name] config',
      'forecast:update:project:2/12 name "Website" → "Shop" [project.name] config',
    ],
    conflict: 'project.name project:2/12 name',
  },
  {
    what: 'project.code, one tool a side',
    want: want([clientLink, link('project', 2, 12)]),
    have: have([...client, h('project', 2, { code: 'B' }), f('project', 12, { code: 'B', pointer: 2 })]),
    tools: inTurn(set('harvest', 'project', 2, { code: 'A' }), set('forecast', 'project', 12, { code: 'B' })),
    writes: [
      'forecast:update:project:2/12 code "B" → "A" [project.code] harvest',
      'harvest:update:project:2/12 code "A" → "B" [project.code] forecast',
    ],
    conflict: 'project.code project:2/12 code',
  },
  {
    what: 'project.client, one tool a side',
    want: want([clientLink, link('client', 5, 15), link('project', 2, 12)]),
    have: have([
      ...client,
      h('client', 5, { name: 'Umbrella' }),
      f('client', 15, { name: 'Umbrella', pointer: 5 }),
      ...project,
    ]),
    tools: inTurn(set('harvest', 'project', 2, { client: 5 }), set('forecast', 'project', 12, { client: 11 })),
    writes: [
      'forecast:update:project:2/12 client "Acme" → "Umbrella" #11→#15 [project.client] harvest',
      'harvest:update:project:2/12 client "Umbrella" → "Acme" #5→#1 [project.client] forecast',
    ],
    conflict: 'project.client project:2/12 client',
  },
  {
    what: 'project.status that the file owns, restored in Harvest',
    want: want([clientLink, link('project', 2, 12, { status: 'archived' })]),
    have: have([
      ...client,
      h('project', 2, { status: 'archived' }),
      f('project', 12, { status: 'archived', pointer: 2 }),
    ]),
    tools: set('harvest', 'project', 2, { status: 'active' }),
    writes: [
      'harvest:update:project:2/12 status "active" → "archived" [project.status] config',
      'harvest:update:project:2/12 status "active" → "archived" [project.status] config',
    ],
    conflict: 'project.status project:2/12 status',
  },
  {
    what: 'client.name, one tool a side',
    want: want([clientLink]),
    have: have(client),
    tools: inTurn(set('forecast', 'client', 11, { name: 'ACME' }), set('harvest', 'client', 1, { name: 'Acme' })),
    writes: [
      'harvest:update:client:1/11 name "Acme" → "ACME" [client.name] forecast',
      'forecast:update:client:1/11 name "ACME" → "Acme" [client.name] harvest',
    ],
    conflict: 'client.name client:1/11 name',
  },
  {
    what: 'person.name, one tool a side',
    want: want([link('person', 3, 13)]),
    have: have(person),
    tools: inTurn(
      set('harvest', 'person', 3, { last_name: 'Ray' }),
      set('forecast', 'person', 13, { last_name: 'Allen' }),
    ),
    writes: [
      'forecast:update:person:3/13 last_name "Allen" → "Ray" [person.name.other] harvest',
      'harvest:update:person:3/13 last_name "Ray" → "Allen" [person.name.other] forecast',
    ],
    conflict: 'person.name.other person:3/13 last_name',
  },
  {
    what: 'person.email that the file owns, reset in Harvest',
    want: want([link('person', 3, 13, { email: 'kim@acme.example' })]),
    have: have(person),
    tools: set('harvest', 'person', 3, { email: 'kim@old.example' }),
    writes: [
      'harvest:update:person:3/13 email "kim@old.example" → "kim@acme.example" [person.email.other] config',
      'harvest:update:person:3/13 email "kim@old.example" → "kim@acme.example" [person.email.other] config',
    ],
    conflict: 'person.email.other person:3/13 email',
  },
  {
    what: 'person.status that the file owns, archived in Harvest',
    want: want([link('person', 3, 13, { status: 'active' })]),
    have: have(person),
    tools: set('harvest', 'person', 3, { status: 'archived' }),
    writes: [
      'harvest:update:person:3/13 status "archived" → "active" [person.status] config',
      'harvest:update:person:3/13 status "archived" → "active" [person.status] config',
    ],
    conflict: 'person.status person:3/13 status',
  },
  {
    what: 'person.capacity that the file owns, put on the default in Forecast',
    want: want([link('person', 3, 13, { capacity: 108_000 })]),
    have: have([h('person', 3, { capacity: 108_000 }), f('person', 13, { capacity: 108_000, pointer: 3 })]),
    tools: set('forecast', 'person', 13, { capacity: null }),
    writes: [
      'forecast:update:person:3/13 capacity null → 108000 [person.capacity] config',
      'forecast:update:person:3/13 capacity null → 108000 [person.capacity] config',
    ],
    conflict: 'person.capacity person:3/13 capacity',
  },
  {
    what: 'person.roles, one tool a side',
    want: want([link('person', 3, 13)]),
    have: have([...person, ...role]),
    tools: inTurn(set('harvest', 'person', 3, { roles: ['Designer'] }), set('forecast', 'person', 13, { roles: [] })),
    writes: [
      'forecast:update:person:3/13 roles [] → ["Designer"] [person.roles] harvest',
      'harvest:update:person:3/13 roles ["Designer"] → [] [person.roles] forecast',
    ],
    conflict: 'person.roles person:3/13 roles',
  },
  {
    what: 'role.edited, one tool a side, without a link in the file',
    want: want(),
    have: have(role),
    tools: inTurn(set('harvest', 'role', 4, { name: 'Lead' }), set('forecast', 'role', 14, { name: 'Designer' })),
    writes: [
      'forecast:update:role:4/14 name "Designer" → "Lead" [role.edited] harvest',
      'harvest:update:role:4/14 name "Lead" → "Designer" [role.edited] forecast',
    ],
    conflict: 'role.edited role:4/14 name',
  },
  {
    what: 'company.capacity, one tool a side',
    want: want(),
    have: have([]),
    tools: inTurn(
      set('forecast', 'company', 2, { capacity: 144_000 }),
      set('harvest', 'company', 1, { capacity: 126_000 }),
    ),
    writes: [
      'harvest:update:company capacity 126000 → 144000 [company.capacity] forecast',
      'forecast:update:company capacity 144000 → 126000 [company.capacity] harvest',
    ],
    conflict: 'company.capacity company capacity',
  },
  {
    what: 'link.pointer, taken away',
    want: want([clientLink]),
    have: have(client),
    tools: set('forecast', 'client', 11, { pointer: null }),
    writes: [
      'forecast:link:client:1/11 pointer null → 1 [link.pointer] harvest',
      'forecast:link:client:1/11 pointer null → 1 [link.pointer] harvest',
    ],
    conflict: 'link.pointer client:1/11 pointer',
  },
  {
    what: 'project.remaining-budget, its line removed from the notes',
    want: want([clientLink, link('project', 2, 12)]),
    have: have([...client, ...project], { budgets: { harvest: { 2: BUDGET } } }),
    tools: set('forecast', 'project', 12, { notes: 'Call first.' }),
    writes: [
      'forecast:update:project:2/12 notes "Call first." → "Call first.\\n[hfsync: 12.50 h of budget left]" [project.remaining-budget] harvest',
      'forecast:update:project:2/12 notes "Call first." → "Call first.\\n[hfsync: 12.50 h of budget left]" [project.remaining-budget] harvest',
    ],
    conflict: 'project.remaining-budget project:2/12 notes',
  },
];

describe('D10 a field that something else sets back after each apply', () => {
  test.each(CASES)('$what: written three times, then reported', ({ want, have, tools, writes, conflict }) => {
    const rounds = play(want, have, tools, 5);
    const [first, second] = writes;
    const [once, twice, thrice, ...later] = rounds.map(({ plan }) => linesOf(plan));
    expect([once, twice, thrice]).toEqual([[first], [second], [first]]);
    for (const lines of later) expect(lines).toEqual([`conflict ${conflict}`]);
  });
});
