import { UserError } from '../model/error.ts';
import type { Last } from '../model/last.ts';
import type { Remembered } from '../model/store.ts';
import type { StateContext } from './context.ts';
import { decodeState } from './encode.ts';
import { backupHint } from './format.ts';
import { JOURNAL_HINT, openIntents, parseJournal, replay, type Journal, type JournalHeader } from './journal.ts';
import type { Medium, TextName, Texts } from './medium.ts';

/** What is in the texts, checked against each other. */
export interface CheckedTexts {
  readonly last: Last | null;
  /** The text of the state. */
  readonly source: string | null;
  readonly journal: Journal;
}

/** What a plan needs from the texts. */
export async function remembered(context: StateContext, texts: Texts): Promise<Remembered> {
  const { last, journal } = await checkedTexts(context, texts);
  return { last: withJournal(last, journal, context.accounts), open: openIntents(journal.entries) };
}

/** The state with what the journal adds. */
export function withJournal(last: Last | null, journal: Journal, accounts: Last['accounts']): Last | null {
  if (!journal.header) return last;
  // A run died between saving the state and emptying the journal, so the state already has its outcomes.
  if (last && journal.header.serial < last.serial) return last;
  const { lineage, serial } = journal.header;
  const base = last ?? { lineage, serial, accounts, baseline: {}, waiting: {}, brought: [], temporary: [] };
  const replayed = replay(base, journal.entries);
  if (!last && replayed === base) return null;
  return { ...replayed, serial: Math.max(base.serial, serial) };
}

/**
 * Reads the journal first. Another run may save at the same time, and it writes the state before it empties the
 * journal. So at worst the journal that was read is too long, and the serials show that.
 */
export async function checkedTexts(context: StateContext, texts: Texts): Promise<CheckedTexts> {
  const { medium } = context;
  const journal = await readJournal(context, texts);
  const source = await readText(medium, 'state', texts);
  if (source === null) await refuseMissing(medium, texts, journal.header);
  const last = source === null ? null : decodeState(context, source, medium.names.state);
  if (last && journal.header) checkTogether(medium, last, journal.header);
  return { last, source, journal };
}

export async function readJournal({ medium, cipher, accounts }: StateContext, texts: Texts): Promise<Journal> {
  return parseJournal(await readText(medium, 'journal', texts), cipher, medium.names.journal, accounts);
}

/** Reads UTF-8 strictly: a flipped bit must not turn into a replacement character. */
export async function readText(
  medium: Medium,
  text: TextName,
  texts: Pick<Texts, 'read'> = medium,
): Promise<string | null> {
  const bytes = await texts.read(text);
  if (bytes === null) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new UserError('state.damaged', `${medium.names[text]} is damaged: it is not UTF-8 text.`, {
      hint: damageHint(medium, text),
      cause,
    });
  }
}

function damageHint({ names }: Medium, text: TextName): string {
  if (text === 'journal') return JOURNAL_HINT;
  if (text === 'state') return backupHint(names.backup);
  return `Move ${names.backup} away: no generation of the state is left to restore.`;
}

/**
 * Checks that the state and the journal belong together. A journal that is ahead of the state is fine: somebody
 * restored the backup, and advances are absolute.
 */
export function checkTogether({ names }: Medium, last: Last, header: JournalHeader): void {
  if (last.lineage === header.lineage) return;
  const name = names.journal;
  throw new UserError('state.journal-foreign', `${name} belongs to another state (lineage ${header.lineage}).`, {
    hint: `Restore the state that it belongs to, or move ${name} away.`,
  });
}

/**
 * hfsync replaces its state but never removes it. If the state is missing although its backup or journal is there, it
 * was lost. Without it, every difference would look like a first sync.
 */
async function refuseMissing(medium: Medium, texts: Texts, journal: JournalHeader | null): Promise<void> {
  const { names } = medium;
  const backup = await readText(medium, 'backup', texts);
  if (backup === null && (journal === null || journal.serial === 0)) {
    if (texts.lostHint === null) return;
    throw new UserError('state.missing', `${names.state} is missing, and hfsync has worked here before.`, {
      hint: texts.lostHint,
    });
  }
  const left = [...(backup === null ? [] : [names.backup]), ...(journal ? [names.journal] : [])];
  const away = `move ${left.join(' and ')} away`;
  throw new UserError(
    'state.missing',
    `${names.state} is missing, and ${left.join(' and ')} ${left.length > 1 ? 'are' : 'is'} still there: hfsync has worked here before.`,
    {
      hint:
        backup === null
          ? `Restore the state from your own backup. To start over instead, ${away}.`
          : `Put the backup in its place with: hfsync state restore\nTo start over without it, ${away}.`,
    },
  );
}
