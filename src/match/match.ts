/**
 * Finds records of the two accounts that could be the same. In: both accounts, what is linked and what is ignored.
 * Out: for every unlinked record its counterparts on the other side, the best first, each with a class and its
 * evidence.
 *
 * 1. `subject.ts`, `name.ts`, `fold.ts`: each name is parsed once
 * 2. `index.ts`: only records that share a key are compared
 * 3. `grade.ts`, `person.ts`, `likeness.ts`: the evidence for and against a pair
 * 4. `unique-pairs.ts`: a record that fits twice is neither exact nor likely
 *
 * Clients come first, since projects match under their clients. Nothing is decided here: people make the links.
 */
import type { Have } from '../model/have.ts';
import type { RecordKind } from '../model/kind.ts';
import { isArchived, type AccountRecord } from '../model/record.ts';
import { otherSide, SIDES } from '../model/side.ts';
import type { Counterpart } from '../model/counterpart.ts';
import { NOTHING_SHARED, sharedPeople, sharedProjects, type Shared } from './shared.ts';
import { pairsBy, partsOf } from './index.ts';
import { grade, type Surroundings } from './grade.ts';
import { gradePeople } from './person.ts';
import { isPointed, uniquePairs, type Graded } from './unique-pairs.ts';
import { seriesOf } from './series.ts';
import { baseKeys, lineKeys, subjectsOf, typoKeys, type BySide, type Known, type Subject } from './subject.ts';
import { tiesOf, UNTIED, type Ties } from './ties.ts';
import { counterpartsOf } from './counterparts.ts';

export interface Matches {
  /** The counterparts of a record, the best first; none if it is linked or ignored. */
  of(record: AccountRecord): readonly Counterpart[];
  /** All pairs of a kind, each once. */
  readonly pairs: { readonly [K in RecordKind]: readonly Graded[] };
}

export function matchAccounts(have: Have, known: Known): Matches {
  const clients = subjectsOf(have, known, 'client');
  const projects = subjectsOf(have, known, 'project');
  const clientPairs = matchKind(have, clients, { ties: UNTIED, shared: sharedProjects(projects) });
  const ties = tiesOf(have, known, clientPairs);
  const pairs = {
    client: clientPairs,
    project: matchKind(have, projects, { ties, shared: NOTHING_SHARED }),
    person: matchKind(have, subjectsOf(have, known, 'person'), { ties: UNTIED, shared: NOTHING_SHARED }),
    role: matchKind(have, subjectsOf(have, known, 'role'), { ties: UNTIED, shared: sharedPeople(have, known) }),
  };
  const at = new Map<string, Graded[]>();
  for (const pair of Object.values(pairs).flat())
    for (const { record } of [pair.harvest, pair.forecast]) push(at, keyOf(record), pair);
  return { pairs, of: (record) => counterpartsOf(have, record, at.get(keyOf(record)) ?? []) };
}

interface Around {
  readonly ties: Ties;
  readonly shared: Shared;
}

/** If more records than this share a name on one side, not all pairs are compared, so none of them becomes exact. */
const CROWD = 20;
/** Up to this many records that share a word, or a name under other clients, are still compared. */
const FEW = 8;

function matchKind(have: Have, all: BySide<readonly Subject[]>, near: Around): readonly Graded[] {
  return uniquePairs(gradedPairs(have, all, near)).map(alike);
}

/**
 * Records that a create would nearly duplicate: those of the other side with nearly the same name. Uniqueness does not
 * matter here, so the twins of one record do not depend on which others are created.
 */
export function nearTwins(
  have: Have,
  known: Known,
  sources: readonly AccountRecord[],
): ReadonlyMap<AccountRecord, readonly AccountRecord[]> {
  const found = new Map<AccountRecord, AccountRecord[]>();
  const wanted = new Set(sources);
  for (const kind of new Set(sources.map((source) => source.kind as RecordKind))) {
    const { harvest, forecast } = subjectsOf(have, known, kind);
    const ties = kind === 'project' ? tiesOf(have, known, []) : UNTIED;
    for (const side of SIDES) {
      const isSource = ({ record }: Subject): boolean => record.side === side && wanted.has(record);
      const asked = (subject: Subject): Subject => ({
        ...subject,
        isFree: isSource(subject) || (subject.isFree && subject.side !== side),
      });
      const all = { harvest: harvest.map(asked), forecast: forecast.map(asked) };
      for (const pair of gradedPairs(have, all, { ties, shared: NOTHING_SHARED }, everyone))
        if (pair.class !== 'possible') push(found, pair[side].record, pair[otherSide(side)].record);
    }
  }
  return found;
}

/** `openOnes`: picks the records that are compared by weaker keys as well. */
function gradedPairs(
  have: Have,
  all: BySide<readonly Subject[]>,
  { ties, shared }: Around,
  openOnes: typeof stillOpen = stillOpen,
): readonly Graded[] {
  const free = { harvest: all.harvest.filter(isFree), forecast: all.forecast.filter(isFree) };
  if (free.harvest.length === 0 || free.forecast.length === 0) return [];
  const around: Surroundings = {
    isCommon: commonWords(all),
    isSeries: seriesOf(all, ties),
    tieOf: (harvest, forecast) => ties.of(harvest, forecast),
    sharedBy: (harvest, forecast) => shared.by(harvest, forecast),
    sameBudget: (harvest, forecast) => sameBudget(have, harvest, forecast),
  };
  const graded = new Map<number, Graded>();
  const tried = new Set<number>();
  const add = ([harvest, forecast]: readonly [Subject, Subject]): void => {
    const key = harvest.place * all.forecast.length + forecast.place;
    if (tried.has(key)) return;
    tried.add(key);
    const found = pointed(harvest, forecast) ?? gradeOf(harvest, forecast, around);
    if (found) graded.set(key, found);
  };
  const crowded = new Set<Subject>();
  for (const pair of pairsBy(free, pointerKeys, { crowd: CROWD })) add(pair);
  for (const part of partsOf(free, ties.scope))
    for (const pair of pairsBy(part, lineKeys, { crowd: CROWD, crowded })) add(pair);
  for (const pair of pairsBy(free, codeKeys, { crowd: FEW })) add(pair);
  const open = openOnes(free, graded.values());
  for (const part of partsOf(open, ties.scope)) {
    for (const pair of pairsBy(part, baseKeys, { crowd: CROWD, crowded })) add(pair);
    for (const pair of pairsBy(part, typoKeys, { crowd: CROWD })) add(pair);
    for (const pair of pairsBy(part, wordKeys, { crowd: FEW })) add(pair);
  }
  if (ties !== UNTIED) for (const pair of pairsBy(open, lineKeys, { crowd: FEW })) add(pair);
  for (const pair of shared.pairs(open)) add(pair);
  return [...graded.values()].map((pair) => capped(pair, crowded));
}

function gradeOf(harvest: Subject, forecast: Subject, around: Surroundings): Graded | null {
  return harvest.kind === 'person' ? gradePeople(harvest, forecast, around.isCommon) : grade(harvest, forecast, around);
}

function isFree(subject: Subject): boolean {
  return subject.isFree;
}

/** Forecast's own pointer outweighs any likeness. */
function pointed(harvest: Subject, forecast: Subject): Graded | null {
  if (forecast.record.values.pointer !== harvest.id) return null;
  return { harvest, forecast, class: 'exact', strength: 400, evidence: [{ code: 'pointer' }] };
}

/** Not every rival in a crowd was compared, so uniqueness is unknown. */
function capped(pair: Graded, crowded: ReadonlySet<Subject>): Graded {
  const isLost = pair.evidence.every(({ code }) => code !== 'same-code' && code !== 'same-email');
  if (isPointed(pair) || (!crowded.has(pair.harvest) && !crowded.has(pair.forecast))) return pair;
  return { ...pair, class: isLost || pair.class === 'possible' ? 'possible' : 'likely' };
}

/**
 * Linking an active record with an archived one restores or archives something, so a person should look at it first.
 */
function alike(pair: Graded): Graded {
  const isMixed = isArchived(pair.harvest.record) !== isArchived(pair.forecast.record);
  return pair.class === 'exact' && isMixed && !isPointed(pair) ? { ...pair, class: 'likely' } : pair;
}

function pointerKeys({ side, id, record }: Subject): readonly string[] {
  const key = side === 'harvest' ? id : record.values.pointer;
  return key === null || key === undefined ? [] : [String(key)];
}

function codeKeys({ code, email, name }: Subject): readonly string[] {
  const prefix = name.prefix.trim();
  const local = email.split('@')[0] ?? '';
  return [
    ...(code.length > 1 ? [`c ${code}`] : []),
    ...(prefix.length > 1 ? [`c ${prefix}`] : []),
    ...(email === '' ? [] : [`e ${email}`, `l ${local}`]),
  ];
}

function wordKeys({ name }: Subject): readonly string[] {
  return [...new Set(name.words.map(({ plain }) => plain).filter((word) => word.length > 2))].map(
    (word) => `w ${word}`,
  );
}

/** Those without a match yet. A record that was found by its name needs no wider search. */
function stillOpen(
  { harvest, forecast }: BySide<readonly Subject[]>,
  graded: Iterable<Graded>,
): BySide<readonly Subject[]> {
  const found = new Set<Subject>();
  for (const pair of graded)
    if (pair.class === 'exact' || (pair.class === 'likely' && pair.strength >= NEAR))
      found.add(pair.harvest).add(pair.forecast);
  const isOpen = (subject: Subject): boolean => !found.has(subject);
  return { harvest: harvest.filter(isOpen), forecast: forecast.filter(isOpen) };
}

function everyone(all: BySide<readonly Subject[]>): BySide<readonly Subject[]> {
  return all;
}

/** The strength of names that differ in spelling only (`grade.ts`). */
const NEAR = 80;

/** A word in this many names is not a typing mistake. */
const COMMON = 3;

/** Words that several names of one side have. */
function commonWords({ harvest, forecast }: BySide<readonly Subject[]>): (word: string) => boolean {
  const count = (subjects: readonly Subject[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const { name } of subjects)
      for (const word of new Set(name.words.map(({ plain }) => plain))) counts.set(word, (counts.get(word) ?? 0) + 1);
    return counts;
  };
  const [left, right] = [count(harvest), count(forecast)];
  return (word) => (left.get(word) ?? 0) >= COMMON || (right.get(word) ?? 0) >= COMMON;
}

function sameBudget({ budgets }: Have, harvest: Subject, forecast: Subject): number | null {
  const hours = budgets?.harvest.get(harvest.id as never)?.remaining ?? null;
  const shown = budgets?.forecast.get(forecast.id as never) ?? null;
  return hours !== null && shown !== null && hours !== 0 && Math.abs(hours - shown) < 0.01 ? hours : null;
}

function keyOf({ side, kind, id }: AccountRecord): string {
  return `${side} ${kind} ${id}`;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const found = map.get(key);
  if (found) found.push(value);
  else map.set(key, [value]);
}
