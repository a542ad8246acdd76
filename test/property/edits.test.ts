import fc from '../support/property.ts';
import { describe, expect, test, vi } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import type { FieldName } from '../../src/model/field.ts';
import type { Change, Plan } from '../../src/model/plan.ts';
import { SIDES, otherSide, type Side } from '../../src/model/side.ts';
import { applied, inOrder } from '../support/simulate.ts';
import { f, h, have, link, planOf, synced, want } from '../support/world.ts';
import { agreedFields, edited, recordIn, waitingAddresses, withoutRecord, type BothValues } from './laws.ts';
import { randomWorlds, type RandomWorld } from './worlds.ts';

/** The laws about what people do: their edits, their deletions, and what they did between two runs. */
const runs = { numRuns: Math.ceil(Number(process.env['HFSYNC_PROPERTY_RUNS'] ?? 1500) / 3) };
// As long as more runs take.
vi.setConfig({ testTimeout: 30_000 + 60 * runs.numRuns });

/** Where nobody is chosen in advance to win, so that no edit may ever be overwritten. */
const undecided: fc.Arbitrary<RandomWorld> = randomWorlds.map((world) => ({
  ...world,
  want: { ...world.want, conflicts: 'manual', firstSync: 'manual' },
}));

describe('what people did is never lost', () => {
  test('P5 no lost update: a value edited since the baseline is still there after the apply, on one side or on both', () => {
    let edits = 0;
    fc.assert(
      fc.property(undecided, (world) => {
        const after = applied(world.want, world.have, world.last, planOf(world));
        const then = new Map(
          agreedFields(world.want, after.have).map((both) => [`${both.address} ${both.field}`, both]),
        );
        for (const now of agreedFields(world.want, world.have)) {
          const baseline = world.last?.baseline[now.address as Change['address']]?.[now.field];
          const isSet = [...world.want.links.project].some(
            (link) =>
              formatAddress('project', Number(link.harvest), Number(link.forecast)) === now.address &&
              now.field in link.set,
          );
          if (baseline === undefined || isSet || now.field === 'client') continue;
          for (const side of SIDES) {
            const value = now[side];
            if (value === baseline || value === '') continue;
            edits += 1;
            const later = then.get(`${now.address} ${now.field}`);
            expect([later?.harvest, later?.forecast], `${now.address} ${now.field} on ${side}`).toContain(value);
          }
        }
      }),
      runs,
    );
    expect(edits).toBeGreaterThan(runs.numRuns / 4);
  });

  test('P5 role.edited: a new name of a role is still there after the apply, on one side or on both', () => {
    fc.assert(
      fc.property(undecided, (world) => {
        const after = applied(world.want, world.have, world.last, planOf(world));
        const names = new Set(
          SIDES.flatMap((side) => [...after.have[side].records.role.values()].map((role) => role.values.name)),
        );
        for (const side of SIDES) {
          for (const role of world.have[side].records.role.values()) {
            const baseline = ['Designer', 'Developer', 'Producer'][(role.id % 100) - 1];
            if (role.values.name !== baseline) expect(names).toContain(role.values.name);
          }
        }
      }),
      runs,
    );
  });

  test('P6 maximality: a conflict on one field takes away no change of another field or record', () => {
    const targets = fc.constantFrom(['project', 'code'] as const, ['person', 'last_name'] as const);
    let compared = 0;
    fc.assert(
      fc.property(undecided, targets, fc.nat(3), (world, [kind, field], nth) => {
        const link = world.want.links[kind][nth];
        if (!link || !world.last || link.harvest === 'create' || link.forecast === 'create') return;
        const address = formatAddress(kind, link.harvest, link.forecast);
        const have = edited(
          edited(world.have, 'harvest', kind, link.harvest, { [field]: 'here' }),
          'forecast',
          kind,
          link.forecast,
          { [field]: 'there' },
        );
        const plan = planOf({ ...world, have });
        const isTarget = (line: string): boolean => line.includes(`${address} ${field} `);
        const writes = (of: Plan): string[] => fieldLines(of).filter((line) => !isTarget(line));
        expect(plan.conflicts.filter((item) => item.address === address).map((item) => item.field)).toContain(field);
        expect(writes(plan)).toEqual(writes(planOf(world)));
        compared += writes(plan).length;
      }),
      runs,
    );
    expect(compared).toBeGreaterThan(runs.numRuns / 2);
  });

  test('P7 no resurrection: a record that a person deleted is not created again, with its state or without', () => {
    const kinds = fc.constantFrom('project' as const, 'person' as const);
    let deleted = 0;
    fc.assert(
      fc.property(
        randomWorlds,
        kinds,
        fc.nat(3),
        fc.constantFrom(...SIDES),
        fc.boolean(),
        (world, kind, nth, side, lost) => {
          const link = world.want.links[kind][nth];
          if (!link || link.harvest === 'create' || link.forecast === 'create') return;
          deleted += 1;
          const have = withoutRecord(world.have, side, kind, link[side] as number);
          const survivor = recordIn(have, otherSide(side), kind, link[otherSide(side)] as number);
          const last = lost ? null : world.last;
          const plan = planOf({ ...world, have, last });
          const after = applied(world.want, have, last, plan);
          for (const each of [plan, planOf({ ...world, ...after })]) {
            const address = formatAddress(kind, link.harvest, link.forecast);
            expect(each.changes.filter((change) => change.address === address && change.action === 'create')).toEqual(
              [],
            );
          }
          const declared = world.want.links[kind].filter((other) => other[side] === 'create').length;
          const count = (of: RandomWorld['have']): number => of[side].records[kind].size;
          expect(count(after.have) - count(have)).toBeLessThanOrEqual(declared);
          expect(survivor).toBeDefined();
        },
      ),
      runs,
    );
    expect(deleted).toBeGreaterThan(runs.numRuns / 4);
  });

  test('P7 role.deleted: a role deleted on one side and untouched on the other is not created again', () => {
    fc.assert(
      fc.property(randomWorlds, fc.nat(2), fc.constantFrom(...SIDES), (world, nth, side) => {
        if (world.want.roles === 'off' || !world.last) return;
        const [here, there] = side === 'harvest' ? [501 + nth, 601 + nth] : [601 + nth, 501 + nth];
        const name = ['Designer', 'Developer', 'Producer'][nth]!;
        if (recordIn(world.have, otherSide(side), 'role', there)?.values.name !== name) return;
        // Another role that bears the name by now would be the same role by pairing.
        const twin = [...world.have[side].records.role.values()].some(
          (role) => role.id !== here && role.values.name === name,
        );
        if (twin) return;
        const have = withoutRecord(world.have, side, 'role', here);
        const creates = planOf({ ...world, have }).changes.filter(
          (change) => change.action === 'create' && change.kind === 'role' && change.account === side,
        );
        expect(creates.flatMap((change) => change.fields.map((field) => field.after))).not.toContain(name);
      }),
      runs,
    );
  });
});

describe('a run that ended anywhere', () => {
  /** The first `part` of a plan, as a run that was stopped there leaves both accounts and the state. */
  function stopped(
    world: RandomWorld,
    plan: Plan,
    part: number,
  ): ReturnType<typeof applied> & { readonly done: Change[] } {
    const order = inOrder(plan.changes);
    const done = order.slice(0, part % (order.length + 1));
    return { ...applied(world.want, world.have, world.last, { ...plan, changes: done }), done };
  }

  test('P12 interruption: the next run ends where the whole run would have ended', () => {
    fc.assert(
      fc.property(randomWorlds, fc.nat(30), (world, part) => {
        const plan = planOf(world);
        const whole = applied(world.want, world.have, world.last, plan);
        const half = stopped(world, plan, part);
        const rest = planOf({ ...world, ...half });
        const end = applied(world.want, half.have, half.last, rest);
        // Forecast's null means the default after a plan, so what it is depends on whether that default was written; and who waits
        // for a person with another capacity keeps what Harvest's new default gave.
        const cascades = plan.changes.some((change) => change.kind === 'company' && change.account === 'forecast');
        const moved = plan.changes.some((change) => change.kind === 'company');
        const waiting = waitingAddresses(plan);
        const compared = (of: typeof end): BothValues[] =>
          agreedFields(world.want, of.have).filter(
            ({ address, field }) => field !== 'capacity' || !(cascades || (moved && waiting.has(address))),
          );
        expect(compared(end)).toEqual(compared(whole));
        expect(planOf({ ...world, ...end }).changes).toEqual([]);
        const conflicts = (of: Plan): string[] =>
          of.conflicts.filter(({ field }) => !(cascades && field === 'capacity')).map((item) => item.id);
        expect(conflicts(rest)).toEqual(conflicts(plan));
      }),
      runs,
    );
  });

  test('P12 company.capacity: stopped after the company, somebody with the old default by choice keeps it', () => {
    const links = want([link('person', 300, 400)]);
    const people = [h('person', 300), f('person', 400, { pointer: 300, capacity: 126_000 })];
    const last = synced(links, have(people));
    const world = { want: links, have: have(people, { capacity: [126_000, 144_000] }), last };
    const half = stopped(world, planOf(world), 1);
    expect(half.done.map((change) => change.id)).toEqual(['harvest:update:company']);
    expect(fieldLines(planOf({ ...world, ...half }))).toEqual(['harvest person:300/400 capacity 126000']);
  });

  test('P13 crash and a foreign edit: what was propagated already and is edited then goes on to the other side, without a conflict', () => {
    let edits = 0;
    let waited = 0;
    fc.assert(
      fc.property(undecided, fc.nat(30), fc.constantFrom(...SIDES), (world, part, side) => {
        const half = stopped(world, planOf(world), part);
        const updates = half.done.filter((change) => change.kind === 'project' && change.action === 'update');
        for (const change of updates) {
          const link = world.want.links.project.find(
            (each) => formatAddress('project', Number(each.harvest), Number(each.forecast)) === change.address,
          );
          const code = change.fields.find((field) => field.field === 'code');
          if (!link || !code) continue;
          edits += 1;
          const have = edited(half.have, side, 'project', link[side] as number, { code: 'edited since' });
          const plan = planOf({ ...world, have, last: half.last });
          const ofCode = (item: { readonly address: string; readonly field?: FieldName }): boolean =>
            item.address === change.address && item.field === 'code';
          expect(plan.conflicts.filter(ofCode)).toEqual([]);
          // An archived record may be locked: then the edit waits for a person, by name.
          const waits = plan.manual.some(
            (item) => item.address === change.address && item.fields.some((field) => field.field === 'code'),
          );
          if (!waits) expect(fieldLines(plan)).toContain(`${otherSide(side)} ${change.address} code "edited since"`);
          else waited += 1;
        }
      }),
      runs,
    );
    expect(edits - waited).toBeGreaterThan(10);
  });
});

test('P15 blast radius: whatever goes beyond a limit is named by its guard, and nothing else is', () => {
  fc.assert(
    fc.property(randomWorlds, fc.nat(6), fc.nat(2), fc.nat(2), (world, changes, archives, deletes) => {
      const limits = { max_changes: changes, max_archives: archives, max_role_deletes: deletes, max_changed_share: 1 };
      const plan = planOf({ ...world, want: { ...world.want, guards: limits } });
      const count = {
        max_changes: plan.changes.length,
        max_archives: plan.changes.filter((change) =>
          change.fields.some(
            (field) => field.field === 'status' && field.after === 'archived' && change.action !== 'create',
          ),
        ).length,
        max_role_deletes: plan.changes.filter((change) => change.kind === 'role' && change.action === 'delete').length,
      };
      for (const guard of ['max_changes', 'max_archives', 'max_role_deletes'] as const) {
        const tripped = plan.guards.find((each) => each.guard === guard);
        expect(tripped?.value, guard).toBe(count[guard] > limits[guard] ? count[guard] : undefined);
      }
    }),
    runs,
  );
});

/** `forecast project:1/2 code "X"` for each field that a plan writes. */
function fieldLines(plan: Plan): string[] {
  return plan.changes.flatMap((change) =>
    change.fields.map(
      (field) => `${change.account as Side} ${change.address} ${field.field} ${JSON.stringify(field.after)}`,
    ),
  );
}
