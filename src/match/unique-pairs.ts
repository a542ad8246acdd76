import type { Evidence, MatchClass } from '../model/counterpart.ts';
import { isActive, type Subject } from './subject.ts';

/** Two records, and how strong the evidence is that they are the same. */
export interface Graded {
  readonly harvest: Subject;
  readonly forecast: Subject;
  /** The class of the pair by itself, before other candidates are considered. */
  readonly class: MatchClass;
  /** Compares pairs of the same class: the higher, the nearer. */
  readonly strength: number;
  readonly evidence: readonly Evidence[];
}

/**
 * Makes matches unique. In: pairs, each graded by itself. Out: the same pairs, with `exact` and `likely` unique in both directions.
 *
 * | a pair           | and its rivals                                      | becomes             |
 * | ---------------- | --------------------------------------------------- | ------------------- |
 * | exact            | none is exact, and all are weaker                   | exact               |
 * | exact            | some are exact, but all are weaker                  | likely              |
 * | exact            | one is as strong                                    | possible, ambiguous |
 * | named by pointer | none is named by a pointer                          | exact               |
 * | likely           | all are weaker                                      | likely              |
 * | likely           | one is as strong                                    | possible, ambiguous |
 * | any              | an exact or likely pair has one of its ends         | dropped             |
 */
export function uniquePairs(graded: readonly Graded[]): readonly Graded[] {
  const at = pairsAt(graded);
  const rivalsOf = (pair: Graded): Graded[] =>
    [...(at.get(pair.harvest) ?? []), ...(at.get(pair.forecast) ?? [])].filter(
      (other) => other !== pair && other.class !== 'possible',
    );
  const judged = graded.map((pair) => judge(pair, rivalsOf(pair)));
  const taken = new Map<Subject, Graded>();
  for (const pair of judged)
    if (pair.class !== 'possible') for (const end of [pair.harvest, pair.forecast]) taken.set(end, pair);
  return judged.filter((pair) => [pair.harvest, pair.forecast].every((end) => (taken.get(end) ?? pair) === pair));
}

function judge(pair: Graded, all: readonly Graded[]): Graded {
  const rivals = isPointed(pair) ? all.filter(isPointed) : all;
  if (pair.class === 'possible' || rivals.length === 0) return pair;
  const same = rivals.filter((other) => !isNearer(pair, other));
  const equals = pair.class === 'exact' ? rivals.filter(({ class: graded }) => graded === 'exact') : same;
  if (same.length > 0) {
    const evidence = [...pair.evidence, { code: 'ambiguous', count: same.length + 1 } as const];
    return { ...pair, class: 'possible', evidence };
  }
  return equals.length > 0 ? { ...pair, class: 'likely' } : pair;
}

/** Forecast's own pointer names the record, so a record that only has the same name is not a rival. */
export function isPointed({ evidence }: Graded): boolean {
  return evidence.some(({ code }) => code === 'pointer');
}

function isNearer(pair: Graded, other: Graded): boolean {
  return valueOf(pair) > valueOf(other);
}

/** A pair that is archived on one side only does not win over one that is active on both. */
export function valueOf({ class: graded, strength, harvest, forecast }: Graded): number {
  const alive = isActive(harvest) === isActive(forecast) ? 1 : 0;
  return (graded === 'exact' ? 2000 : graded === 'likely' ? 1000 : 0) + strength * 2 + alive;
}

function pairsAt(graded: readonly Graded[]): Map<Subject, Graded[]> {
  const at = new Map<Subject, Graded[]>();
  for (const pair of graded)
    for (const end of [pair.harvest, pair.forecast]) {
      const found = at.get(end);
      if (found) found.push(pair);
      else at.set(end, [pair]);
    }
  return at;
}
