import { describe, expect, test } from 'vitest';
import { compareThreeWays, mergeSets, type Verdict } from '../../src/plan/compare/three-way.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Baseline } from '../../src/model/last.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Link } from '../../src/model/want.ts';
import { f, h, have, last, link, planOf, want } from '../support/world.ts';

/**
 * Every triple of a small scope: a record of four fields with three values each, or no record at all, as the baseline, in Harvest
 * and in Forecast: 82³ = 551,368 triples. All of them go through the comparison itself. Through the whole planner go those of four
 * baselines (which are all, up to the names of the values), and with HFSYNC_EXHAUSTIVE=1 those of all 82: one plan a baseline, one
 * person a triple, about a minute.
 *
 * What is expected is worked out here from the digits alone, by counting who differs, not by the order of questions in plan/compare.
 */
const FIELDS = ['first_name', 'last_name', 'email', 'capacity'] as const;
const TEXTS = ['Ana', 'Kim', 'Lee'] as const;
const SECONDS = [108_000, 126_000, 144_000] as const;
const ABSENT = 81;
const COUNT = 82;

const isWhole = process.env['HFSYNC_EXHAUSTIVE'] === '1';

/** Digit `field` of a record's number in base 3. */
const digit = (record: number, field: number): number => Math.floor(record / 3 ** field) % 3;

function valueOf(field: (typeof FIELDS)[number], at: number, person: number): string | number {
  if (field === 'capacity') return SECONDS[at]!;
  return field === 'email' ? `${TEXTS[at]!.toLowerCase()}.${person}@x.example` : TEXTS[at]!;
}

function valuesOf(record: number, person: number): Record<string, string | number> {
  return Object.fromEntries(FIELDS.map((field, nth) => [field, valueOf(field, digit(record, nth), person)]));
}

/** By counting who differs, not by asking in turn. */
function verdictOf(b: number | undefined, x: number | undefined, y: number | undefined): Verdict {
  const sides = new Set([x, y]);
  if (sides.has(undefined)) return 'unknown';
  if (sides.size === 1) return 'same';
  if (b === undefined) return 'first';
  if (!sides.has(b)) return 'both';
  return x === b ? 'forecast' : 'harvest';
}

/** What the rules want: `harvest email ana.7@x.example` for a write, `conflict email`, `gone harvest`. */
function expected(base: number, harvest: number, forecast: number, person: number): string[] {
  const gone = [...(harvest === ABSENT ? ['gone harvest'] : []), ...(forecast === ABSENT ? ['gone forecast'] : [])];
  if (gone.length > 0) return gone.sort();
  return FIELDS.flatMap((field, nth) => {
    const [x, y] = [digit(harvest, nth), digit(forecast, nth)];
    const distinct = new Set(base === ABSENT ? [x, y] : [digit(base, nth), x, y]).size;
    if (x === y) return [];
    if (distinct === 3) return [`conflict ${field}`];
    const isHarvestNewer = base === ABSENT || digit(base, nth) === y;
    return isHarvestNewer
      ? [`forecast ${field} ${valueOf(field, x, person)}`]
      : [`harvest ${field} ${valueOf(field, y, person)}`];
  }).sort();
}

function planAll(base: number): Plan {
  const records: AccountRecord[] = [];
  const links: Link[] = [];
  const baseline: Record<string, Baseline> = { company: { capacity: 126_000 } };
  for (let harvest = 0; harvest < COUNT; harvest += 1) {
    for (let forecast = 0; forecast < COUNT; forecast += 1) {
      const id = 1 + harvest * COUNT + forecast;
      const twin = id + 10_000;
      links.push(link('person', id, twin));
      if (harvest !== ABSENT) records.push(h('person', id, valuesOf(harvest, id)));
      const extras = { editedBy: twin };
      if (forecast !== ABSENT) records.push(f('person', twin, { ...valuesOf(forecast, id), pointer: id }, extras));
      if (base !== ABSENT) baseline[`person:${id}/${twin}`] = { ...valuesOf(base, id), status: 'active', roles: [] };
    }
  }
  return planOf({ want: want(links, { harvestEditor: 'self' }), have: have(records), last: last(baseline) });
}

function found(plan: Plan): Map<string, string[]> {
  const lines = new Map<string, string[]>();
  const add = (address: string, line: string): void => {
    const known = lines.get(address);
    if (known) known.push(line);
    else lines.set(address, [line]);
  };
  for (const change of plan.changes) {
    for (const field of change.fields) add(change.address, `${change.account} ${field.field} ${String(field.after)}`);
  }
  for (const item of plan.conflicts) add(item.address, `conflict ${item.field}`);
  for (const item of plan.manual) add(item.address, `gone ${item.rule.replace('person.deleted-in-', '')}`);
  return lines;
}

describe('the small scope, exhaustively', () => {
  test('P1 P4 P5: all 551,368 triples of four fields with three values, or no record, through the comparison', () => {
    const same = (a: number, b: number): boolean => a === b;
    const at = (record: number, field: number): number | undefined =>
      record === ABSENT ? undefined : digit(record, field);
    let triples = 0;
    let wrong = 0;
    for (let base = 0; base < COUNT; base += 1) {
      for (let harvest = 0; harvest < COUNT; harvest += 1) {
        for (let forecast = 0; forecast < COUNT; forecast += 1) {
          triples += 1;
          for (let field = 0; field < FIELDS.length; field += 1) {
            const [b, x, y] = [at(base, field), at(harvest, field), at(forecast, field)];
            if (compareThreeWays(b, x, y, same) !== verdictOf(b, x, y)) wrong += 1;
          }
        }
      }
    }
    expect({ triples, wrong }).toEqual({ triples: 551_368, wrong: 0 });
  });

  test('P1 P4 P5 P6: what the whole planner makes of them: writes, conflicts, records that are gone', () => {
    const bases = isWhole ? Array.from({ length: COUNT }, (_, base) => base) : [0, 40, 80, ABSENT];
    const wrong: string[] = [];
    for (const base of bases) {
      const lines = found(planAll(base));
      for (let harvest = 0; harvest < COUNT; harvest += 1) {
        for (let forecast = 0; forecast < COUNT; forecast += 1) {
          const id = 1 + harvest * COUNT + forecast;
          const said = (lines.get(`person:${id}/${id + 10_000}`) ?? []).sort().join('; ');
          const due = expected(base, harvest, forecast, id).join('; ');
          if (said !== due && wrong.length < 10) wrong.push(`${base} ${harvest} ${forecast}: ${said} ≠ ${due}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  }, 300_000);

  test('P9 symmetry: the mirrored triple has the mirrored verdict', () => {
    const mirrored = {
      same: 'same',
      harvest: 'forecast',
      forecast: 'harvest',
      both: 'both',
      first: 'first',
      stored: 'stored',
      unknown: 'unknown',
    } as const satisfies Record<Verdict, Verdict>;
    const values = [undefined, 'A', 'B', 'C'];
    const same = (a: string, b: string): boolean => a === b;
    for (const b of values) {
      for (const x of values) {
        for (const y of values) expect(compareThreeWays(b, y, x, same)).toBe(mirrored[compareThreeWays(b, x, y, same)]);
      }
    }
  });

  test('P5 P9: sets of up to four: each addition and each removal of either side is in the merged set, in either order of sides', () => {
    const sets = Array.from({ length: 16 }, (_, bits) => new Set([0, 1, 2, 3].filter((nth) => bits & (1 << nth))));
    for (const base of sets) {
      for (const left of sets) {
        for (const right of sets) {
          const merged = mergeSets(base, left, right);
          for (const element of [0, 1, 2, 3]) {
            const votes = [left, right].map((side) => side.has(element));
            // Whoever differs from the baseline decides; two sides that differ from it agree with each other.
            const due = votes.find((vote) => vote !== base.has(element)) ?? base.has(element);
            expect(merged.has(element)).toBe(due);
          }
          expect(mergeSets(base, right, left)).toEqual(merged);
        }
      }
    }
  });
});
