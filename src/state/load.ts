import { basename } from 'node:path';
import { UserError } from '../model/error.ts';
import type { Last } from '../model/last.ts';
import type { Random } from '../model/ports.ts';
import { keyMissing, type Cipher } from './crypt.ts';
import { readText, type StateFiles } from './files.ts';
import { formatState, parseState, wayOnFrom } from './format.ts';
import { JOURNAL_WAY_ON, parseJournal, replay, type Journal } from './journal.ts';
import { entries, ShapeError, text } from './shape.ts';

/** All that the parts of the store share. */
export interface Place {
  readonly path: string;
  /** As the messages call it. */
  readonly shown: string;
  readonly journalPath: string;
  readonly backupPath: string;
  readonly folder: string;
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
  readonly isSealed: boolean;
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
  const journalText = await readText(place.files, place.journalPath, JOURNAL_WAY_ON);
  const journal = parseJournal(journalText, place.cipher, `${place.shown}.journal`, place.accounts);
  const source = await readState(place);
  const opened = source === null ? null : openSealed(place, source);
  const plain = opened ?? source;
  const origin = { path: place.shown, backup: `${place.shown}.backup`, accounts: place.accounts };
  const last = plain === null ? null : parseState(plain, origin);
  if (journal.header) checkTogether(place, last, journal.header);
  return { last, source, isSealed: opened !== null, journal };
}

export function readState({ files, path, shown }: Place): Promise<string | null> {
  return readText(files, path, wayOnFrom(`${shown}.backup`));
}

function checkTogether(place: Place, last: Last | null, header: NonNullable<Journal['header']>): void {
  const name = `${place.shown}.journal`;
  // A journal that is ahead of the state is welcome: somebody put the backup in place, and advances are absolute.
  if (last && last.lineage === header.lineage) return;
  if (!last && header.serial === 0) return;
  if (last)
    throw new UserError('state.journal-foreign', `${name} belongs to another state (lineage ${header.lineage}).`, {
      hint: `Put the state back that it belongs to, or move ${name} away.`,
    });
  throw new UserError('state.missing', `${place.shown} is missing, but ${name} continues it.`, {
    hint: `Put ${basename(place.backupPath)} in its place; or move the journal away too, to start over.`,
  });
}

/** The text inside an encrypted state, or null where it is plain (or so damaged that the parser must say so). */
function openSealed(place: Place, source: string): string | null {
  try {
    const found = entries(JSON.parse(source), 'state');
    if (found.get('format') !== SEALED_FORMAT) return null;
    const sealed = {
      nonce: text(found.get('nonce'), 'nonce'),
      tag: text(found.get('tag'), 'tag'),
      data: text(found.get('data'), 'data'),
    };
    if (!place.cipher) throw keyMissing(place.shown);
    return place.cipher.open(sealed, SEALED_FORMAT);
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
