import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { EXIT, UserError } from '../model/error.ts';
import type { Clock, Random } from '../model/ports.ts';
import { errorCode, reading, writeAll, writeAtomically, writing, type StateFiles } from './files.ts';
import { entries, ShapeError, text } from './shape.ts';

/**
 * One holder a state path. In: the path of the state, who asks, how long to wait. Out: a held lock, or `state.locked`.
 *
 * | platform | who decides                          | after kill -9 |
 * | -------- | ------------------------------------ | ------------- |
 * | Linux    | an abstract Unix socket of that name | the kernel frees it at once |
 * | others   | `<path>.lock`, created exclusively   | the next one takes it over once that process is proven dead |
 *
 * `<path>.lock` names the holder in both cases. One that a live process of another machine left (a shared disk) cannot be
 * judged from here, so it holds too, until `hfsync state unlock`.
 */
export interface Lock {
  release(): Promise<void>;
}

export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly user: string;
}

/** What `<path>.lock` says. */
export interface LockInfo extends Holder {
  readonly id: string;
  readonly operation: string;
  /** ISO 8601. */
  readonly since: string;
}

/** Takes a name for this process until it releases it or dies; null where somebody else has it. */
export type Exclusive = (name: string) => Promise<(() => Promise<void>) | null>;

export interface LockSeat {
  readonly path: string;
  readonly files: StateFiles;
  readonly clock: Clock;
  readonly random: Random;
  readonly holder: Holder;
  /** null: this platform frees no names by itself, the file decides. */
  readonly exclusive: Exclusive | null;
  /** Whether a process of this machine lives. */
  readonly isAlive: (pid: number) => boolean;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 16_000;

/** Waits 1 s, then twice as long each time up to 16 s, for `waitMs` in all. Throws `UserError` `state.locked`, exit code 7. */
export async function takeLock(seat: LockSeat, operation: string, waitMs: number): Promise<Lock> {
  const end = seat.clock.elapsed() + waitMs;
  let wait = FIRST_WAIT_MS;
  for (;;) {
    const held = await tryLock(seat, operation);
    if ('release' in held) return held;
    const left = end - seat.clock.elapsed();
    if (left <= 0) throw locked(seat.path, held.by);
    await seat.clock.sleep(Math.min(wait, left));
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}

type Refused = { readonly by: LockInfo | null };

async function tryLock(seat: LockSeat, operation: string): Promise<Lock | Refused> {
  const info: LockInfo = {
    id: seat.random.uuid(),
    operation,
    since: new Date(seat.clock.now()).toISOString(),
    pid: seat.holder.pid,
    host: seat.holder.host,
    user: seat.holder.user,
  };
  return seat.exclusive ? lockByName(seat, seat.exclusive, info) : lockByFile(seat, info);
}

async function lockByName(seat: LockSeat, exclusive: Exclusive, info: LockInfo): Promise<Lock | Refused> {
  const free = await exclusive(await lockName(seat));
  if (!free) return { by: await readInfo(seat) };
  try {
    const left = await readInfo(seat);
    if (left && left.host !== seat.holder.host) {
      await free();
      return { by: left };
    }
    const path = infoPath(seat.path);
    await writing(path, () => writeAtomically(seat.files, path, formatInfo(info), seat.random));
  } catch (error) {
    await free();
    throw error;
  }
  return {
    async release() {
      try {
        await removeOwn(seat, info.id);
      } finally {
        await free();
      }
    },
  };
}

async function lockName({ path, files }: LockSeat): Promise<string> {
  const folder = await reading(path, () => files.realPath(dirname(path)));
  const digest = createHash('sha256')
    .update(join(folder, basename(path)))
    .digest('hex');
  return `hfsync-${digest}`;
}

async function lockByFile(seat: LockSeat, info: LockInfo): Promise<Lock | Refused> {
  const path = infoPath(seat.path);
  const lock: Lock = { release: () => removeOwn(seat, info.id) };
  if (await createNew(seat, path, formatInfo(info))) return lock;
  const by = await readInfo(seat);
  const isDead = by !== null && by.host === seat.holder.host && !seat.isAlive(by.pid);
  if (!isDead) return { by };
  return (await takeOver(seat, by, info)) ? lock : { by };
}

/**
 * Only one process at a time may replace the lock of one dead holder: the one that created the file named after it. It
 * looks again once it has that right, since another may have replaced the lock before.
 */
async function takeOver(seat: LockSeat, dead: LockInfo, info: LockInfo): Promise<boolean> {
  const path = infoPath(seat.path);
  const right = `${path}.${createHash('sha256').update(dead.id).digest('hex').slice(0, 16)}.takeover`;
  if (!(await createNew(seat, right, formatInfo(info)))) return false;
  try {
    const now = await readInfo(seat);
    if (now?.id !== dead.id) return false;
    await writing(path, () => writeAtomically(seat.files, path, formatInfo(info), seat.random));
    return true;
  } finally {
    await seat.files.remove(right);
  }
}

/** False where the name is taken. */
async function createNew({ files }: LockSeat, path: string, content: string): Promise<boolean> {
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
  if (errorCode(error) === 'EEXIST') return null;
  throw error;
}

async function removeOwn(seat: LockSeat, id: string): Promise<void> {
  const path = infoPath(seat.path);
  if ((await readInfo(seat))?.id === id) await writing(path, () => seat.files.remove(path));
}

/**
 * Removes a lock that nobody holds any more, for `hfsync state unlock ID`. Throws `UserError`: `state.not-locked`,
 * `state.lock-id` where another lock is held by now, `state.locked` where a process of this machine still holds it.
 */
export async function breakLock(seat: LockSeat, id: string): Promise<LockInfo> {
  const info = await readInfo(seat);
  if (!info) throw new UserError('state.not-locked', `${seat.path} is not locked.`);
  if (info.id !== id)
    throw new UserError('state.lock-id', `The lock of ${seat.path} has the id ${info.id}, not ${id}.`);
  if (seat.exclusive) {
    const free = await seat.exclusive(await lockName(seat));
    if (!free) throw locked(seat.path, info);
    await free();
  } else if (info.host === seat.holder.host && seat.isAlive(info.pid)) {
    throw locked(seat.path, info);
  }
  await removeOwn(seat, id);
  return info;
}

/** Who holds the lock, as far as the file says; null where there is none or it says nothing. */
export async function readInfo({ path, files }: Pick<LockSeat, 'path' | 'files'>): Promise<LockInfo | null> {
  const bytes = await reading(infoPath(path), () => files.read(infoPath(path)));
  if (!bytes) return null;
  try {
    const found = entries(JSON.parse(Buffer.from(bytes).toString('utf8')), 'lock');
    const pid = found.get('pid');
    return {
      id: text(found.get('id'), 'id'),
      operation: text(found.get('operation'), 'operation'),
      since: text(found.get('since'), 'since'),
      pid: typeof pid === 'number' ? pid : -1,
      host: text(found.get('host'), 'host'),
      user: text(found.get('user'), 'user'),
    };
  } catch (error) {
    // Half written by a process that creates it right now, or died doing so: it names nobody.
    if (error instanceof SyntaxError || error instanceof ShapeError) return null;
    throw error;
  }
}

function formatInfo(info: LockInfo): string {
  return `${JSON.stringify(info, null, 2)}\n`;
}

function infoPath(path: string): string {
  return `${path}.lock`;
}

function locked(path: string, by: LockInfo | null): UserError {
  const holder = by
    ? `process ${by.pid} of ${by.user} on ${by.host}, ${by.operation} since ${by.since}`
    : 'another process';
  return new UserError('state.locked', `${path} is locked by ${holder}.`, {
    exitCode: EXIT.locked,
    hint: by
      ? `Wait until it ends (--lock-timeout). If that process is certainly gone: hfsync state unlock ${by.id}`
      : `Wait until it ends (--lock-timeout). If nobody runs hfsync any more, remove ${infoPath(path)}.`,
  });
}

/** A name in the kernel's table of abstract sockets (man 7 unix): freed when its process ends, however it ends. */
export const abstractSocket: Exclusive = (name) =>
  new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.once('error', (error) => (errorCode(error) === 'EADDRINUSE' ? resolve(null) : reject(error)));
    server.listen({ path: `\0${name}` }, () => {
      // The lock alone must not keep the process alive.
      server.unref();
      resolve(() => new Promise((done) => server.close(() => done())));
    });
  });

export function isProcessAlive(pid: number): boolean {
  if (pid <= 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else. Only ESRCH proves that it is gone.
    return errorCode(error) !== 'ESRCH';
  }
}
