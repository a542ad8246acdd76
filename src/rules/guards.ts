import { PLURAL } from '../model/kind.ts';
import type { EmptiedList, GuardDetails, GuardName, TrippedGuard } from '../model/guard.ts';
import { sideName } from '../model/side.ts';

/**
 * Guards in words. In: what a guard found. Out: what happened, with its numbers, and what to check before allowing it.
 */
export type GuardFinding = { readonly limit: number; readonly value: number } & (
  | { readonly guard: 'max_changes' | 'max_role_deletes' | 'max_archives' }
  | { readonly guard: 'max_changed_share'; readonly details: { readonly changed: number; readonly linked: number } }
  | { readonly guard: 'first_sync'; readonly details: { readonly has_state: boolean } }
  | { readonly guard: 'emptied'; readonly details: { readonly lists: readonly EmptiedList[] } }
  /** `value` is the number of pointers that are gone, or 1 if Forecast is connected to another account. */
  | { readonly guard: 'pairing'; readonly details?: { readonly named: string; readonly own: string } }
);

const DETAILS: { readonly [G in GuardName]: readonly (keyof GuardDetails)[] } = {
  max_changes: [],
  max_role_deletes: [],
  max_archives: [],
  max_changed_share: ['changed', 'linked'],
  first_sync: ['has_state'],
  emptied: ['lists'],
  pairing: [],
};

/** Whether a guard in a saved plan has every detail that its text needs. */
export function isGuardFinding(read: Omit<TrippedGuard, 'reason'>): read is GuardFinding {
  return DETAILS[read.guard].every((detail) => read.details?.[detail] !== undefined);
}

export function guardReason(finding: GuardFinding): string {
  const { value, limit } = finding;
  switch (finding.guard) {
    case 'max_changes':
      return `${counted(value, 'change')} at once, over the limit of ${limit}.`;
    case 'max_role_deletes':
      return `${counted(value, 'role')} would be deleted, over the limit of ${limit}.`;
    case 'max_archives':
      return `${counted(value, 'archive')} at once, over the limit of ${limit}.`;
    case 'max_changed_share':
      return (
        `${finding.details.changed} of the ${finding.details.linked} linked records would change (${percent(value)}), ` +
        `over the limit of ${percent(limit)}.`
      );
    case 'first_sync':
      return finding.details.has_state
        ? `${counted(value, 'change')} would overwrite values that were never in sync, although Forecast has linked these records already.`
        : `There is no state yet, and ${counted(value, 'change')} would overwrite values that were never in sync, or create roles.`;
    case 'emptied':
      return finding.details.lists.map((list) => `${emptiedWords(list)}.`).join(' ');
    case 'pairing':
      return finding.details === undefined
        ? `None of the ${value} Forecast records that named their Harvest record after the last apply names it now.`
        : `Forecast says that it is connected to the Harvest account ${JSON.stringify(finding.details.named)}, but this one is ${JSON.stringify(finding.details.own)}.`;
  }
}

function emptiedWords({ side, kind, known, lost }: EmptiedList): string {
  return `${sideName(side)}'s ${PLURAL[kind]}: ${lost} of the ${known} that the state knows are gone`;
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}

/** What to check before a guard is allowed. */
export const GUARD_ADVICE = {
  max_changes: 'Check the plan for a bulk edit or a setting that nobody intended.',
  max_role_deletes: 'Check each role that would be deleted. Everybody who has it loses it on both sides.',
  max_archives: 'Check each record that would be archived. It may be a mistaken bulk edit.',
  max_changed_share:
    'Look for one cause behind all changes: an import, a bulk edit, or links that name the wrong records.',
  first_sync:
    'Check which values would be overwritten. `first_sync` says which side wins. If there was a state before, find it first.',
  emptied:
    'Check in that account whether the records were deleted on purpose, and whether the token can still see everything.',
  pairing:
    'Check in Forecast, under Settings, which Harvest account it is connected to. Check in hfsync.yaml that the two accounts belong together.',
} as const satisfies Record<GuardName, string>;
