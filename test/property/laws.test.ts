import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Have } from '../../src/model/have.ts';
import { isTemporary } from '../../src/model/temporary.ts';
import { applied, inOrder } from '../support/simulate.ts';
import { linesOf, planOf } from '../support/world.ts';
import { randomWorlds } from './worlds.ts';

const runs = { numRuns: Number(process.env['HFSYNC_PROPERTY_RUNS'] ?? 1500) };

describe('laws of the planner', () => {
  test('apply, then plan: nothing is left but what waits for people, and that is the same', () => {
    fc.assert(
      fc.property(randomWorlds, (world) => {
        const plan = planOf(world);
        const after = applied(world.want, world.have, world.last, plan);
        const second = planOf({ ...world, ...after });
        expect(second.changes.map((change) => [change.id, change.fields])).toEqual([]);
        expect(second.conflicts.map((item) => item.id)).toEqual(plan.conflicts.map((item) => item.id));
        const third = applied(world.want, after.have, after.last, second);
        expect(third.last).toEqual({ ...after.last, serial: after.last.serial + 1 });
      }),
      runs,
    );
  });

  test('the same input gives the same bytes, in whatever order records and links arrive', () => {
    fc.assert(
      fc.property(randomWorlds, (world) => {
        const shuffled = {
          ...world,
          have: reversed(world.have),
          want: { ...world.want, links: reversedLinks(world.want.links) },
        };
        expect(JSON.stringify(planOf(shuffled))).toBe(JSON.stringify(planOf(world)));
      }),
      runs,
    );
  });

  test('locality: no field is written that both sides agree on, and no value is written twice', () => {
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

  test('every change can run: prerequisites come first, without a cycle', () => {
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

function reversed(have: Have): Have {
  const reverse = <K, V>(map: ReadonlyMap<K, V>): Map<K, V> => new Map([...map].reverse());
  const account = <A extends Have['harvest'] | Have['forecast']>(side: A): A => ({
    ...side,
    records: Object.fromEntries(
      Object.entries(side.records).map(([kind, records]) => [kind, reverse(records as ReadonlyMap<number, unknown>)]),
    ),
  });
  return { ...have, harvest: account(have.harvest), forecast: account(have.forecast) };
}

function reversedLinks<L extends { readonly [kind: string]: readonly unknown[] }>(links: L): L {
  return Object.fromEntries(Object.entries(links).map(([kind, list]) => [kind, [...list].reverse()])) as unknown as L;
}
