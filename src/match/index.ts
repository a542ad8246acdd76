import type { BySide, Subject } from './subject.ts';

export interface Indexing {
  /** If more records than this share a key on one side, only this many of them are compared. */
  readonly crowd: number;
  /** Collects the records of such a crowd. Without it, a crowd is skipped. */
  readonly crowded?: Set<Subject>;
}

/**
 * Which records are worth comparing: those that share a key. In: records of both sides, and their keys. Out: pairs,
 * some of them more than once. Otherwise every record would be compared with every other.
 */
export function* pairsBy<Key extends string | number>(
  { harvest, forecast }: BySide<readonly Subject[]>,
  keysOf: (subject: Subject) => readonly Key[],
  { crowd, crowded }: Indexing,
): Iterable<readonly [Subject, Subject]> {
  const filed = fileBy(harvest, keysOf);
  const met = fileBy(forecast, keysOf, (key) => filed.has(key));
  for (const [key, right] of met) {
    const left = listed(filed.get(key));
    const others = listed(right);
    if (left.length > crowd || others.length > crowd) {
      if (!crowded) continue;
      for (const subject of [...left, ...others]) crowded.add(subject);
    }
    for (const subject of left.slice(0, crowd)) for (const other of others.slice(0, crowd)) yield [subject, other];
  }
}

/** Most keys have a single record, which needs no list. */
type Filed = Subject | Subject[];

function fileBy<Key>(
  subjects: readonly Subject[],
  keysOf: (subject: Subject) => readonly Key[],
  isWanted: (key: Key) => boolean = () => true,
): Map<Key, Filed> {
  const filed = new Map<Key, Filed>();
  for (const subject of subjects)
    for (const key of keysOf(subject)) {
      if (!isWanted(key)) continue;
      const found = filed.get(key);
      if (found === undefined) filed.set(key, subject);
      else if (Array.isArray(found)) found.push(subject);
      else filed.set(key, [found, subject]);
    }
  return filed;
}

function listed(filed: Filed | undefined): readonly Subject[] {
  if (filed === undefined) return [];
  return Array.isArray(filed) ? filed : [filed];
}

/** Splits both sides into parts that can be compared one after the other. */
export function partsOf(
  { harvest, forecast }: BySide<readonly Subject[]>,
  scopeOf: (subject: Subject) => string,
): Iterable<BySide<readonly Subject[]>> {
  const parts = new Map<string, { readonly harvest: Subject[]; readonly forecast: Subject[] }>();
  for (const subject of harvest) {
    const scope = scopeOf(subject);
    const part = parts.get(scope);
    if (part) part.harvest.push(subject);
    else parts.set(scope, { harvest: [subject], forecast: [] });
  }
  for (const subject of forecast) parts.get(scopeOf(subject))?.forecast.push(subject);
  return [...parts.values()].filter((part) => part.forecast.length > 0);
}
