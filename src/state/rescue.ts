import { join } from 'node:path';
import { UserError } from '../model/error.ts';
import type { Last } from '../model/last.ts';
import type { Intent } from '../model/store.ts';
import { errorCode, writeAtomically } from './files.ts';
import { formatEntry, formatHeader } from './journal.ts';
import { encodeState, type Place } from './load.ts';

/** The folder of the state is not the one that this run locked: whatever is written there now is lost, or somebody else's. */
export function folderGone({ shown }: Place): UserError {
  return new UserError(
    'state.gone',
    `The folder of ${shown} was deleted, moved or replaced while this run held its lock.`,
    {
      hint: 'Nothing more is sent. Find out what cleans up there.',
    },
  );
}

/**
 * Saves what a run knows where it will be found: beside the configuration, or in the folder for temporary files. In the form of the
 * state and its journal, so that moving them back is all there is to do. Answers the error that says so.
 */
export async function rescue(place: Place, last: Last, open: readonly Intent[]): Promise<UserError> {
  const gone = folderGone(place);
  const name = `hfsync-rescued-${place.random.uuid()}.json`;
  const reasons: string[] = [];
  for (const shelter of [place.root, place.files.temporaryFolder()]) {
    const file = join(shelter, name);
    try {
      await writeAtomically(place.files, file, encodeState(place, last), place.random);
      if (open.length > 0)
        await writeAtomically(place.files, `${file}.journal`, journalOf(place, last, open), place.random);
      return new UserError('state.gone', gone.message, { hint: wayOn(place, file, open.length > 0) });
    } catch (error) {
      reasons.push(`${shelter}: ${errorCode(error) ?? String(error)}`);
    }
  }
  return new UserError(
    'state.gone',
    `${gone.message} What it knew could not be saved elsewhere (${reasons.join(', ')}).`,
    {
      hint: 'Look at the next plan closely: it starts from an older state, or from none.',
    },
  );
}

function journalOf(place: Place, { lineage, serial, accounts }: Last, open: readonly Intent[]): string {
  const lines = open.map((intent, index) => formatEntry({ kind: 'intent', intent }, index + 1, place.cipher));
  return formatHeader({ lineage, serial, accounts }, place.cipher) + lines.join('');
}

function wayOn({ path, shown, journalPath, folder }: Place, file: string, hasJournal: boolean): string {
  const moves = [[file, path], ...(hasJournal ? [[`${file}.journal`, journalPath]] : [])] as const;
  const commands = [
    `mkdir -p ${quoted(folder)}`,
    ...moves.map(([from, to]) => `mv ${quoted(from ?? '')} ${quoted(to ?? '')}`),
  ];
  return `What this run knows is in ${file}. Make it ${shown} before the next run, or that takes what was synced for new:\n${commands.join(' && ')}`;
}

/** For a shell. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
