import fc from '../support/property.ts';
import { expect, test, vi } from 'vitest';
import type { Change, Plan } from '../../src/model/plan.ts';
import { RULE_IDS } from '../../src/model/rule.ts';
import { applied } from '../support/simulate.ts';
import { planOf } from '../support/world.ts';
import { randomWorlds } from './worlds.ts';

const runs = { numRuns: Math.ceil(Number(process.env['HFSYNC_PROPERTY_RUNS'] ?? 1500) / 15) };
vi.setConfig({ testTimeout: 30_000 + 60 * runs.numRuns });

const parts = fc.constantFrom(...RULE_IDS, 'project', 'client', 'person', 'role', 'company');

/** `field of change` for all that a plan writes. */
function writes({ changes }: Plan): readonly string[] {
  return changes.flatMap(({ id, fields }) =>
    fields.map(({ field, after }) => `${id} ${field} ${JSON.stringify(after)}`),
  );
}

test('a selected part is a part of the whole, can be applied by itself, and the rest can be applied after it', () => {
  let trimmed = 0;
  fc.assert(
    fc.property(randomWorlds, parts, fc.nat(), fc.boolean(), (world, any, nth, isOnly) => {
      const whole = planOf(world);
      // Mostly a rule of something that is planned, and of several fields where there is such a change.
      const busy = whole.changes.filter(({ rules }) => rules.length > 1);
      const planned = (busy.length > 0 ? busy : whole.changes).flatMap(({ rules }) => rules);
      const part = nth % 4 === 0 ? any : (planned[nth % planned.length] ?? any);
      const some = planOf({ ...world, ...(isOnly ? { only: [part] } : { except: [part] }) });
      expect(writes(whole)).toEqual(expect.arrayContaining([...writes(some)]));
      const fields = new Map(whole.changes.map((change): [string, Change] => [change.id, change]));
      trimmed += some.changes.filter(({ id, fields: left }) => left.length < fields.get(id)!.fields.length).length;
      if (!isOnly)
        for (const { address, rules } of some.changes) expect([...rules, address.split(':')[0]]).not.toContain(part);
      const after = applied(world.want, world.have, world.last, some);
      const rest = planOf({ want: world.want, ...after });
      const all = applied(world.want, after.have, after.last, rest);
      const direct = applied(world.want, world.have, world.last, whole);
      expect(planOf({ want: world.want, ...all }).changes).toEqual(planOf({ want: world.want, ...direct }).changes);
    }),
    runs,
  );
  expect(trimmed).toBeGreaterThan(runs.numRuns / 25);
});
