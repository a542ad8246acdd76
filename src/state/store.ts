import { randomBytes } from 'node:crypto';
import { dirname, relative, resolve, isAbsolute, sep } from 'node:path';
import { UserError } from '../model/error.ts';
import type { Last } from '../model/last.ts';
import type { Clock, Random } from '../model/ports.ts';
import type { LockedStore, Remembered, Store } from '../model/store.ts';
import type { Want } from '../model/want.ts';
import { createCipher, type RandomBytes } from './crypt.ts';
import type { StateDisk } from './disk.ts';
import { reading, removeStaleTemporaries, writing } from './files.ts';
import type { Holder } from './holder.ts';
import { openIntents } from './journal.ts';
import { load, remembered, type Place } from './load.ts';
import { takeLock, type Lock, type LockSeat } from './lock.ts';
import { createWriter } from './writer.ts';

/**
 * What comes in: where the state lies, and the accounts it belongs to. What goes out: `Store`.
 *
 * | file             | what it holds |
 * | ---------------- | ------------- |
 * | `<path>`         | the state as the last finished run saved it |
 * | `<path>.backup`  | the generation before |
 * | `<path>.journal` | what a run did since: intents before each write, outcomes after; empty between runs |
 * | `<path>.lock`    | who writes right now |
 *
 * The state remembered = `<path>` with the finished outcomes of the journal in it. With a key all but the lock is encrypted.
 */
export interface StoreOptions {
  /** The folder of the configuration; `path` lies inside. */
  readonly folder: string;
  readonly accounts: Last['accounts'];
  /** 32 bytes; null: plain text at mode 0600. */
  readonly key: Uint8Array | null;
  readonly clock: Clock;
  readonly random: Random;
  readonly holder: Holder;
  readonly disk: StateDisk;
  readonly bytes?: RandomBytes;
}

/** Throws `UserError`: `state.backend-unavailable`, `state.outside`. Touches no file yet. */
export function openStore(where: Want['state'], options: StoreOptions): Store {
  const place = localPlace(where, options);
  const seat = seatOf(place, options);
  return {
    read: () => readRemembered(place),
    async lock(operation, waitMs): Promise<LockedStore> {
      const lock = await lockPlace(place, seat, options.folder, operation, waitMs);
      try {
        return await createWriter(place, await load(place), lock);
      } catch (error) {
        await lock.release();
        throw error;
      }
    },
  };
}

/** Work on the files of a local state by hand, under its lock. Throws `UserError` with exit code 7 where somebody else holds it. */
export async function withFiles<T>(
  where: Want['state'],
  options: StoreOptions,
  operation: string,
  work: (place: Place) => Promise<T>,
): Promise<T> {
  const place = localPlace(where, options);
  const lock = await lockPlace(place, seatOf(place, options), options.folder, operation, 0);
  try {
    return await work(place);
  } finally {
    await lock.release();
  }
}

async function lockPlace(place: Place, seat: LockSeat, root: string, operation: string, waitMs: number): Promise<Lock> {
  await writing(place.folder, () => place.files.createFolder(place.folder));
  await checkInside(place, root);
  const lock = await takeLock(seat, operation, waitMs);
  try {
    await writing(place.folder, () => removeStaleTemporaries(place.files, place.path));
    return lock;
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** The lock's seat of a local state, for `hfsync state unlock`. */
export function lockSeat(where: Want['state'], options: StoreOptions): LockSeat {
  return seatOf(placeOf(where.path, options), options);
}

function localPlace({ backend, path }: Want['state'], options: StoreOptions): Place {
  if (backend === 'local') return placeOf(path, options);
  throw new UserError('state.backend-unavailable', `The state backend ${backend} is not available yet.`, {
    hint: 'Use `backend: local`.',
  });
}

function placeOf(shown: string, options: StoreOptions): Place {
  const path = resolve(options.folder, shown);
  if (!isInside(resolve(options.folder), path)) throw outside(shown);
  return {
    path,
    shown,
    journalPath: `${path}.journal`,
    backupPath: `${path}.backup`,
    folder: dirname(path),
    root: resolve(options.folder),
    files: options.disk.files,
    accounts: options.accounts,
    cipher: options.key ? createCipher(options.key, options.bytes ?? randomBytes) : null,
    random: options.random,
  };
}

function seatOf(place: Place, options: StoreOptions): LockSeat {
  const { clock, random, holder, disk } = options;
  return { path: place.path, clock, random, holder, ...disk };
}

/** With symbolic links resolved, so that a folder in the repository cannot lead the state elsewhere. */
async function checkInside(place: Place, folder: string): Promise<void> {
  const [root, actual] = await reading(place.folder, () =>
    Promise.all([place.files.realPath(resolve(folder)), place.files.realPath(place.folder)]),
  );
  if (root !== actual && !isInside(root, actual)) throw outside(place.shown);
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function outside(shown: string): UserError {
  return new UserError('state.outside', `The state's path ${shown} is outside the folder of the configuration.`, {
    hint: 'Choose a path inside it, such as .hfsync/state.json.',
  });
}

async function readRemembered(place: Place): Promise<Remembered> {
  const { last, journal } = await load(place);
  return { last: remembered(last, journal, place.accounts), open: openIntents(journal.entries) };
}
