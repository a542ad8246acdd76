import { beforeEach, expect, it, vi } from 'vitest';
import type * as AtRest from '../../src/plan/decide/at-rest.ts';
import type { HarvestId } from '../../src/model/id.ts';
import type { Plan } from '../../src/model/plan.ts';
import { recordName } from '../../src/model/record.ts';
import type { Want } from '../../src/model/want.ts';
import fc from '../support/property.ts';
import { applied } from '../support/simulate.ts';
import { planOf } from '../support/world.ts';
import { randomWorlds, type RandomWorld } from './worlds.ts';

/** Whether pairs at rest are passed over, as always, or planned like all others. How many were passed over. */
const { at } = vi.hoisted(() => ({ at: { isOn: true, rest: 0 } }));
vi.mock('../../src/plan/decide/at-rest.ts', async (original) => {
  const { pairsAtRest } = await original<typeof AtRest>();
  return {
    pairsAtRest(...given: Parameters<typeof pairsAtRest>) {
      const resting = pairsAtRest(...given);
      at.rest += resting.size;
      return at.isOn ? resting : new Set();
    },
  };
});

const runs = { numRuns: Number(process.env['HFSYNC_PROPERTY_RUNS'] ?? 500) };
// Four plans and an apply each.
vi.setConfig({ testTimeout: 60_000 + 240 * runs.numRuns });
beforeEach(() => void (at.rest = 0));

function planned(world: RandomWorld, isOn: boolean): Plan {
  at.isOn = isOn;
  return planOf(world);
}

/** A third of the entries have no name, a third the right one, a third another. */
function labelled(world: RandomWorld): RandomWorld {
  const links = Object.entries(world.want.links).map(([kind, of]) => [
    kind,
    of.map((link) => {
      const record = world.have.harvest.records[link.kind].get(link.harvest as HarvestId);
      const names = [null, record ? recordName(record) : null, 'Another'];
      return { ...link, label: names[(Number(link.harvest) || 0) % 3] ?? null };
    }),
  ]);
  return { ...world, want: { ...world.want, links: Object.fromEntries(links) as Want['links'] } };
}

it('a plan is the same whether pairs at rest are passed over or planned like all others, before an apply and after it', () => {
  fc.assert(
    fc.property(randomWorlds.map(labelled), (world) => {
      const plan = planned(world, true);
      expect(plan).toEqual(planned(world, false));
      const after = { ...world, ...applied(world.want, world.have, world.last, plan) };
      expect(planned(after, true)).toEqual(planned(after, false));
    }),
    runs,
  );
  expect(at.rest).toBeGreaterThan(runs.numRuns);
});
