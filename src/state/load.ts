import { UserError } from '../model/error.ts';
import type { Last } from '../model/last.ts';
import type { Random } from '../model/ports.ts';
import { keyMissing, notSealed, type Cipher, type Sealed } from './crypt.ts';
import { readText, type StateFiles } from './files.ts';
import { formatState, parseState, wayOnFrom } from './format.ts';
import { JOURNAL_WAY_ON, parseJournal, replay, type Journal, type JournalHeader } from './journal.ts';
import { entries, ShapeError, text } from './shape.ts';

/** All that the parts of the store share. */
export interface Place {
  readonly path: string;
  /** As the messages call it. */
  readonly shown: string;
  readonly journalPath: string;
  readonly backupPath: string;
  readonly folder: string;
  /** The folder of the configuration. */
  readonly root: string;
  readonly files: StateFiles;
  readonly accounts: Last['accounts'];
  readonly cipher: Cipher | null;
  readonly random: Random;
}

const SEALED_FORMAT = 'hfsync-state-encrypted/1';

/** The files as they are, checked against each other. */
export interface Loaded {
  readonly last: Last | null;
  /** The text of the state file. */
  readonly source: string | null;
  readonly journal: Journal;
}

/** The state with what the journal adds. */
export function remembered(last: Last | null, journal: Journal, accounts: Last['accounts']): Last | null {
  if (!journal.header) return last;
  // A run that died between saving the state and emptying the journal: the state has its outcomes already.
  if (last && journal.header.serial < last.serial) return last;
  const { lineage, serial } = journal.header;
  const base = last ?? { lineage, serial, accounts, baseline: {}, waiting: {}, brought: [], temporary: [] };
  const replayed = replay(base, journal.entries);
  if (!last && replayed === base) return null;
  return { ...replayed, serial: Math.max(base.serial, serial) };
}

/**
 * The journal is read first: whoever saves meanwhile without our knowing writes the state before it empties the journal, so
 * what is read is at worst too much of it, and that shows by the serials.
 */
export async function load(place: Place): Promise<Loaded> {
  const journal = parseJournal(await readJournal(place), place.cipher, `${place.shown}.journal`, place.accounts);
  const source = await readState(place);
  if (source === null) await refuseMissing(place, journal.header);
  const last = source === null ? null : decodeState(place, source, place.shown);
  if (last && journal.header) checkTogether(place, last, journal.header);
  return { last, source, journal };
}

export function readState({ files, path, shown }: Place): Promise<string | null> {
  return readText(files, path, wayOnFrom(`${shown}.backup`));
}

export function readBackup({ files, backupPath, shown }: Place): Promise<string | null> {
  return readText(files, backupPath, `Move ${shown}.backup away: no generation of the state is left to restore.`);
}

export function readJournal({ files, journalPath }: Place): Promise<string | null> {
  return readText(files, journalPath, JOURNAL_WAY_ON);
}

/** A journal that is ahead of the state is welcome: somebody put the backup in place, and advances are absolute. */
export function checkTogether(place: Place, last: Last, header: JournalHeader): void {
  if (last.lineage === header.lineage) return;
  const name = `${place.shown}.journal`;
  throw new UserError('state.journal-foreign', `${name} belongs to another state (lineage ${header.lineage}).`, {
    hint: `Restore the state that it belongs to, or move ${name} away.`,
  });
}

/**
 * hfsync replaces its state and never removes it. So one that is not there while its backup is was lost, and going on without it
 * would take every difference for a first sync.
 */
async function refuseMissing(place: Place, journal: JournalHeader | null): Promise<void> {
  const { shown } = place;
  const backup = await readBackup(place);
  if (backup === null && (journal === null || journal.serial === 0)) return;
  const left = [...(backup === null ? [] : [`${shown}.backup`]), ...(journal ? [`${shown}.journal`] : [])];
  const away = `move ${left.join(' and ')} away`;
  throw new UserError(
    'state.missing',
    `${shown} is missing, and ${left.join(' and ')} ${left.length > 1 ? 'are' : 'is'} still there: hfsync has worked here before.`,
    {
      hint:
        backup === null
          ? `Restore the state from your own backup. To start over instead, ${away}.`
          : `Put the backup in its place with: hfsync state restore\nTo start over without it, ${away}.`,
    },
  );
}

/**
 * The state in a file's text. With a key it must be sealed: else whoever may write in the folder could decide what both sides last
 * agreed on. `shown`: what the messages call the file.
 */
export function decodeState(place: Place, source: string, shown: string): Last {
  const plain = openSealed(place.cipher, source, shown);
  const origin = { path: shown, backup: `${place.shown}.backup`, accounts: place.accounts };
  const last = parseState(plain ?? source, origin);
  if (place.cipher && plain === null) throw notSealed(shown);
  return last;
}

/** The text inside an encrypted state, or null where it is plain (or so damaged that the parser must say so). */
function openSealed(cipher: Cipher | null, source: string, shown: string): string | null {
  const sealed = sealedIn(source);
  if (!sealed) return null;
  if (!cipher) throw keyMissing(shown);
  return cipher.open(sealed, SEALED_FORMAT);
}

/** Whether the text of a state was written with a key. */
export function isSealedState(source: string): boolean {
  return sealedIn(source) !== null;
}

function sealedIn(source: string): Sealed | null {
  try {
    const found = entries(JSON.parse(source), 'state');
    if (found.get('format') !== SEALED_FORMAT) return null;
    return {
      nonce: text(found.get('nonce'), 'nonce'),
      tag: text(found.get('tag'), 'tag'),
      data: text(found.get('data'), 'data'),
    };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof ShapeError) return null;
    throw error;
  }
}

/** The state's text as it goes to the disk. */
export function encodeState(place: Place, last: Last): string {
  const plain = formatState(last);
  if (!place.cipher) return plain;
  return `${JSON.stringify({ format: SEALED_FORMAT, ...place.cipher.seal(plain, SEALED_FORMAT) }, null, 2)}\n`;
}
