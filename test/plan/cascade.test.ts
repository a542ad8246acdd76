import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import type { Cascade } from '../../src/model/last.ts';
import { f, h, have, last, linesOf, link, planOf, want } from '../support/world.ts';

const OLD = 126_000;
const NEW = 144_000;
const MOVED: Cascade = { side: 'harvest', before: OLD, after: NEW, people: { [formatAddress('person', 7, 17)]: OLD } };

/** Kim after a run that wrote a new default and was killed before it wrote people. */
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
    ['they did not have the old default', { ...MOVED, people: {} }, NEW],
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
  test('and who waits for a person, as Harvest would refuse the number of Forecast, gets theirs back', () => {
    expect(kim(MOVED, NEW, 100_000)).toEqual([
      'harvest:update:person:7/17 capacity 144000 → 126000 [person.capacity] forecast',
      'manual person.capacity person:7/17',
    ]);
  });
  test('and the number that they had, where another default comes in the same plan', () => {
    const records = [h('person', 7, { capacity: NEW }), f('person', 17, { capacity: OLD, pointer: 7 })];
    const plan = planOf({
      want: want([link('person', 7, 17)]),
      have: have(records, { capacity: [NEW, 180_000] }),
      last: last({ company: { capacity: NEW }, 'person:7/17': { capacity: OLD } }, { cascade: MOVED }),
    });
    expect(linesOf(plan)).toEqual([
      'harvest:update:company capacity 144000 → 180000 [company.capacity] forecast',
      'harvest:update:person:7/17 capacity 180000 → 126000 [person.capacity] forecast',
    ]);
  });

  describe("Forecast's", () => {
    const FOLLOWED: Cascade = { ...MOVED, side: 'forecast' };
    test('who followed it is not edited in Forecast: a number of Harvest goes there, without a conflict', () => {
      expect(kim(FOLLOWED, 90_000, null)).toEqual([
        'forecast:update:person:7/17 capacity null → 90000 [person.capacity] harvest',
      ]);
    });
    test('and who kept the old one in Harvest keeps it in both', () => {
      expect(kim(FOLLOWED, OLD, null)).toEqual([
        'forecast:update:person:7/17 capacity null → 126000 [person.capacity] harvest',
      ]);
    });
    test('who has the new one in Harvest too is in step', () => {
      expect(kim(FOLLOWED, NEW, null)).toEqual([]);
    });
    test('but it is an edit where the state remembers nothing', () => {
      expect(kim(undefined, 90_000, null)).toEqual(['conflict person.capacity person:7/17 capacity']);
    });
  });
});
