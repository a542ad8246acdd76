import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { systemCode, UserError } from '../../model/error.ts';
import type { Clock, Random } from '../../model/ports.ts';
import { locked } from '../take-lock.ts';
import type { Holder, Refused } from '../medium.ts';
import { reading, writing } from './refused.ts';
import { writeAll, writeAtomically, type Files } from '../../files/files.ts';
import type { Watch } from '../lease.ts';
import { formatInfo, infoPath, parseInfo, readInfo, type LocalLockInfo } from './info.ts';
import type { Machine } from './machine.ts';
import { readSigns, signsPath, startSigns, type Signs } from './signs.ts';
import { socketName, type Exclusive } from './socket.ts';

/**
 * One holder per state. In: the path of the state, who asks, how long to wait. Out: a held lock, or `state.locked`.
 *
 * | where                          | who decides                         | after kill -9 |
 * | ------------------------------ | ----------------------------------- | ------------- |
 * | Linux, macOS                   | a socket in the folder of the state | the kernel frees it at once |
 * | Windows, disks without sockets | `<path>.lock`, created exclusively  | the next run takes it over once that process is proven dead |
 *
 * `<path>.lock` names the holder in both cases. A process of another kernel (on a shared disk, or a disk that was moved)
 * cannot be asked from here. It holds the lock while it gives signs of life (`signs.ts`), and for its lease after the last
 * one, by the clock of the process that watches. A shared disk has no compare-and-set. So a holder that was paused checks
 * whose lock it is before it goes on.
 */
export interface Lock extends Pick<Signs, 'isSure' | 'renew' | 'lost'> {
  release(): Promise<void>;
}

export interface LockOptions {
  readonly path: string;
  readonly files: Files;
  readonly clock: Clock;
  readonly random: Random;
  readonly holder: Holder;
  /** Null if this platform has no sockets in folders. Then the lock file decides. */
  readonly exclusive: Exclusive | null;
  readonly machine: Machine;
  /** Seconds that a lock lasts without a sign of life. */
  readonly lease: number;
  /** What was seen of a holder that cannot be asked. Use the same one for the whole wait. */
  readonly watch: Watch;
}

/** Throws `UserError` if the folder cannot be written. */
export async function tryLock(options: LockOptions, operation: string): Promise<Lock | Refused> {
  const { lease } = options;
  const { boot, pids } = options.machine;
  const { pid, host, user } = options.holder;
  const since = new Date(options.clock.now()).toISOString();
  const info = { id: options.random.uuid(), operation, since, pid, host, user, boot, pids, lease } as const;
  const bySocket = options.exclusive && (await lockBySocket(options, options.exclusive, { ...info, by: 'socket' }));
  return bySocket ?? lockByFile(options, { ...info, by: 'process' });
}

/** Null if this disk has no sockets. */
async function lockBySocket(options: LockOptions, exclusive: Exclusive, info: OwnInfo): Promise<Lock | Refused | null> {
  const path = infoPath(options.path);
  const claim = await writing(path, () => exclusive(options.path, info));
  if (claim.kind === 'unsupported') return null;
  if (claim.kind === 'taken') return { by: claim.by ?? (await readInfo(options.files, options.path)), leftover: null };
  try {
    const left = await readInfo(options.files, options.path);
    if (!(await (left ? isTaken(options, left, info) : isWritten(options, info)))) {
      await claim.release();
      return refusedBy((await readInfo(options.files, options.path)) ?? left, path);
    }
  } catch (error) {
    await claim.release();
    throw error;
  }
  return lockOf(options, info, claim.release);
}

type OwnInfo = LocalLockInfo & { readonly lease: number };

function lockOf(options: LockOptions, info: OwnInfo, free: () => Promise<void>): Lock {
  const { isSure, renew, lost, end } = startSigns(options, info);
  const release = (): Promise<void> =>
    end()
      .finally(() => removeOwn(options, info.id))
      .finally(free);
  return { isSure, renew, lost, release };
}

function refusedBy(by: LocalLockInfo | null, leftover: string | null): Refused {
  return { by, leftover, ...(by && by.lease !== null && { lease: by.lease }) };
}

/**
 * Takes over the lock file of a dead holder. False if the holder is not known to be dead, or somebody else was faster.
 */
async function isTaken(options: LockOptions, left: LocalLockInfo, info: OwnInfo): Promise<boolean> {
  if (!(await isDead(options, left, true)) || !(await takeOver(options, left, info, true))) return false;
  await removeSocket(options, left);
  return true;
}

/** Writes the lock file if there was none. False if a process of another kernel wrote it in the meantime. */
async function isWritten(options: LockOptions, info: OwnInfo): Promise<boolean> {
  const path = infoPath(options.path);
  if (await createNew(options, path, formatInfo(info))) return true;
  if ((await readWhole(options)) !== null) return false;
  // The file names nobody, so a process died while it wrote it.
  await writing(path, () => writeAtomically(options.files, path, formatInfo(info), options.random));
  return true;
}

/** Whether a lock file's process is gone, or silent for its lease. `isFree`: no socket of this state is alive here. */
async function isDead(options: LockOptions, left: LocalLockInfo, isFree: boolean): Promise<boolean> {
  if (await isGone(options, left, isFree)) return true;
  if (left.lease === null) return false;
  const signs = await readSigns(options.files, options.path, left.id);
  return options.watch.isSilent(`${left.id} ${signs}`, left.lease);
}

/** Whether the process that wrote a lock file is gone for certain. `isFree`: no socket of this state is alive here. */
async function isGone(options: LockOptions, left: LocalLockInfo, isFree: boolean): Promise<boolean> {
  const { machine, holder } = options;
  const isOwn = isFree && (await ownsDisk(options));
  // Another kernel: another machine, or this one before it was started again.
  if (left.boot !== null && left.boot !== machine.boot) return isOwn && left.host === holder.host;
  if (left.boot === null && left.host !== holder.host) return false;
  if (left.by === 'socket' && isOwn) return true;
  const isOfThisNamespace = left.pids === null || left.pids === machine.pids;
  return isOfThisNamespace && !machine.isAlive(left.pid);
}

/** Whether no other kernel can write to the disk of the state. */
function ownsDisk({ machine, path }: LockOptions): Promise<boolean> {
  return reading(path, () => machine.ownsDisk(dirname(path)));
}

/** Removes the socket that a holder of another kernel left. Those of this kernel are gone by now. */
async function removeSocket({ path, files }: LockOptions, left: LocalLockInfo): Promise<void> {
  if (left.by === 'socket') await writing(path, () => files.remove(join(dirname(path), socketName(path, left))));
}

async function lockByFile(options: LockOptions, info: OwnInfo): Promise<Lock | Refused> {
  const path = infoPath(options.path);
  const lock = (): Lock => lockOf(options, info, async () => undefined);
  if (await createNew(options, path, formatInfo(info))) return lock();
  const by = await readWhole(options);
  if (by === null || !(await isDead(options, by, false))) return refusedBy(by, path);
  return (await takeOver(options, by, info, false)) ? lock() : refusedBy(by, null);
}

const WRITING_MS = 1_000;
const LOOK_AGAIN_MS = 50;

/** Waits for a lock file that is only half written. Its process is creating it right now, or died while doing so. */
async function readWhole({ files, path, clock }: LockOptions): Promise<LocalLockInfo | null> {
  for (let waited = 0; waited < WRITING_MS; waited += LOOK_AGAIN_MS) {
    const info = await readInfo(files, path);
    if (info) return info;
    await clock.sleep(LOOK_AGAIN_MS);
  }
  return null;
}

/**
 * Only one process at a time may replace the lock of a dead holder: the one that created the file named after that
 * holder. Then it looks at the lock again, because another process may have replaced it before.
 */
async function takeOver(
  options: LockOptions,
  dead: LocalLockInfo,
  info: LocalLockInfo,
  isFree: boolean,
): Promise<boolean> {
  const path = infoPath(options.path);
  const right = `${path}.${createHash('sha256').update(dead.id).digest('hex').slice(0, 16)}.takeover`;
  if (!(await createNew(options, right, formatInfo(info)))) {
    const isOver = await removeIfDead(options, right, isFree);
    // This process holds the socket, so no other process of this kernel can be taking over.
    if (!isOver || !isFree || !(await createNew(options, right, formatInfo(info)))) return false;
  }
  try {
    const now = await readInfo(options.files, options.path);
    if (now?.id !== dead.id) return false;
    await writing(path, () => writeAtomically(options.files, path, formatInfo(info), options.random));
    await options.files.remove(signsPath(options.path, dead.id));
    return true;
  } finally {
    await options.files.remove(right);
  }
}

/**
 * Removes the takeover file of a process that died. True if it was removed. A takeover takes only a moment. A file that
 * names nobody is half written. If only this kernel uses the disk, nobody can be writing it now, because this process
 * holds the socket.
 */
async function removeIfDead(options: LockOptions, right: string, isFree: boolean): Promise<boolean> {
  const bytes = await reading(right, () => options.files.read(right));
  const taker = bytes && parseInfo(Buffer.from(bytes).toString('utf8'));
  const isOver = taker
    ? await isGone(options, taker, isFree)
    : (isFree && (await ownsDisk(options))) || options.watch.isSilent(right, options.lease);
  if (isOver) await writing(right, () => options.files.remove(right));
  return isOver;
}

/** False if the name is taken. */
async function createNew({ files }: LockOptions, path: string, content: string): Promise<boolean> {
  const file = await writing(path, () => files.create(path).catch(nullIfTaken));
  if (!file) return false;
  try {
    await writing(path, () => writeAll(file, Buffer.from(content, 'utf8')));
    return true;
  } catch (error) {
    await files.remove(path);
    throw error;
  } finally {
    await file.close();
  }
}

function nullIfTaken(error: unknown): null {
  if (systemCode(error) === 'EEXIST') return null;
  throw error;
}

async function removeOwn(options: LockOptions, id: string): Promise<void> {
  const path = infoPath(options.path);
  if ((await readInfo(options.files, options.path))?.id === id) await writing(path, () => options.files.remove(path));
}

/**
 * Removes a lock that nobody holds any more, for `hfsync state unlock ID`. Throws `UserError`: `state.not-locked`,
 * `state.lock-id` if the lock has another id by now, `state.locked` if a process of this machine still holds it.
 */
export async function breakLock(options: LockOptions, id: string): Promise<LocalLockInfo> {
  const info = await readInfo(options.files, options.path);
  if (!info) throw new UserError('state.not-locked', `${options.path} is not locked.`);
  if (info.id !== id)
    throw new UserError('state.lock-id', `The lock of ${options.path} has the id ${info.id}, not ${id}.`);
  const { boot, pids } = options.machine;
  const asker = { ...info, ...options.holder, id: options.random.uuid(), operation: 'state unlock', boot, pids };
  const claim = await options.exclusive?.(options.path, asker);
  if (claim?.kind === 'taken') throw locked(options.path, { by: info, leftover: null });
  try {
    if (info.by === 'process' && isProvenAlive(options, info)) throw locked(options.path, { by: info, leftover: null });
    await removeSocket(options, info);
    await removeOwn(options, id);
  } finally {
    if (claim?.kind === 'held') await claim.release();
  }
  return info;
}

/** Whether the holder is alive, as far as a process id can prove it. */
function isProvenAlive({ machine, holder }: LockOptions, { boot, pids, host, pid }: LocalLockInfo): boolean {
  const isHere = boot === machine.boot && pids === machine.pids && (boot !== null || host === holder.host);
  return isHere && machine.isAlive(pid);
}
