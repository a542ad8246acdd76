import { basename, dirname, join } from 'node:path';
import { writeAll, type Files } from '../../files/files.ts';
import type { Clock, Random } from '../../model/ports.ts';
import { createWatch, LEASE } from '../lease.ts';
import type { Holder, Medium } from '../medium.ts';
import type { StateDisk } from './disk.ts';
import { reading, writing } from './refused.ts';
import { holdFolder } from './held.ts';
import { breakLock, tryLock, type LockOptions } from './lock.ts';
import { checkInside, placeOf } from './place.ts';
import { SIGNS } from './signs.ts';

/**
 * The state as files in a folder: `<path>`, `<path>.backup` and `<path>.journal`, all with mode 0600, and
 * `<path>.lock`, which names the current writer. The kernel holds the lock: see `lock.ts`.
 */
export interface LocalOptions {
  /** The folder of the configuration. The path must be inside it, unless `isAnywhere` is set. */
  readonly folder: string;
  readonly isAnywhere?: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly holder: Holder;
  readonly disk: StateDisk;
  /** Seconds that a lock lasts without a sign of life. The default is `LEASE`. */
  readonly lease?: number;
}

/** `shown` is the path as the configuration has it. Throws `UserError` `state.outside`. Does not touch any file yet. */
export function localMedium(shown: string, options: LocalOptions): Medium {
  const place = placeOf(shown, options);
  const { clock, random, holder, disk } = options;
  const { path, paths, names } = place;
  const lease = options.lease ?? LEASE;
  const lockOptions: LockOptions = { path, clock, random, holder, lease, watch: createWatch(clock), ...disk };
  const read: Medium['read'] = (text) => reading(paths[text], () => disk.files.read(paths[text]));
  return {
    ...{ names, where: path, folder: place.folder, read },
    look: async () => ({ read, lostHint: null }),
    async tryLock(operation) {
      await writing(place.folder, () => makeFolder(place.files, place.folder));
      await checkInside(place);
      const lock = await tryLock(lockOptions, operation);
      if (!('release' in lock)) return lock;
      try {
        await writing(place.folder, () => removeStaleTemporaries(place.files, place.path));
        return await holdFolder(place, lock);
      } catch (error) {
        await lock.release();
        throw error;
      }
    },
    breakLock: (id) => breakLock(lockOptions, id),
  };
}

/**
 * Creates the folder of the state, which contains names and e-mails. If it is hfsync's own and new, it gets a
 * `.gitignore`, so that it stays out of git.
 */
async function makeFolder(files: Files, folder: string): Promise<void> {
  const isNew = basename(folder) === OWN_FOLDER && (await files.identity(folder)) === null;
  await files.createFolder(folder);
  if (!isNew) return;
  // Best effort: the state does not depend on this file. If the folder cannot be written, taking the lock says so.
  const file = await files.create(join(folder, '.gitignore')).catch(() => null);
  if (!file) return;
  try {
    await writeAll(file, Buffer.from('*\n'));
  } catch {
    // Best effort, as above.
  } finally {
    await file.close();
  }
}

const OWN_FOLDER = '.hfsync';

/** Removes half-written files of a killed run. Call it only under the lock. */
async function removeStaleTemporaries(files: Files, path: string): Promise<void> {
  const folder = dirname(path);
  const name = basename(path);
  for (const entry of await files.list(folder)) {
    const isOurs = entry.startsWith(`${name}.`) && ['.tmp', '.takeover', SIGNS].some((end) => entry.endsWith(end));
    if (isOurs) await files.remove(join(folder, entry));
  }
}
