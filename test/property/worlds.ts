import fc from '../support/property.ts';
import type { Values } from '../../src/model/field.ts';
import type { Have } from '../../src/model/have.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Last } from '../../src/model/last.ts';
import type { Link, Want } from '../../src/model/want.ts';
import { f, h, have, link, synced, want } from '../support/world.ts';

/** A small agency that was in sync, then edited at random on both sides. Edits draw from few values, so that they collide. */
export interface RandomWorld {
  readonly want: Want;
  readonly have: Have;
  readonly last: Last | null;
}

/** Names are unique on a side, as the services demand, so all of them are dealt at once. */
const names = fc.shuffledSubarray(['Acme', 'Umbrella', 'Initech', 'Hooli'], { minLength: 3, maxLength: 3 });
const projectNames = fc.constantFrom('Website', 'Rebrand', 'Shop');
const roleNames = ['Designer', 'Developer', 'Producer'] as const;
const status = fc.constantFrom('active' as const, 'archived' as const);
const emails = fc.constantFrom('a@x.example', 'b@x.example', 'C@x.example', 'c@x.example', '');

export const randomWorlds: fc.Arbitrary<RandomWorld> = fc
  .record({
    projects: fc.array(fc.record({ name: projectNames, client: fc.nat(2), status, edits: edits(projectEdit()) }), {
      maxLength: 4,
    }),
    clients: fc.tuple(edits(clientEdit()), edits(clientEdit()), edits(clientEdit())),
    clientNames: fc.record({ harvest: fc.option(names), forecast: fc.option(names) }),
    people: fc.array(
      fc.record({
        roles: fc.subarray([...roleNames]),
        signIn: fc.boolean(),
        onDefault: fc.boolean(),
        editedBy: fc.constantFrom('self', 'other', null),
        edits: edits(personEdit()),
      }),
      { maxLength: 3 },
    ),
    roles: fc.record({
      renamed: fc.record({
        harvest: fc.option(fc.shuffledSubarray([...roleNames, 'Writer'], { minLength: 3, maxLength: 3 })),
        forecast: fc.option(fc.shuffledSubarray([...roleNames, 'Writer'], { minLength: 3, maxLength: 3 })),
      }),
      gone: fc.record({ harvest: fc.option(fc.nat(2), { freq: 3 }), forecast: fc.option(fc.nat(2), { freq: 3 }) }),
      added: fc.option(fc.constantFrom('harvest' as const, 'forecast' as const)),
    }),
    company: fc.tuple(fc.constantFrom(126_000, 144_000), fc.constantFrom(126_000, 144_000)),
    policy: fc.record({
      conflicts: fc.constantFrom('manual' as const, 'harvest' as const, 'forecast' as const),
      firstSync: fc.constantFrom('manual' as const, 'harvest' as const, 'forecast' as const),
      harvestEditor: fc.constantFrom('unknown' as const, 'self' as const, 'other' as const),
      roles: fc.constantFrom('sync' as const, 'sync' as const, 'off' as const),
    }),
    stateless: fc.boolean(),
    creates: fc.array(
      fc.record({
        name: projectNames,
        side: fc.constantFrom('harvest' as const, 'forecast' as const),
        client: fc.nat(3),
      }),
      { maxLength: 2 },
    ),
    set: fc.option(fc.record({ name: projectNames, status: fc.option(status, { nil: undefined }) })),
  })
  .map(build);

function edits<T>(edit: fc.Arbitrary<T>): fc.Arbitrary<{ harvest: T | null; forecast: T | null; pointer: boolean }> {
  const sides = fc.tuple(fc.option(edit, { freq: 2 }), fc.option(edit, { freq: 2 }), fc.boolean());
  return sides.map(([harvest, forecast, pointer]) => ({ harvest, forecast, pointer }));
}

function projectEdit(): fc.Arbitrary<Values & { client?: number }> {
  return fc.record(
    { name: projectNames, code: fc.constantFrom('', 'A', 'B'), client: fc.nat(2), status },
    { requiredKeys: [] },
  );
}
function clientEdit(): fc.Arbitrary<Values> {
  return fc.record({ status }, { requiredKeys: [] });
}
function personEdit(): fc.Arbitrary<Values> {
  const text = fc.constantFrom('Kim', 'Ana', '');
  const capacity = fc.constantFrom(108_000, 126_000, 144_000, 1_000);
  return fc.record(
    { first_name: text, last_name: text, email: emails, capacity, status, roles: fc.subarray([...roleNames]) },
    { requiredKeys: [] },
  );
}

type Shape = typeof randomWorlds extends fc.Arbitrary<infer W> ? W : never;

function build(seed: {
  projects: {
    name: string;
    client: number;
    status: 'active' | 'archived';
    edits: {
      harvest: (Values & { client?: number }) | null;
      forecast: (Values & { client?: number }) | null;
      pointer: boolean;
    };
  }[];
  clients: { harvest: Values | null; forecast: Values | null; pointer: boolean }[];
  clientNames: { harvest: string[] | null; forecast: string[] | null };
  people: {
    roles: string[];
    signIn: boolean;
    onDefault: boolean;
    editedBy: 'self' | 'other' | null;
    edits: { harvest: Values | null; forecast: Values | null; pointer: boolean };
  }[];
  roles: {
    renamed: { harvest: string[] | null; forecast: string[] | null };
    gone: { harvest: number | null; forecast: number | null };
    added: 'harvest' | 'forecast' | null;
  };
  company: [number, number];
  policy: Partial<Want>;
  stateless: boolean;
  creates: { name: string; side: 'harvest' | 'forecast'; client: number }[];
  set: { name: string; status: 'active' | 'archived' | undefined } | null;
}): Shape {
  const before: AccountRecord[] = [];
  const after: AccountRecord[] = [];
  const links: Link[] = [];
  const add = (
    harvest: AccountRecord<'harvest'>,
    forecast: AccountRecord<'forecast'>,
    edit: { harvest: Values | null; forecast: Values | null; pointer: boolean },
  ): void => {
    before.push(harvest, forecast);
    const pointer = edit.pointer ? {} : { pointer: null };
    after.push(
      { ...harvest, values: { ...harvest.values, ...edit.harvest } },
      { ...forecast, values: { ...forecast.values, ...edit.forecast, ...pointer } },
    );
  };
  seed.clients.forEach((edit, index) => {
    const name = ['Acme', 'Umbrella', 'Initech'][index]!;
    links.push(link('client', index + 1, index + 11));
    add(h('client', index + 1, { name }), f('client', index + 11, { name, pointer: index + 1 }), {
      harvest: { ...edit.harvest, name: seed.clientNames.harvest?.[index] ?? name },
      forecast: { ...edit.forecast, name: seed.clientNames.forecast?.[index] ?? name },
      pointer: edit.pointer,
    });
  });
  seed.projects.forEach(({ name, client, status: was, edits: edit }, index) => {
    const set =
      index === 0 && seed.set ? { name: seed.set.name, ...(seed.set.status ? { status: seed.set.status } : {}) } : {};
    links.push(link('project', 100 + index, 200 + index, set));
    const values = { name, status: was };
    add(
      h('project', 100 + index, { ...values, client: client + 1 }),
      f('project', 200 + index, { ...values, client: client + 11, pointer: 100 + index }),
      {
        harvest: edit.harvest && {
          ...edit.harvest,
          ...(edit.harvest.client === undefined ? {} : { client: edit.harvest.client + 1 }),
        },
        forecast: edit.forecast && {
          ...edit.forecast,
          ...(edit.forecast.client === undefined ? {} : { client: edit.forecast.client + 11 }),
        },
        pointer: edit.pointer,
      },
    );
  });
  seed.people.forEach(({ roles, signIn, onDefault, editedBy, edits: edit }, index) => {
    const email = `${index}@x.example`;
    const id = 400 + index;
    links.push(link('person', 300 + index, id));
    const extras = {
      login: signIn ? ('enabled' as const) : ('disabled' as const),
      editedBy: editedBy === 'self' ? id : editedBy === 'other' ? 999 : null,
    };
    const only = (side: 'harvest' | 'forecast'): Values | null =>
      edit[side] && {
        ...edit[side],
        ...(edit[side].email === undefined
          ? {}
          : { email: edit[side].email === '' ? '' : `${index}${edit[side].email}` }),
      };
    add(
      h('person', 300 + index, { email, roles }),
      f('person', id, { email, roles, pointer: 300 + index, capacity: onDefault ? null : 126_000 }, extras),
      {
        harvest: only('harvest') && { ...only('harvest'), capacity: only('harvest')?.capacity ?? 126_000 },
        forecast: only('forecast'),
        pointer: edit.pointer,
      },
    );
  });
  addRoles(seed.roles, before, after);
  const base = have(before);
  const options = seed.policy;
  const start = synced(want(links), base);
  for (const [index, create] of seed.creates.entries()) addCreate(create, index, after, links);
  return {
    want: want(links, options),
    have: have(after, { capacity: seed.company }),
    last: seed.stateless ? null : start,
  };
}

function addRoles(
  roles: {
    renamed: { harvest: string[] | null; forecast: string[] | null };
    gone: { harvest: number | null; forecast: number | null };
    added: 'harvest' | 'forecast' | null;
  },
  before: AccountRecord[],
  after: AccountRecord[],
): void {
  const now = { harvest: new Map<string, string>(), forecast: new Map<string, string>() };
  roleNames.forEach((name, index) => {
    before.push(h('role', 501 + index, { name }), f('role', 601 + index, { name, pointer: 501 + index }));
    for (const side of ['harvest', 'forecast'] as const) {
      const renamed = roles.renamed[side]?.[index] ?? name;
      const gone = roles.gone[side] === index;
      now[side].set(name, gone ? '' : renamed);
      if (gone) continue;
      after.push(
        side === 'harvest'
          ? h('role', 501 + index, { name: renamed })
          : f('role', 601 + index, { name: renamed, pointer: 501 + index }),
      );
    }
  });
  if (roles.added === 'harvest') after.push(h('role', 550, { name: 'Analyst' }));
  if (roles.added === 'forecast') after.push(f('role', 650, { name: 'Analyst' }));
  after.forEach((record, index) => {
    if (record.kind !== 'person') return;
    const names = (record.values.roles ?? []).flatMap((name) => now[record.side].get(name) || []);
    after[index] = { ...record, values: { ...record.values, roles: names } };
  });
}

function addCreate(
  create: { name: string; side: 'harvest' | 'forecast'; client: number },
  index: number,
  after: AccountRecord[],
  links: Link[],
): void {
  const id = 700 + index;
  if (create.side === 'forecast') {
    if (create.client === 3) after.push(h('client', 30 + index, { name: `New ${index}` }));
    after.push(
      h('project', id, {
        name: `${create.name} ${index}`,
        client: create.client === 3 ? 30 + index : create.client + 1,
      }),
    );
    links.push(link('project', id, 'create'));
  } else {
    if (create.client === 3) after.push(f('client', 40 + index, { name: `New ${index}` }));
    after.push(
      f('project', id, {
        name: `${create.name} ${index}`,
        client: create.client === 3 ? 40 + index : create.client + 11,
      }),
    );
    links.push(link('project', 'create', id));
  }
}
