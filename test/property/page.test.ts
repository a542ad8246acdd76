import fc from '../support/property.ts';
import { expect, test, vi } from 'vitest';
import { editsOfChoices } from '../../src/page/choices.ts';
import { pageData } from '../../src/page/data.ts';
import { rowsOfPlan } from '../../src/plan/list-records.ts';
import { editsOf } from '../../src/rules/choice.ts';
import { planOf } from '../support/world.ts';
import { situations } from './situations.ts';

/** The law of the page: each way out that edits the file is offered there, and gives what `settle` gives. */
const runs = { numRuns: Math.ceil(Number(process.env['HFSYNC_PROPERTY_RUNS'] ?? 1500) / 25) };
vi.setConfig({ testTimeout: 60_000 + 400 * runs.numRuns });

test('every way out of every item can be taken on the page, with the same edits', () => {
  let taken = 0;
  fc.assert(
    fc.property(situations, (world) => {
      const plan = planOf(world);
      const { items, rows, records } = pageData({ plan, have: world.have, rows: rowsOfPlan(world, plan) });
      const edits = editsOfChoices({ plan, have: world.have });
      for (const [place, item] of [...plan.manual, ...plan.conflicts].entries()) {
        const shown = items[place]!;
        expect(rows.filter((row) => row.items.includes(place))).toHaveLength(1);
        expect(shown.ways.map(({ key }) => key)).toEqual(item.ways_out.map(({ key }) => key));
        for (const [nth, way] of item.ways_out.entries()) {
          const { does, names } = shown.ways[nth]!;
          expect(does === 'hand').toBe(way.edits === undefined);
          if (does === 'hand') continue;
          const some = records.find(({ side, kind }) => side === names && kind === item.kind);
          if (does === 'open') expect(names).not.toBeNull();
          if (does === 'open' && !some) continue;
          const id = does === 'open' ? some!.id : null;
          const byPage = edits({ by: 'way', item: item.id, way: way.key ?? '', id });
          const bySettle = editsOf(item, way, id);
          expect(byPage).toEqual(bySettle);
          expect(byPage).not.toBeNull();
          taken += 1;
        }
      }
    }),
    runs,
  );
  expect(taken).toBeGreaterThan(runs.numRuns);
});
