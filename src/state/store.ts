import { randomBytes } from 'node:crypto';
import type { Last } from '../model/last.ts';
import type { LockedStore, Remembered, Store } from '../model/store.ts';
import type { Want } from '../model/want.ts';
import type { StateContext } from './context.ts';
import { createCipher, type RandomBytes } from './crypt.ts';
import { openIntents } from './journal.ts';
import { load, withJournal } from './load.ts';
import { takeLock } from './take-lock.ts';
import type { HeldMedium, Medium } from './medium.ts';
import { openMedium, type MediumOptions } from './open.ts';
import { createWriter } from './writer.ts';

/**
 * What comes in: where the state lies, and the accounts it belongs to. What goes out: `Store`.
 *
 * The state remembered = its text with the finished outcomes of the journal in it. With a key all but the lock is encrypted.
 */
export interface StoreOptions extends MediumOptions {
  readonly accounts: Last['accounts'];
  /** 32 bytes; null: plain text. */
  readonly key: Uint8Array | null;
  readonly bytes?: RandomBytes;
}

/** Throws `UserError`: `state.backend-unavailable`, `state.outside`. Touches nothing yet. */
export function openStore(where: Want['state'], options: StoreOptions): Store {
  return storeOn(openMedium(where, options), options);
}

/** The store on a medium of any kind. */
export function storeOn(medium: Medium, options: StoreOptions): Store {
  const context = contextOf(medium, options);
  return {
    read: () => readRemembered(context),
    async lock(operation, waitMs): Promise<LockedStore> {
      const held = await takeLock(medium, options.clock, operation, waitMs);
      try {
        return await createWriter(context, await load(context), held);
      } catch (error) {
        await held.release();
        throw error;
      }
    },
  };
}

/** Work on the texts of a state by hand, under its lock. Throws `UserError` with exit code 7 where somebody else holds it. */
export async function withTexts<T>(
  where: Want['state'],
  options: StoreOptions,
  operation: string,
  work: (context: StateContext, held: HeldMedium) => Promise<T>,
): Promise<T> {
  const medium = openMedium(where, options);
  const held = await takeLock(medium, options.clock, operation, 0);
  try {
    return await work(contextOf(medium, options), held);
  } finally {
    await held.release();
  }
}

function contextOf(medium: Medium, { accounts, key, bytes, random, folder, disk }: StoreOptions): StateContext {
  return {
    ...{ medium, accounts, random },
    cipher: key ? createCipher(key, bytes ?? randomBytes) : null,
    shelter: { files: disk.files, folders: [folder, disk.files.temporaryFolder()] },
  };
}

async function readRemembered(context: StateContext): Promise<Remembered> {
  const { last, journal } = await load(context);
  return { last: withJournal(last, journal, context.accounts), open: openIntents(journal.entries) };
}
