import { UserError } from '../model/error.ts';
import type { Last } from '../model/last.ts';
import type { StateContext } from './context.ts';
import { decodeState } from './encode.ts';
import { checkTogether, readJournal, readText } from './remembered.ts';
import type { HeldMedium } from './medium.ts';

export interface Restored {
  readonly last: Last;
  /** The new name of the state that could not be used. Null if there was none. */
  readonly movedTo: string | null;
}

/**
 * Puts the backup in place of a state that is missing or cannot be used. Needs the lock. A state that can be used is
 * never replaced, and one that cannot is moved aside and not removed. Throws `UserError`.
 */
export async function restoreBackup(context: StateContext, held: HeldMedium): Promise<Restored> {
  const { medium } = context;
  const isThere = await hasUnusable(context, held);
  const backup = await readText(medium, 'backup', held);
  if (backup === null)
    throw new UserError('state.no-backup', `There is no ${medium.names.backup} to restore.`, {
      hint: 'Restore the state from your own backup. To start over instead, move away what is left of it.',
    });
  const last = decodeState(context, backup, medium.names.backup);
  const { header } = await readJournal(context, held);
  if (header) checkTogether(medium, last, header);
  const movedTo = isThere ? await held.setAside() : null;
  await held.write('state', backup);
  return { last, movedTo };
}

/** Faults of a state that its backup can replace. Others (another pair of accounts, a newer format) stay errors. */
const UNUSABLE: readonly string[] = ['state.damaged', 'state.key-wrong', 'state.not-sealed'];

async function hasUnusable(context: StateContext, held: HeldMedium): Promise<boolean> {
  const { names } = context.medium;
  try {
    const source = await readText(context.medium, 'state', held);
    if (source === null) return false;
    decodeState(context, source, names.state);
  } catch (error) {
    if (error instanceof UserError && UNUSABLE.includes(error.code)) return true;
    throw error;
  }
  throw new UserError('state.not-missing', `${names.state} exists and is intact. Nothing was restored.`, {
    hint: `To go back to ${names.backup} anyway, move ${names.state} away first.`,
  });
}
