import fc from '../support/property.ts';
import { describe, expect, test, vi } from 'vitest';
import type { Have } from '../../src/model/have.ts';
import type { Last } from '../../src/model/last.ts';
import type { Plan } from '../../src/model/plan.ts';
import { isTemporary } from '../../src/model/temporary.ts';
import { applied, inOrder } from '../support/simulate.ts';
import { linesOf, planOf } from '../support/world.ts';
import { agreedFields, shuffled, waitingAddresses } from './laws.ts';
import { randomWorlds, type RandomWorld } from './worlds.ts';

/** The laws that hold between a plan and the world it is made for. What people do meanwhile is in edits.test.ts. */
const runs = { numRuns: Math.ceil(Number(process.env['HFSYNC_PROPERTY_RUNS'] ?? 1500) / 2) };
// As long as more runs take.
vi.setConfig({ testTimeout: 30_000 + 60 * runs.numRuns });

/** A world, its plan, and what an apply makes of it. */
interface Played {
  readonly world: RandomWorld;
  readonly plan: Plan;
  readonly after: { readonly have: Have; readonly last: Last };
}

function play(world: RandomWorld): Played {
  const plan = planOf(world);
  return { world, plan, after: applied(world.want, world.have, world.last, plan) };
}

/** The worlds that a property with as many runs plays. Most laws only look, so each is played once for all of them. */
const PLAYED = fc.sample(randomWorlds, runs).map(play);

/** A world that breaks the law is played again as a property, which makes it as small as it gets. */
function holdsInAll(law: (played: Played) => void): void {
  try {
    PLAYED.forEach(law);
  } catch (error) {
    fc.assert(
      fc.property(randomWorlds, (world) => law(play(world))),
      runs,
    );
    throw error;
  }
}

describe('laws of the planner', () => {
  test('P1 convergence: after the apply both sides of a link agree in every synced field, but for what waits for people', () => {
    let compared = 0;
    holdsInAll(({ world, plan, after }) => {
      const waiting = waitingAddresses(plan);
      for (const { address, field, harvest, forecast } of agreedFields(world.want, after.have)) {
        // Who is on the default waits with the company's: one item for all.
        if (waiting.has(address) || (field === 'capacity' && waiting.has('company'))) continue;
        compared += 1;
        expect(forecast, `${address} ${field}`).toEqual(harvest);
      }
    });
    expect(compared).toBeGreaterThan(runs.numRuns);
  });

  test('P2 P3 silence: apply, then plan: nothing is left but what waits for people, and that is the same, run after run', () => {
    holdsInAll(({ world, plan, after: first }) => {
      let after = first;
      for (let run = 0; run < 2; run += 1) {
        const next = planOf({ ...world, ...after });
        expect(next.changes.map((change) => [change.id, change.fields])).toEqual([]);
        expect(next.conflicts.map((item) => item.id)).toEqual(plan.conflicts.map((item) => item.id));
        const again = applied(world.want, after.have, after.last, next);
        // So every later run begins as this one did.
        expect(again).toEqual({ have: after.have, last: { ...after.last, serial: after.last.serial + 1 } });
        after = again;
      }
    });
  });

  test('P4 locality: no field is written that both sides agree on, and no value is written twice', () => {
    holdsInAll(({ plan }) => {
      for (const change of plan.changes) {
        for (const field of change.fields) {
          if (!field.after_from && change.action !== 'create')
            expect(field.after, `${change.id} ${field.field}`).not.toEqual(field.before);
        }
      }
    });
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
    holdsInAll(({ plan }) => expect(inOrder(plan.changes)).toHaveLength(plan.changes.length));
  });

  test('no temporary name is left', () => {
    holdsInAll(({ after: { have } }) => {
      for (const side of ['harvest', 'forecast'] as const) {
        for (const kind of ['role', 'client'] as const) {
          for (const record of have[side].records[kind].values())
            expect(isTemporary(record.values.name ?? '')).toBe(false);
        }
      }
    });
  });

  test('a plan is made of what it says: its lines are never empty', () => {
    holdsInAll(({ plan }) => {
      expect(linesOf(plan).length > 0).toBe(plan.summary.auto + plan.summary.manual + plan.summary.conflicts > 0);
    });
  });
});
