import { randomBytes } from 'node:crypto';
import { UserError } from '../model/error.ts';
import type { Last } from '../model/last.ts';
import type { LockedStore, Store } from '../model/store.ts';
import type { Want } from '../model/want.ts';
import type { StateContext } from './context.ts';
import { createCipher, type RandomBytes } from './crypt.ts';
import { checkedTexts, remembered } from './remembered.ts';
import { takeLock, type Lockable } from './take-lock.ts';
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

/** Throws `UserError`: `state.key-unset`, `state.outside`, `state.variable`. Touches nothing yet. */
export function openStore(where: Want['state'], options: StoreOptions): Store {
  return storeOn(openSealed(where, options), options);
}

/** The store on a medium of any kind. */
export function storeOn(medium: Medium, options: StoreOptions): Store {
  const context = contextOf(medium, options);
  return {
    read: async () => remembered(context, await medium.look()),
    async lock(operation, waitMs): Promise<LockedStore> {
      const held = await takeLock(lazily(medium), options.clock, operation, waitMs);
      try {
        return await createWriter(context, await checkedTexts(context, held), held);
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
  const medium = openSealed(where, options);
  const held = await takeLock(lazily(medium), options.clock, operation, 0);
  try {
    return await work(contextOf(medium, options), held);
  } finally {
    await held.release();
  }
}

/** What others can read, and can go on reading after it was replaced, is kept encrypted. */
function openSealed(where: Want['state'], options: StoreOptions): Medium {
  const reader = READERS[where.backend];
  if (reader && options.key === null)
    throw new UserError('state.key-unset', `HFSYNC_STATE_KEY is not set, and the ${where.backend} backend needs it.`, {
      hint: `Whoever can read ${reader} can read the state, also old ones. Make a key with: openssl rand -base64 32`,
    });
  return openMedium(where, options);
}

/** Where old states can be read, and by whom. */
const READERS: { readonly [B in Want['state']['backend']]?: string } = {
  git: 'the repository',
  http: 'what the server keeps',
};

function contextOf(medium: Medium, { accounts, key, bytes, random, folder, disk }: StoreOptions): StateContext {
  return {
    ...{ medium, accounts, random },
    cipher: key ? createCipher(key, bytes ?? randomBytes) : null,
    shelter: { files: disk.files, folders: [folder, disk.files.temporaryFolder()] },
  };
}

/** Where taking a lock costs a request, a run that writes nothing does without. */
function lazily(medium: Medium): Lockable<HeldMedium> {
  return { where: medium.where, tryLock: (operation) => medium.tryLock(operation, 'lazily') };
}
