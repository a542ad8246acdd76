import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import type { Cascade } from '../../src/model/last.ts';
import { f, h, have, last, linesOf, link, planOf, want } from '../support/world.ts';

const OLD = 126_000;
const NEW = 144_000;
const MOVED: Cascade = { before: OLD, after: NEW, people: [formatAddress('person', 7, 17)] };

/** Kim after a run that wrote Harvest's new default and was killed before it wrote people. */
function kim(state: Cascade | undefined, harvest: number, forecast: number | null, company: number = NEW) {
  const records = [h('person', 7, { capacity: harvest }), f('person', 17, { capacity: forecast, pointer: 7 })];
  const agreed = {
    ...{ first_name: 'Kim', last_name: 'Allen', email: 'kim@acme.example', status: 'active', roles: [] },
    capacity: OLD,
  };
  const baseline = { company: { capacity: company }, 'person:7/17': agreed };
  return linesOf(
    planOf({
      want: want([link('person', 7, 17)]),
      have: have(records, { capacity: [company, company] }),
      last: last(baseline, state ? { cascade: state } : {}),
    }),
  );
}

describe("person.capacity after a default of hfsync's own that was not finished", () => {
  test('who had that very number keeps it: the default moved them, not a person', () => {
    expect(kim(MOVED, NEW, OLD)).toEqual([
      'harvest:update:person:7/17 capacity 144000 → 126000 [person.capacity] forecast',
    ]);
  });
  test('and a new number in Forecast goes to Harvest, without a conflict', () => {
    expect(kim(MOVED, NEW, 90_000)).toEqual([
      'harvest:update:person:7/17 capacity 144000 → 90000 [person.capacity] forecast',
    ]);
  });
  test('who is on the default in Forecast is in step', () => {
    expect(kim(MOVED, NEW, null)).toEqual([]);
  });

  test.each([
    ['the state remembers nothing', undefined, NEW],
    ['the default was never written', MOVED, OLD],
    ['they did not have the old default', { ...MOVED, people: [] }, NEW],
  ] as const)('but it is an edit where %s', (_what, state, company) => {
    expect(kim(state, NEW, OLD, company)).toEqual([
      'forecast:update:person:7/17 capacity 126000 → 144000 [person.capacity] harvest',
    ]);
  });
  test('and where Harvest shows another number than the new default', () => {
    expect(kim(MOVED, 90_000, OLD)).toEqual([
      'forecast:update:person:7/17 capacity 126000 → 90000 [person.capacity] harvest',
    ]);
  });
});
