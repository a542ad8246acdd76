import { join } from 'node:path';
import { systemCode, UserError } from '../model/error.ts';
import type { Last } from '../model/last.ts';
import type { Intent } from '../model/store.ts';
import type { StateContext } from './context.ts';
import { encodeState } from './encode.ts';
import { formatJournal } from './journal.ts';
import { writeAtomically } from '../files/files.ts';
import type { HeldMedium } from './medium.ts';

/**
 * Saves what a run knows beside the configuration. If that folder cannot be written: beside the state, or in the folder
 * for temporary files. The files have the form of the
 * state and its journal, so that they only have to be moved back. `lost` is why the medium refuses them. Returns that
 * error with a hint that says where the files are.
 */
export async function rescue(
  { shelter, random, cipher }: StateContext,
  held: HeldMedium,
  lost: UserError,
  last: Last,
  open: readonly Intent[],
): Promise<UserError> {
  const name = `hfsync-rescued-${random.uuid()}.json`;
  const journal = open.map((intent) => ({ kind: 'intent', intent }) as const);
  const reasons: string[] = [];
  for (const folder of shelter.folders) {
    const file = join(folder, name);
    const journalFile = journal.length > 0 ? `${file}.journal` : null;
    try {
      await writeAtomically(shelter.files, file, encodeState({ cipher }, last), random);
      if (journalFile !== null)
        await writeAtomically(shelter.files, journalFile, formatJournal(headerOf(last), journal, cipher), random);
      const hint = held.recoveryHint(file, journalFile);
      const isKept = folder !== shelter.files.temporaryFolder();
      return new UserError(lost.code, lost.message, { hint: isKept ? hint : `${COPY_IT}\n${hint}` });
    } catch (error) {
      reasons.push(`${folder}: ${systemCode(error) ?? String(error)}`);
    }
  }
  return new UserError(
    lost.code,
    `${lost.message} What it knew could not be saved elsewhere (${reasons.join(', ')}).`,
    {
      hint: 'Look at the next plan closely: it starts from an older state, or from none.',
    },
  );
}

const COPY_IT =
  'No other folder could be written, so what this run knows is among temporary files. Copy it to a safe place now: a container loses it at its end.';

function headerOf({ lineage, serial, accounts }: Last) {
  return { lineage, serial, accounts };
}
