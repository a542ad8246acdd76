import type { Evidence, NameDifference } from '../model/counterpart.ts';

/**
 * Evidence in words. In: what speaks for or against two records being the same. Out: text for people, such as `same
 * name, same client`.
 */
export function evidenceText(evidence: readonly Evidence[]): string {
  // A plan from a later version can have evidence that this version has no words for.
  return evidence.map((each) => (wordsOf(each) as string | undefined) ?? each.code).join(', ');
}

function wordsOf(evidence: Evidence): string {
  switch (evidence.code) {
    case 'pointer':
      return "Forecast's pointer names it";
    case 'same-name':
      return 'same name';
    case 'near-name':
      return nameWords(evidence.differences);
    case 'same-client':
      return evidence.by === 'link' || evidence.by === 'exact' ? 'same client' : `${evidence.by} the same client`;
    case 'other-client':
      return 'different client';
    case 'same-code':
      return 'same code';
    case 'other-code':
      return 'different code';
    case 'same-email':
      return 'same e-mail';
    case 'near-email':
      return 'nearly the same e-mail';
    case 'other-email':
      return 'different e-mail';
    case 'same-projects':
      return `${evidence.count} ${evidence.count === 1 ? 'project' : 'projects'} with the same name`;
    case 'same-people':
      return `${evidence.count} ${evidence.count === 1 ? 'person has' : 'people have'} both`;
    case 'same-budget':
      return evidence.hours === null ? 'same hours left' : `${evidence.hours} h left on both sides`;
    case 'ambiguous':
      return `one of ${evidence.count} that fit`;
  }
}

function nameWords(differences: readonly NameDifference[]): string {
  return `same name but for ${differences.map((difference) => DIFFERENCE[difference]).join(' and ')}`;
}

const DIFFERENCE = {
  case: 'upper and lower case',
  accents: 'accents',
  punctuation: 'punctuation',
  blanks: 'blanks',
  'word-order': 'word order',
  prefix: 'a prefix',
  'legal-form': 'the legal form',
  year: 'the year',
  typo: 'one letter',
  number: 'the number',
  words: 'some words',
} as const satisfies Record<NameDifference, string>;
