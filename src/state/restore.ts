import { UserError } from '../model/error.ts';
import type { Last } from '../model/last.ts';
import { writeAtomically, writing } from './files.ts';
import { parseJournal } from './journal.ts';
import { checkTogether, decodeState, readBackup, readJournal, readState, type Place } from './load.ts';

export interface Restored {
  readonly last: Last;
  /** What the file that could not be used is called now; null: there was none. */
  readonly movedTo: string | null;
}

/**
 * Puts the backup in the place of a state that is missing or cannot be used; under the lock. One that can be used is never replaced,
 * and one that cannot be is moved aside, not removed. Throws `UserError`.
 */
export async function restoreBackup(place: Place): Promise<Restored> {
  const { files, path, shown, random } = place;
  const isThere = await hasUnusable(place);
  const backup = await readBackup(place);
  if (backup === null)
    throw new UserError('state.no-backup', `There is no ${shown}.backup to restore.`, {
      hint: 'Restore the state from your own backup. To start over instead, move away what is left of it.',
    });
  const last = decodeState(place, backup, `${shown}.backup`);
  const { header } = parseJournal(await readJournal(place), place.cipher, `${shown}.journal`, place.accounts);
  if (header) checkTogether(place, last, header);
  const aside = isThere ? `.${random.uuid()}.damaged` : null;
  await writing(shown, async () => {
    if (aside !== null) await files.rename(path, `${path}${aside}`);
    await writeAtomically(files, path, backup, random);
  });
  return { last, movedTo: aside === null ? null : `${shown}${aside}` };
}

/** What a backup cannot help with (another pair of accounts, a newer format) stays an error. */
const UNUSABLE: readonly string[] = ['state.damaged', 'state.key-wrong', 'state.not-sealed'];

async function hasUnusable(place: Place): Promise<boolean> {
  try {
    const source = await readState(place);
    if (source === null) return false;
    decodeState(place, source, place.shown);
  } catch (error) {
    if (error instanceof UserError && UNUSABLE.includes(error.code)) return true;
    throw error;
  }
  throw new UserError('state.not-missing', `${place.shown} exists and is intact. Nothing was restored.`, {
    hint: `To go back to ${place.shown}.backup anyway, move ${place.shown} away first.`,
  });
}
