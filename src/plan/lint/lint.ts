import type { LintFinding } from '../../model/checkup.ts';
import type { Have } from '../../model/have.ts';
import type { Last } from '../../model/last.ts';
import type { Want } from '../../model/want.ts';
import { guardReason } from '../../rules/guards.ts';
import { join } from '../join/join.ts';
import { otherPairing } from '../join/pairing.ts';
import { whole } from './found.ts';
import { file, pointers, twins } from './links.ts';
import { doubles, people, projects } from './records.ts';

/**
 * What in the accounts and the file is likely to be a mistake, whether a plan would touch it or not. Pure. In: what a plan is made of.
 * Out: findings, by code and address. Ignored records are left out, because the file says that they do not matter.
 */
export function lint({
  want,
  have,
  last,
}: {
  readonly want: Want;
  readonly have: Have;
  readonly last: Last | null;
}): readonly LintFinding[] {
  const joined = join(want, have, last);
  const found = [
    ...doubles(joined),
    ...people(joined),
    ...pointers(joined),
    ...projects(joined),
    ...twins(joined),
    ...file(joined),
  ];
  const lost = otherPairing(joined).map((finding) => whole('lint.pairing-lost', 'error', guardReason(finding)));
  return [...lost, ...found].sort((a, b) => compare(keyOf(a), keyOf(b)));
}

function keyOf({ code, address, text }: LintFinding): string {
  return `${code} ${address ?? ''} ${text}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
