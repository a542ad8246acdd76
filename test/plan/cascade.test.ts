import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import type { Have } from '../../src/model/have.ts';
import type { Cascade, Last } from '../../src/model/last.ts';
import type { HarvestId } from '../../src/model/id.ts';
import type { Want } from '../../src/model/want.ts';
import { createLedger } from '../../src/plan/memory/ledger.ts';
import { applied } from '../support/simulate.ts';
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
      'harvest:update:person:7/17 capacity 144000 → 126000 [person.capacity] harvest',
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

const PERSON = formatAddress('person', 8, 18);
const OWN = want([link('person', 8, 18)]);
/** What both sides agreed on before: the company's default, and the person's own capacity, if they ever did. */
const agreedOn = (company: number, capacity: number | undefined): Last =>
  last({
    company: { capacity: company },
    [PERSON]: {
      ...{ first_name: 'Kim', last_name: 'Allen', email: 'kim@acme.example', status: 'active', roles: [] },
      ...(capacity === undefined ? {} : { capacity }),
    },
  });
const people = (harvest: number, forecast: number | null, company: readonly [number, number]): Have =>
  have([h('person', 8, { capacity: harvest }), f('person', 18, { capacity: forecast, pointer: 8 })], {
    capacity: company,
  });

describe('a default that passes by the number of somebody whose capacity waits decides nothing', () => {
  /** Kim is on Harvest's default of 30 h, and has 25 h in Forecast; Forecast's default moves to 25 h. */
  const H30 = 108_000;
  const H25 = 90_000;
  const start = people(H30, H25, [H30, H25]);
  const company = `harvest:update:company capacity ${H30} → ${H25} [company.capacity] forecast`;
  const kept = (origin: string): string =>
    `harvest:update:person:8/18 capacity ${H25} → ${H30} [person.capacity] ${origin}`;

  test.each<readonly [string, Partial<Want>, number | undefined, readonly string[]]>([
    ['a conflict', {}, 126_000, ['conflict person.capacity person:8/18 capacity']],
    ['a first sync', { firstSync: 'manual' }, undefined, ['manual person.capacity person:8/18']],
  ])('%s waits on', (_what, options, baseline, waits) => {
    const wanted = { ...OWN, ...options };
    const state = agreedOn(H30, baseline);
    const plan = planOf({ want: wanted, have: start, last: state });
    expect(linesOf(plan)).toEqual([company, kept('harvest'), ...waits]);
    // Done whole, done without the person, and killed after the company: nothing is decided.
    const whole = applied(wanted, start, state, plan);
    expect(linesOf(planOf({ want: wanted, ...whole }))).toEqual(waits);
    const only = planOf({ want: wanted, have: start, last: state, only: ['company'] });
    const part = applied(wanted, start, state, only);
    expect(linesOf(planOf({ want: wanted, ...part }))).toEqual([kept('harvest'), ...waits]);
    const { memory } = createLedger({ want: wanted, have: start, last: state, plan });
    const killed = { have: people(H25, H25, [H25, H25]), last: { ...state, ...memory() } };
    expect(linesOf(planOf({ want: wanted, ...killed }))).toEqual([kept('harvest'), ...waits]);
    const next = applied(wanted, killed.have, killed.last, planOf({ want: wanted, ...killed }));
    expect(linesOf(planOf({ want: wanted, ...next }))).toEqual(waits);
    expect(next.last.cascade).toBeUndefined();
  });

  test('nor does it undo an edit in Harvest that is still to go to Forecast', () => {
    const state = agreedOn(H30, H25);
    const plan = planOf({ want: OWN, have: start, last: state });
    const edit = `forecast:update:person:8/18 capacity ${H25} → ${H30} [person.capacity] harvest`;
    expect(linesOf(plan)).toEqual([company, kept('harvest'), edit]);
    const { memory } = createLedger({ want: OWN, have: start, last: state, plan });
    const killed = { have: people(H25, H25, [H25, H25]), last: { ...state, ...memory() } };
    expect(linesOf(planOf({ want: OWN, ...killed }))).toEqual([kept('harvest'), edit]);
  });

  test('who gets the new number anyway is moved, and no more', () => {
    for (const [forecast, baseline] of [
      [H25, H30],
      [null, H30],
    ] as const) {
      const state = agreedOn(H30, baseline);
      const before = people(H30, forecast, [H30, H25]);
      const plan = planOf({ want: OWN, have: before, last: state });
      const { memory } = createLedger({ want: OWN, have: before, last: state, plan });
      const killed = { have: people(H25, forecast, [H25, H25]), last: { ...state, ...memory() } };
      expect(linesOf(planOf({ want: OWN, ...killed }))).toEqual([]);
    }
  });

  test('while it is written: a list that shows who is moved, before the default was answered', () => {
    const state = agreedOn(H30, 126_000);
    const plan = planOf({ want: OWN, have: start, last: state });
    const ledger = createLedger({ want: OWN, have: start, last: state, plan });
    expect(ledger.put(h('person', 8, { capacity: H25 }))?.baseline).toMatchObject({ capacity: 126_000 });
  });
});

describe('who is out of the file while a default moves them', () => {
  test.each([
    ['harvest', [OLD, NEW], 'harvest:update:person:8/18 capacity 144000 → 126000 [person.capacity] forecast'],
    ['forecast', [NEW, OLD], 'forecast:update:person:8/18 capacity null → 126000 [person.capacity] harvest'],
  ] as const)('gets their number back in %s once they are in it again', (side, company, expected) => {
    const before = side === 'harvest' ? people(OLD, OLD, company) : people(OLD, null, company);
    const state = agreedOn(OLD, OLD);
    const away = want();
    const moved = applied(away, before, state, planOf({ want: away, have: before, last: state }));
    const quiet = applied(away, moved.have, moved.last, planOf({ want: away, ...moved }));
    expect(linesOf(planOf({ want: OWN, ...quiet }))).toEqual([expected]);
  });
});

test('who is imported along with a new default keeps their number too, and all is in step at once', () => {
  const wanted = want([link('person', 8, 'create')]);
  const before = have([h('person', 8, { capacity: OLD })], { capacity: [OLD, NEW] });
  const state = last({ company: { capacity: OLD } });
  const after = applied(wanted, before, state, planOf({ want: wanted, have: before, last: state }));
  expect(after.have.harvest.records.person.get(8 as HarvestId)?.values.capacity).toBe(OLD);
  expect(linesOf(planOf({ want: wanted, ...after }))).toEqual([]);
});

describe('a broken link is not touched by a new default', () => {
  test.each([
    ['the Forecast end is gone', [h('person', 8, { capacity: OLD })], [OLD, NEW]],
    ['the Harvest end is gone', [f('person', 18, { capacity: null, pointer: 8 })], [NEW, OLD]],
  ] as const)('%s', (_what, records, capacity) => {
    const plan = planOf({ want: OWN, have: have(records, { capacity }), last: agreedOn(OLD, OLD) });
    expect(plan.changes.map(({ address }) => address)).toEqual(['company']);
  });
});
