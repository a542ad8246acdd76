import fc from '../support/property.ts';
import { describe, expect, test, vi } from 'vitest';
import { isTemporary } from '../../src/model/temporary.ts';
import { applied, inOrder } from '../support/simulate.ts';
import { linesOf, planOf } from '../support/world.ts';
import { agreedFields, shuffled, waitingAddresses } from './laws.ts';
import { randomWorlds } from './worlds.ts';

/** The laws that hold between a plan and the world it is made for. What people do meanwhile is in edits.test.ts. */
const runs = { numRuns: Number(process.env['HFSYNC_PROPERTY_RUNS'] ?? 1500) };
// As long as more runs take.
vi.setConfig({ testTimeout: 30_000 + 60 * runs.numRuns });

describe('laws of the planner', () => {
  test('P1 convergence: after the apply both sides of a link agree in every synced field, but for what waits for people', () => {
    let compared = 0;
    fc.assert(
      fc.property(randomWorlds, (world) => {
        const plan = planOf(world);
        const after = applied(world.want, world.have, world.last, plan);
        const waiting = waitingAddresses(plan);
        for (const { address, field, harvest, forecast } of agreedFields(world.want, after.have)) {
          // Who is on the default waits with the company's: one item for all.
          if (waiting.has(address) || (field === 'capacity' && waiting.has('company'))) continue;
          compared += 1;
          expect(forecast, `${address} ${field}`).toEqual(harvest);
        }
      }),
      runs,
    );
    expect(compared).toBeGreaterThan(runs.numRuns);
  });

  test('P2 P3 silence: apply, then plan: nothing is left but what waits for people, and that is the same, run after run', () => {
    fc.assert(
      fc.property(randomWorlds, (world) => {
        const plan = planOf(world);
        let after = applied(world.want, world.have, world.last, plan);
        for (let run = 0; run < 3; run += 1) {
          const next = planOf({ ...world, ...after });
          expect(next.changes.map((change) => [change.id, change.fields])).toEqual([]);
          expect(next.conflicts.map((item) => item.id)).toEqual(plan.conflicts.map((item) => item.id));
          const again = applied(world.want, after.have, after.last, next);
          expect(again.last).toEqual({ ...after.last, serial: after.last.serial + 1 });
          after = again;
        }
      }),
      runs,
    );
  });

  test('P4 locality: no field is written that both sides agree on, and no value is written twice', () => {
    fc.assert(
      fc.property(randomWorlds, (world) => {
        for (const change of planOf(world).changes) {
          for (const field of change.fields) {
            if (!field.after_from && change.action !== 'create')
              expect(field.after, `${change.id} ${field.field}`).not.toEqual(field.before);
          }
        }
      }),
      runs,
    );
  });

  test('P10 order: in whatever order records and links arrive, the plan has the same bytes', () => {
    fc.assert(
      fc.property(randomWorlds, fc.infiniteStream(fc.nat(1_000_000)), (world, numbers) => {
        const pick = (): number => numbers.next().value;
        expect(JSON.stringify(planOf(shuffled(world, pick)))).toBe(JSON.stringify(planOf(world)));
      }),
      runs,
    );
  });

  test('P17 determinism: the same input gives the same bytes, and is left as it was', () => {
    fc.assert(
      fc.property(randomWorlds, (world) => {
        const before = structuredClone({ have: world.have, last: world.last });
        const first = JSON.stringify(planOf(world));
        expect(JSON.stringify(planOf(world))).toBe(first);
        expect({ have: world.have, last: world.last }).toEqual(before);
        expect(JSON.stringify(planOf({ ...world, ...before }))).toBe(first);
      }),
      runs,
    );
  });

  test('P18 liveness: every change can run, prerequisites come first, without a cycle', () => {
    fc.assert(
      fc.property(randomWorlds, (world) => {
        const plan = planOf(world);
        expect(inOrder(plan.changes)).toHaveLength(plan.changes.length);
      }),
      runs,
    );
  });

  test('no temporary name is left', () => {
    fc.assert(
      fc.property(randomWorlds, (world) => {
        const { have } = applied(world.want, world.have, world.last, planOf(world));
        for (const side of ['harvest', 'forecast'] as const) {
          for (const kind of ['role', 'client'] as const) {
            for (const record of have[side].records[kind].values())
              expect(isTemporary(record.values.name ?? '')).toBe(false);
          }
        }
      }),
      runs,
    );
  });

  test('a plan is made of what it says: its lines are never empty', () => {
    fc.assert(
      fc.property(randomWorlds, (world) => {
        const plan = planOf(world);
        expect(linesOf(plan).length > 0).toBe(plan.summary.auto + plan.summary.manual + plan.summary.conflicts > 0);
      }),
      runs,
    );
  });
});
