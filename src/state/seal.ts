import { UserError } from '../model/error.ts';
import type { StateContext } from './context.ts';
import { decodeState, encodeState, isSealedState } from './encode.ts';
import { formatJournal, isSealedJournal, parseJournal } from './journal.ts';
import { readText } from './remembered.ts';
import type { HeldMedium } from './medium.ts';

/**
 * Encrypts the plain texts of a state, for somebody who trusts them. Needs the lock. Returns the texts that were plain,
 * as messages call them. The state is written last, so once it is sealed, the other texts are too. Texts that were
 * already sealed are opened as well, which proves that they have the same key.
 */
export async function sealState(context: StateContext, held: HeldMedium): Promise<readonly string[]> {
  const { medium } = context;
  if (!context.cipher)
    throw new UserError('state.key-unset', 'HFSYNC_STATE_KEY is not set, so the state cannot be encrypted.', {
      hint: 'Make a key with: openssl rand -base64 32\nThen set HFSYNC_STATE_KEY to it, here and wherever hfsync runs.',
    });
  const [journal, backup, state] = await Promise.all([
    readText(medium, 'journal', held),
    readText(medium, 'backup', held),
    readText(medium, 'state', held),
  ]);
  // All texts are read before the first one is written. If one is damaged, everything stays as it is.
  const sealed = [
    ['journal', journal === null ? null : sealedJournal(context, journal)],
    ['backup', backup === null ? null : sealedGeneration(context, backup, medium.names.backup)],
    ['state', state === null ? null : sealedGeneration(context, state, medium.names.state)],
  ] as const;
  const done: string[] = [];
  for (const [text, content] of sealed) {
    if (content === null) continue;
    await held.write(text, content);
    done.push(medium.names[text]);
  }
  return done;
}

/** Null if there is nothing to seal. */
function sealedGeneration(context: StateContext, source: string, name: string): string | null {
  const isSealed = isSealedState(source);
  const last = decodeState(isSealed ? context : { ...context, cipher: null }, source, name);
  return isSealed ? null : encodeState(context, last);
}

function sealedJournal({ cipher, medium, accounts }: StateContext, source: string): string | null {
  const isSealed = isSealedJournal(source);
  const { header, entries } = parseJournal(source, isSealed ? cipher : null, medium.names.journal, accounts);
  return isSealed || !header ? null : formatJournal(header, entries, cipher);
}
