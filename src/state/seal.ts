import { UserError } from '../model/error.ts';
import { writeAtomically, writing } from './files.ts';
import { formatEntry, formatHeader, isSealedJournal, parseJournal } from './journal.ts';
import { decodeState, encodeState, isSealedState, readBackup, readJournal, readState, type Place } from './load.ts';

/**
 * Encrypts what is plain of a state, for somebody who vouches for it; under the lock. Answers the files that were, as messages call
 * them. The state is the last one: once it is sealed, so is the rest. What was sealed before is opened too: it is the same key's.
 */
export async function sealState(place: Place): Promise<readonly string[]> {
  const { cipher, shown, path, journalPath, backupPath } = place;
  if (!cipher)
    throw new UserError('state.key-unset', 'HFSYNC_STATE_KEY is not set, so the state cannot be encrypted.', {
      hint: 'Make a key with: openssl rand -base64 32\nThen set HFSYNC_STATE_KEY to it, here and wherever hfsync runs.',
    });
  const [journal, backup, state] = await Promise.all([readJournal(place), readBackup(place), readState(place)]);
  // All are read before the first is written: what is damaged leaves everything as it is.
  const files = [
    { name: `${shown}.journal`, at: journalPath, sealed: journal === null ? null : sealedJournal(place, journal) },
    { name: `${shown}.backup`, at: backupPath, sealed: sealedGeneration(place, backup, `${shown}.backup`) },
    { name: shown, at: path, sealed: sealedGeneration(place, state, shown) },
  ];
  const done: string[] = [];
  for (const { name, at, sealed } of files) {
    if (sealed === null) continue;
    await writing(name, () => writeAtomically(place.files, at, sealed, place.random));
    done.push(name);
  }
  return done;
}

/** null: there is nothing to seal. */
function sealedGeneration(place: Place, source: string | null, shown: string): string | null {
  if (source === null) return null;
  const isSealed = isSealedState(source);
  const last = decodeState(isSealed ? place : { ...place, cipher: null }, source, shown);
  return isSealed ? null : encodeState(place, last);
}

function sealedJournal({ cipher, shown, accounts }: Place, source: string): string | null {
  const isSealed = isSealedJournal(source);
  const { header, entries } = parseJournal(source, isSealed ? cipher : null, `${shown}.journal`, accounts);
  if (isSealed || !header) return null;
  return formatHeader(header, cipher) + entries.map((entry, index) => formatEntry(entry, index + 1, cipher)).join('');
}
