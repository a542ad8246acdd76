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
 * The store. In: where the state is, and the accounts that it belongs to. Out: `Store`.
 *
 * What hfsync remembers is the text of the state plus the finished outcomes in the journal. With a key, everything but the lock is
 * encrypted.
 */
export interface StoreOptions extends MediumOptions {
  readonly accounts: Last['accounts'];
  /** 32 bytes. Null for plain text. */
  readonly key: Uint8Array | null;
  readonly bytes?: RandomBytes;
}

/** Throws `UserError`: `state.key-unset`, `state.outside`, `state.variable`. Does not touch any medium yet. */
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

/**
 * Works on the texts of a state directly, under its lock. Throws `UserError` with exit code 7 if somebody else holds
 * the lock.
 */
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

/** Some backends let others read the state, even after it was replaced. These need a key. */
function openSealed(where: Want['state'], options: StoreOptions): Medium {
  const reader = READERS[where.backend];
  if (reader && options.key === null)
    throw new UserError('state.key-unset', `HFSYNC_STATE_KEY is not set, and the ${where.backend} backend needs it.`, {
      hint: `Whoever can read ${reader} can read the state, also old ones. Make a key with: openssl rand -base64 32`,
    });
  return openMedium(where, options);
}

/** Who can read old states, for each backend that needs a key. */
const READERS: { readonly [B in Want['state']['backend']]?: string } = {
  git: 'the repository',
  http: 'what the server keeps',
};

function contextOf(medium: Medium, { accounts, key, bytes, random, folder, disk }: StoreOptions): StateContext {
  return {
    ...{ medium, accounts, random },
    cipher: key ? createCipher(key, bytes ?? randomBytes) : null,
    // A folder of the configuration that cannot be written is usual in a container, whose own disk goes with it.
    shelter: {
      files: disk.files,
      folders: [folder, ...(medium.folder === undefined ? [] : [medium.folder]), disk.files.temporaryFolder()],
    },
  };
}

/** Takes the lock lazily, so that a run that writes nothing sends no request for it. */
function lazily(medium: Medium): Lockable<HeldMedium> {
  return { where: medium.where, tryLock: (operation) => medium.tryLock(operation, 'lazily') };
}
