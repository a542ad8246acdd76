import type { Evidence, MatchClass } from '../model/counterpart.ts';
import { bare } from './fold.ts';
import { nameEvidence } from './grade.ts';
import { isTypo, likenessOf, LIKELY_RANK, type IsCommon, type Likeness } from './likeness.ts';
import type { Graded } from './unique-pairs.ts';
import type { Subject } from './subject.ts';

/**
 * Grades two people. An e-mail identifies a person. A name alone does not, since two people may share it.
 *
 * | e-mail              | names                       | class         |
 * | ------------------- | --------------------------- | ------------- |
 * | the same            | similar                     | exact         |
 * | the same            | not similar                 | possible      |
 * | nearly the same     | similar, rank 0 to 4        | likely        |
 * | nearly the same     | any other                   | possible      |
 * | not on both sides   | similar, rank 0 to 2        | likely        |
 * | not on both sides   | similar, higher rank        | possible      |
 * | different           | similar, rank 0 to 2        | possible      |
 * | none of the above   |                             | not a match   |
 *
 * `likeness.ts` says which names are similar, and lists the ranks.
 */
export function gradePeople(harvest: Subject, forecast: Subject, isCommon: IsCommon): Graded | null {
  const likeness = likenessOf(harvest.name, forecast.name, isCommon);
  const tie = emailTie(harvest, forecast);
  const found = classOfPeople(likeness, tie);
  if (found === null) return null;
  const value = forecast.record.values.email ?? harvest.record.values.email ?? null;
  const evidence: Evidence[] = [
    ...(tie === 'none' ? [] : [{ code: `${tie}-email`, value } as const]),
    ...nameEvidence(likeness),
  ];
  const strength = (likeness ? 100 - likeness.rank * 20 : 0) + (tie === 'same' ? 200 : tie === 'near' ? 100 : 0);
  return { harvest, forecast, class: found, strength, evidence };
}

type EmailTie = 'same' | 'near' | 'other' | 'none';

function classOfPeople(likeness: Likeness | null, tie: EmailTie): MatchClass | null {
  const rank = likeness?.rank ?? null;
  if (tie === 'same') return rank === null ? 'possible' : 'exact';
  if (rank === null) return tie === 'near' ? 'possible' : null;
  if (tie === 'near') return rank <= LIKELY_RANK ? 'likely' : 'possible';
  if (tie === 'none') return rank <= 2 ? 'likely' : 'possible';
  return rank <= 2 ? 'possible' : null;
}

function emailTie(harvest: Subject, forecast: Subject): EmailTie {
  if (harvest.email === '' || forecast.email === '') return 'none';
  if (harvest.email === forecast.email) return 'same';
  const [left, right] = [partsOf(harvest.email), partsOf(forecast.email)];
  // `kim.allen` and `kim.allen2` are two people.
  if (digits(left.local) !== digits(right.local)) return 'other';
  if (left.domain === right.domain && isMistyped(left.local, right.local)) return 'near';
  const isBoth = meansName(left.local, harvest) && meansName(right.local, forecast);
  if (bare(left.local) === bare(right.local) && (isBoth || left.local.length >= 3)) return 'near';
  return left.domain === right.domain && isBoth ? 'near' : 'other';
}

function partsOf(email: string): { readonly local: string; readonly domain: string } {
  const at = email.lastIndexOf('@');
  return at < 0
    ? { local: email, domain: '' }
    : { local: email.slice(0, at).split('+')[0] ?? '', domain: email.slice(at + 1) };
}

/** One typing mistake in one part of the name. A different initial means a different person. */
function isMistyped(left: string, right: string): boolean {
  const [lefts, rights] = [left.split(/[._-]/u), right.split(/[._-]/u)];
  const different = lefts.flatMap((part, index) =>
    part === rights[index] ? [] : [[part, rights[index] ?? ''] as const],
  );
  const [only, ...more] = different;
  if (!only || more.length > 0 || lefts.length !== rights.length) return false;
  return isTypo(...only, { size: left.length, isCommon: () => false });
}

function digits(text: string): string {
  return text.replace(/\D/gu, '');
}

/** `kim`, `kim.allen`, `kallen`, `allen.k`. */
function meansName(local: string, { name }: Subject): boolean {
  const letters = bare(local);
  const [first = '', ...rest] = name.words.map(({ plain }) => plain);
  const last = rest.at(-1) ?? '';
  const forms = [
    first,
    last,
    first + last,
    last + first,
    first.charAt(0) + last,
    first + last.charAt(0),
    last + first.charAt(0),
  ];
  return forms.includes(letters) || letters === name.base.plain;
}
