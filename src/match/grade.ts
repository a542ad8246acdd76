import type { Evidence, MatchClass } from '../model/counterpart.ts';
import { contradicts, likenessOf, LIKELY_RANK, type IsCommon, type Likeness } from './likeness.ts';
import type { Graded } from './unique-pairs.ts';
import type { Subject } from './subject.ts';

/** How the clients of two projects are related. */
export type ClientTie =
  | { readonly by: 'link' | MatchClass; readonly name: string }
  | { readonly by: 'other' | 'unknown'; readonly name: string };

/** What is known besides the two records. */
export interface Surroundings {
  readonly isCommon: IsCommon;
  /** Whether other records differ from these two only in year, prefix or legal form, as `Retainer 2024` and `Retainer 2025` do. */
  isSeries(harvest: Subject, forecast: Subject): boolean;
  tieOf(harvest: Subject, forecast: Subject): ClientTie;
  /** Clients: projects with the same name. Roles: linked people who have both. */
  sharedBy(harvest: Subject, forecast: Subject): number;
  /** The remaining hours, if both services show the same for the two. */
  sameBudget(harvest: Subject, forecast: Subject): number | null;
}

type Gradable = Omit<Graded, 'harvest' | 'forecast'>;

export function grade(harvest: Subject, forecast: Subject, around: Surroundings): Graded | null {
  const graded =
    harvest.kind === 'project' ? gradeProjects(harvest, forecast, around) : gradeNamed(harvest, forecast, around);
  return graded && { harvest, forecast, ...graded };
}

/** Grades clients and roles by their names, and by the projects or people that they share. */
function gradeNamed(harvest: Subject, forecast: Subject, around: Surroundings): Gradable | null {
  const likeness = likenessOf(harvest.name, forecast.name, around.isCommon);
  const shared = around.sharedBy(harvest, forecast);
  const isClient = harvest.kind === 'client';
  if (!likeness && shared < (isClient ? 2 : 3)) return null;
  const sharing: Evidence[] = shared > 0 ? [{ code: isClient ? 'same-projects' : 'same-people', count: shared }] : [];
  const evidence = [...nameEvidence(likeness), ...sharing];
  const strength = (likeness ? 100 - likeness.rank * 20 : 0) + Math.min(shared, 9);
  if (likeness?.rank === 0) return { class: 'exact', strength, evidence };
  const isNear = likeness !== null && likeness.rank <= LIKELY_RANK && !isDoubtful(likeness, harvest, forecast, around);
  const isBorne = isClient && likeness !== null && shared >= 2 && !hasNumberApart(harvest, forecast);
  return { class: isNear || isBorne ? 'likely' : 'possible', strength, evidence };
}

function hasNumberApart({ name: left }: Subject, { name: right }: Subject): boolean {
  return left.numbers.join() !== right.numbers.join() || left.years.join() !== right.years.join();
}

function gradeProjects(harvest: Subject, forecast: Subject, around: Surroundings): Gradable | null {
  const likeness = likenessOf(harvest.name, forecast.name, around.isCommon);
  const tie = around.tieOf(harvest, forecast);
  const codes = codeTie(harvest, forecast);
  if (!likeness && codes.tie !== 'same') return null;
  const hours = around.sameBudget(harvest, forecast);
  const evidence: Evidence[] = [
    ...nameEvidence(likeness),
    ...(tie.by === 'unknown' ? [] : [tieEvidence(tie)]),
    ...(codes.tie === 'same' ? [{ code: 'same-code', value: codes.value } as const] : []),
    ...(codes.tie === 'other' || codes.tie === 'next' ? [{ code: 'other-code', value: codes.value } as const] : []),
    ...(hours === null ? [] : [{ code: 'same-budget', hours } as const]),
  ];
  const strength =
    (likeness ? 100 - likeness.rank * 20 : 0) +
    (codes.tie === 'same' ? 12 : 0) +
    (hours === null ? 0 : 3) -
    (codes.tie === 'other' ? 8 : 0);
  const found = classOfProjects(likeness, tie, codes.tie, { harvest, forecast, around });
  return found && { class: found, strength, evidence };
}

interface Both {
  readonly harvest: Subject;
  readonly forecast: Subject;
  readonly around: Surroundings;
}

function classOfProjects(likeness: Likeness | null, tie: ClientTie, code: CodeTie, both: Both): MatchClass | null {
  const rank = likeness?.rank ?? null;
  const { harvest, forecast } = both;
  if (tie.by === 'other')
    return rank !== null && rank <= 1 ? 'possible' : code === 'same' && rank !== null ? 'possible' : null;
  const isSure = tie.by === 'link' || tie.by === 'exact';
  if (tie.by === 'unknown' || tie.by === 'possible') {
    const isTelling = code === 'same' || (tie.by === 'unknown' && harvest.name.words.length > 1 && code === 'none');
    return rank !== null && rank <= 1 && isTelling ? 'likely' : 'possible';
  }
  if (code === 'next') return rank === null ? null : 'possible';
  if (rank === 0) return isSure && code !== 'other' ? 'exact' : 'likely';
  if (code === 'same' && !contradicts(harvest.name, forecast.name)) return likelyByCode(likeness, both);
  if (likeness === null || likeness.rank > LIKELY_RANK) return 'possible';
  if (code === 'other' && likeness.rank > 1) return 'possible';
  return isDoubtful(likeness, harvest, forecast, both.around) ? 'possible' : 'likely';
}

/** If the names are not similar at all, only a specific code such as `P-1042` makes a match likely. */
function likelyByCode(likeness: Likeness | null, { harvest, forecast }: Both): MatchClass {
  const isTelling = /\p{N}/u.test(harvest.code || forecast.code) && (harvest.code || forecast.code).length >= 4;
  return likeness !== null || isTelling ? 'likely' : 'possible';
}

/** A mark that only one of the names has may be what tells it from the rest of its series. */
function isDoubtful({ differences }: Likeness, harvest: Subject, forecast: Subject, around: Surroundings): boolean {
  const isMarked = differences.some(
    (difference) => difference === 'year' || difference === 'prefix' || difference === 'legal-form',
  );
  return isMarked && around.isSeries(harvest, forecast);
}

/** `next`: the same letters with a different number, as in the codes of consecutive projects. */
type CodeTie = 'same' | 'other' | 'next' | 'none';

function codeTie(harvest: Subject, forecast: Subject): { readonly tie: CodeTie; readonly value: string | null } {
  const own = (subject: Subject): string => subject.record.values.code ?? '';
  const [left, right] = [harvest.code || harvest.name.prefix.trim(), forecast.code || forecast.name.prefix.trim()];
  const value = own(forecast) || own(harvest) || null;
  if (left === '' || right === '') return { tie: 'none', value: null };
  if (
    left === right ||
    [harvest, forecast].some(
      ({ name }) => name.prefix.trim() !== '' && name.prefix === (name === harvest.name ? right : left),
    )
  )
    return { tie: 'same', value };
  const isByName = harvest.code === '' || forecast.code === '';
  const letters = (code: string): string => code.replace(/\p{N}+/gu, '#');
  if (letters(left) === letters(right) && left !== right && /\p{N}/u.test(left)) return { tie: 'next', value };
  return { tie: isByName ? 'none' : 'other', value };
}

export function nameEvidence(likeness: Likeness | null): readonly Evidence[] {
  if (!likeness) return [];
  return [likeness.rank === 0 ? { code: 'same-name' } : { code: 'near-name', differences: likeness.differences }];
}

function tieEvidence({ by, name }: ClientTie): Evidence {
  if (by === 'other' || by === 'unknown') return { code: 'other-client', client: name };
  return { code: 'same-client', client: name, by };
}
