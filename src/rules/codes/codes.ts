import type { CheckCode, LintCode } from '../../model/checkup.ts';
import type { Code } from '../../model/code.ts';
import type { FindingCode } from '../../model/finding.ts';
import type { GuardName } from '../../model/guard.ts';
import type { ReasonCode } from '../../model/reason.ts';
import { GUARD_ADVICE } from '../guards.ts';
import { CHECK_WORDS, LINT_WORDS } from './doctor.ts';
import { FILE_CODES } from './file.ts';
import { FINDING_WORDS } from './findings.ts';
import { FLEET_CODES } from './fleet.ts';
import { FORGE_CODES } from './forge.ts';
import { REASON_WORDS } from './reasons.ts';
import { RUN_CODES } from './run.ts';
import { SETTLE_CODES } from './settle.ts';
import { STATE_CODES } from './state.ts';

/** What a code means, and what a person should do next. Text in backquotes is to be typed. */
export interface CodeWords {
  readonly means: string;
  readonly next: string;
}

const CODE_WORDS: { readonly [C in Code]: readonly [means: string, next: string] } = {
  ...FILE_CODES,
  ...RUN_CODES,
  ...FORGE_CODES,
  ...FLEET_CODES,
  ...SETTLE_CODES,
  ...STATE_CODES,
};

/**
 * The explanation of every code, for `hfsync explain CODE` and docs/codes.md. The details are in the error's message.
 */
export function wordsOfCode(code: Code): CodeWords {
  const [means, next] = CODE_WORDS[code];
  return { means, next };
}

/** Why something waits for a person: the `reasons` of manual items and conflicts. */
export function wordsOfReason(code: ReasonCode): CodeWords {
  const [means, next] = REASON_WORDS[code];
  return { means, next };
}

/** What `hfsync doctor` checks and finds. */
export function wordsOfCheckup(code: CheckCode | LintCode): CodeWords {
  const [means, next] = { ...CHECK_WORDS, ...LINT_WORDS }[code];
  return { means, next };
}

/** Observations, and why undoing an apply leaves something in place: `finding` in the JSON of a plan. */
export function wordsOfFinding(code: FindingCode): CodeWords {
  const [means, next] = FINDING_WORDS[code];
  return { means, next };
}

/** Guards have codes too. They are the keys under `guards:`, and the values of `--allow`. */
export function wordsOfGuard(guard: GuardName): CodeWords {
  return { means: GUARD_MEANS[guard], next: `${GUARD_ADVICE[guard]} To apply anyway: \`--allow ${guard}\`.` };
}

const GUARD_MEANS = {
  max_changes: 'The plan has more changes than `guards: max_changes` allows.',
  max_role_deletes: 'The plan deletes more roles than `guards: max_role_deletes` allows.',
  max_archives: 'The plan archives more records than `guards: max_archives` allows.',
  max_changed_share: 'The plan changes a larger share of the linked records than `guards: max_changed_share` allows.',
  first_sync: 'The plan overwrites values that were never in sync, or there is no state yet.',
  emptied: 'All or most of the records that the state knows are gone from a list of an account.',
  pairing:
    'The two accounts do not look like the same pair as before: all pointers are gone, or Forecast names another account.',
} as const satisfies Record<GuardName, string>;
