import fc from '../support/property.ts';
import { expect, test, vi } from 'vitest';
import type { Values } from '../../src/model/field.ts';
import type { RecordKind } from '../../src/model/kind.ts';
import type { Baseline } from '../../src/model/last.ts';
import type { Plan } from '../../src/model/plan.ts';
import { otherSide, SIDES, type Side } from '../../src/model/side.ts';
import { f, h, have, last, link, planOf, want } from '../support/world.ts';

/**
 * Symmetric by the rules: names, codes, clients and status of projects, names and status of clients, names of roles and who has
 * them, records that are gone, conflicts, first sync. Not symmetric, and not in these worlds: pointers (Forecast alone has them),
 * declared creates, budgets, a person's name, e-mail, status and capacity (sign-in, editors, Harvest's cascade), and an archive
 * beside another edit of the same record (only some fields of an archived record are locked, and not the same ones).
 *
 * Both ends of a pair have one number here, so that exchanging the sides is exchanging what they say.
 */
interface Pair {
  readonly kind: RecordKind;
  readonly id: number;
  readonly base: Values;
  /** What each side says now; null: gone. */
  readonly now: { readonly [S in Side]: Values | null };
}

const runs = { numRuns: Math.ceil(Number(process.env['HFSYNC_PROPERTY_RUNS'] ?? 1500) / 2) };
// As long as more runs take.
vi.setConfig({ testTimeout: 30_000 + 60 * runs.numRuns });
const status = fc.constantFrom('active' as const, 'archived' as const);
const KIM = {
  first_name: 'Kim',
  last_name: 'Allen',
  email: 'kim@acme.example',
  capacity: 126_000,
  status: 'active',
};
const ROLES = ['Designer', 'Developer', 'Producer'];

function pairOf(
  kind: RecordKind,
  id: number,
  base: Values,
  edits: readonly fc.Arbitrary<Values>[],
  mayGo = true,
): fc.Arbitrary<Pair> {
  const gone = mayGo ? fc.constantFrom(false, false, false, false, true) : fc.constant(false);
  const seeds = edits.map((edit) => {
    const side = fc.option(edit, { nil: {} });
    return fc.record({ harvest: side, forecast: side, harvestGone: gone, forecastGone: gone });
  });
  return fc.oneof(...seeds).map((seed) => ({
    ...{ kind, id, base },
    now: {
      harvest: seed.harvestGone ? null : { ...base, ...seed.harvest },
      forecast: seed.forecastGone ? null : { ...base, ...seed.forecast },
    },
  }));
}

const some = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(shape, { requiredKeys: [] }) as fc.Arbitrary<Values>;

const pairs = fc.tuple(
  ...[1, 2].map((id) => {
    const edits = [some({ name: fc.constantFrom(`A${id}`, `B${id}`) }), some({ status })];
    return pairOf('client', id, { name: `Client ${id}`, status: 'active' }, edits, false);
  }),
  ...[5, 6, 7].map((id) => {
    const texts = { name: fc.constantFrom(`A${id}`, `B${id}`), code: fc.constantFrom('X', 'Y') };
    const edits = [some({ ...texts, client: fc.constantFrom(1, 2) }), some({ status })];
    return pairOf('project', id, { name: `Project ${id}`, code: '', client: 1, status: 'active' }, edits);
  }),
  ...ROLES.map((name, nth) =>
    pairOf('role', 21 + nth, { name }, [some({ name: fc.constantFrom(`${name} 2`, `${name} 3`) })]),
  ),
);
const members = fc.tuple(fc.subarray(ROLES), fc.subarray(ROLES), fc.subarray(ROLES));
const policy = fc.constantFrom('manual' as const, ...SIDES);

test('P9 symmetry: both sides exchanged in accounts, state and policies give the exchanged plan', () => {
  let lines = 0;
  const rules = new Set<string>();
  fc.assert(
    fc.property(pairs, members, policy, policy, fc.boolean(), (all, roles, conflicts, firstSync, stateless) => {
      const world = { all, roles, conflicts, firstSync, stateless };
      const plan = planFor(world, (side) => side);
      const exchanged = planFor(world, otherSide);
      expect(linesOf(exchanged, otherSide)).toEqual(linesOf(plan, (side) => side));
      lines += linesOf(plan, (side) => side).length;
      for (const item of [...plan.changes.flatMap((change) => change.fields), ...plan.manual]) rules.add(item.rule);
    }),
    runs,
  );
  expect(lines).toBeGreaterThan(runs.numRuns);
  expect([...rules]).toEqual(
    expect.arrayContaining([
      'project.name',
      'project.code',
      'project.client',
      'project.status',
      'client.name',
      'role.edited',
      'person.roles',
    ]),
  );
});

interface World {
  readonly all: readonly Pair[];
  readonly roles: readonly [base: string[], harvest: string[], forecast: string[]];
  readonly conflicts: Side | 'manual';
  readonly firstSync: Side | 'manual';
  readonly stateless: boolean;
}

function planFor({ all, roles, conflicts, firstSync, stateless }: World, seenFrom: (side: Side) => Side): Plan {
  const chosen = (choice: Side | 'manual'): Side | 'manual' => (choice === 'manual' ? choice : seenFrom(choice));
  const said = all.flatMap(({ kind, id, now }) =>
    SIDES.flatMap((side) => {
      const values = now[seenFrom(side)];
      if (!values) return [];
      return side === 'harvest' ? h(kind, id, values) : f(kind, id, { ...values, pointer: id });
    }),
  );
  const rolesOn = (side: Side): string[] => {
    const mine = roles[seenFrom(side) === 'harvest' ? 1 : 2];
    const nameNow = (nth: number): string[] => {
      const role = all.find(({ kind, id }) => kind === 'role' && id === 21 + nth)?.now[seenFrom(side)];
      return role?.name === undefined ? [] : [role.name];
    };
    return mine.flatMap((name) => nameNow(ROLES.indexOf(name)));
  };
  const person = [
    h('person', 31, { roles: rolesOn('harvest') }),
    f('person', 31, { roles: rolesOn('forecast'), pointer: 31 }),
  ];
  const declared = all.filter(({ kind }) => kind !== 'role').map(({ kind, id }) => link(kind, id, id));
  const baseline: [string, Baseline][] = all.map(({ kind, id, base }) => [
    `${kind}:${id}/${id}`,
    { ...base, ...(kind === 'project' ? { client: '1/1' } : {}) } as Baseline,
  ]);
  const members = roles[0].map((name) => `${21 + ROLES.indexOf(name)}/${21 + ROLES.indexOf(name)}`).sort();
  baseline.push(['person:31/31', { ...KIM, roles: members }]);
  baseline.push(['company', { capacity: 126_000 }]);
  return planOf({
    want: want([...declared, link('person', 31, 31)], { conflicts: chosen(conflicts), firstSync: chosen(firstSync) }),
    have: have([...said, ...person]),
    last: stateless ? null : last(Object.fromEntries(baseline)),
  });
}

/** What is written, what waits and what is in conflict, in no order; `seenFrom` exchanges the sides. */
function linesOf(plan: Plan, seenFrom: (side: Side) => Side): string[] {
  const named = (text: string): string => text.replace(/harvest|forecast/g, (side) => seenFrom(side as Side));
  const address = (text: string): string =>
    seenFrom('harvest') === 'harvest' ? text : text.replace(/:(\d+|-)\/(\d+|-)$/, ':$2/$1');
  const writes = plan.changes.flatMap((change) =>
    change.fields
      .filter((field) => field.field !== 'pointer')
      .map(
        (field) =>
          `${seenFrom(change.account)} ${change.action === 'create' ? 'create' : 'write'} ${address(change.address)} ${field.field} ${JSON.stringify([field.before, field.after])}`,
      ),
  );
  const waits = plan.manual.map((item) => `manual ${named(item.rule)} ${address(item.address)}`);
  const conflicts = plan.conflicts.map((item) => `conflict ${address(item.address)} ${item.field}`);
  return [...writes, ...waits, ...conflicts].sort();
}
