import { createHash } from 'node:crypto';
import { chmod, readdir, rename, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { basename, dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { answerOf, ask, SILENT, type Answer } from './ask.ts';
import { systemCode } from '../../model/error.ts';
import type { LocalLockInfo } from './info.ts';
import { shortPath, type ShortPath } from './short-path.ts';

/**
 * A lock that the kernel holds, in the folder itself. The folder is the same whatever path, mount, namespace or host name
 * leads to it. In: the path of the state, who asks. Out: held, taken, or unsupported.
 *
 * Each process listens on its own socket in the folder, `lock-<state>-<boot>-<id>`. Connecting to a socket shows whether
 * its process is alive. The kernel closes a socket when its process ends, for whatever reason.
 *
 * 1. A process listens under a temporary name, then renames its socket. So a socket that is visible under its final name
 *    is alive until its process is gone.
 * 2. It looks at all other sockets. A process that sees another one alive does not hold the lock. So two never hold it: one
 *    of them became visible later, and saw the other.
 * 3. If several come at the same moment, the first by name waits for the others to withdraw. So one of them gets the lock.
 *
 * Names are never used twice, so a dead socket can be removed at any time, and nothing has to be taken over.
 */
export type Exclusive = (path: string, info: LocalLockInfo) => Promise<Claim>;

export type Claim =
  | { readonly kind: 'held'; release(): Promise<void> }
  /** `by` is null if the holder does not say who it is. */
  | { readonly kind: 'taken'; readonly by: LocalLockInfo | null }
  /** This disk has no sockets. */
  | { readonly kind: 'unsupported' };

/** How long the first of several newcomers waits for the others to withdraw. */
const WITHDRAW_MS = 5_000;
const LOOK_AGAIN_MS = 5;
/** The ending of a socket that is not visible yet. */
const NEW = '.new';
const LONGEST_NAME = 'lock-00000000-00000000-0000000000000000'.length + NEW.length;

export const folderSocket: Exclusive = async (path, info) => {
  const short = await shortPath(dirname(path), LONGEST_NAME);
  if (!short) return { kind: 'unsupported' };
  let claim: Claim | null = null;
  try {
    while (claim === null) claim = await tryClaim(namesOf(short, path, info), info);
    return claim;
  } finally {
    if (claim?.kind !== 'held') await short.close();
  }
};

/** The name of a process's socket in the folder of the state. */
export function socketName(path: string, { boot, id }: Pick<LocalLockInfo, 'boot' | 'id'>): string {
  return `${kernelPrefix(path, boot)}${digest(id, 16)}`;
}

function kernelPrefix(path: string, boot: string | null): string {
  return `${statePrefix(path)}${digest(boot ?? '', 8)}-`;
}

/** Lower case, because some disks treat `State.json` and `state.json` as the same name. */
function statePrefix(path: string): string {
  return `lock-${digest(basename(path).normalize().toLowerCase(), 8)}-`;
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

interface SocketNames {
  readonly short: ShortPath;
  /** The name of this process's socket. */
  readonly own: string;
  /** How the names of all sockets of this state begin. */
  readonly state: string;
  /** How the names begin if their processes run under this kernel. */
  readonly kernel: string;
}

function namesOf(short: ShortPath, path: string, info: LocalLockInfo): SocketNames {
  return { short, own: socketName(path, info), state: statePrefix(path), kernel: kernelPrefix(path, info.boot) };
}

/** Null if its socket was removed before it became visible. Then the caller tries again. */
async function tryClaim(names: SocketNames, info: LocalLockInfo): Promise<Claim | null> {
  const { short, own } = names;
  const before = await strongerAmong(names);
  if (before && before !== 'weaker') return { kind: 'taken', by: before.info };
  const state = { held: false };
  const server = createServer((connection) => {
    connection.on('error', () => connection.destroy());
    connection.unref().end(answerOf(state.held, info));
  });
  const withdraw = async (): Promise<void> => {
    await rm(short.at(own), { force: true });
    server.close();
  };
  if (!(await listen(server, short.at(own + NEW)))) return { kind: 'unsupported' };
  try {
    const isVisible = await publish(short, own);
    const stronger = isVisible ? await strongerThan(names) : null;
    if (isVisible && !stronger) {
      state.held = true;
      await removeUnborn(names);
      return { kind: 'held', release: () => withdraw().finally(short.close) };
    }
    await withdraw();
    return stronger && { kind: 'taken', by: stronger.info };
  } catch (error) {
    await withdraw();
    throw error;
  }
}

async function publish(short: ShortPath, name: string): Promise<boolean> {
  try {
    await chmod(short.at(name + NEW), 0o600);
    await rename(short.at(name + NEW), short.at(name));
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/**
 * Waits for newcomers that must withdraw. Returns a process that does not withdraw, or null if nobody else is alive.
 */
async function strongerThan(names: SocketNames): Promise<Answer | null> {
  const end = performance.now() + WITHDRAW_MS;
  for (;;) {
    const stronger = await strongerAmong(names);
    if (stronger !== 'weaker') return stronger;
    if (performance.now() > end) return SILENT;
    await pause(LOOK_AGAIN_MS);
  }
}

/**
 * The process that holds the lock or comes first by name, `weaker` if there are only newcomers that must withdraw, or
 * null if there is nobody. One process that comes first by name is enough to know. So of many newcomers, only the first
 * asks all the others.
 */
async function strongerAmong(names: SocketNames): Promise<Answer | 'weaker' | null> {
  const others = await othersIn(names);
  for (const name of others.filter((other) => other < names.own).toSorted()) {
    const answer = await askOther(names, name);
    if (answer !== 'dead') return answer;
  }
  const behind = others.filter((other) => other > names.own);
  const answers = await Promise.all(behind.map((name) => askOther(names, name)));
  const alive = answers.filter((answer) => answer !== 'dead');
  return alive.find(({ held }) => held !== false) ?? (alive.length > 0 ? 'weaker' : null);
}

async function othersIn({ short, own, state }: SocketNames): Promise<readonly string[]> {
  const names = await readdir(short.folder);
  return names.filter((name) => name.startsWith(state) && !name.endsWith(NEW) && name !== own);
}

/**
 * Asks another socket. If it is dead and of this kernel, it is removed. If it is of another kernel that shares the
 * disk, it may only seem dead, and the lock file decides.
 */
async function askOther({ short, kernel }: SocketNames, name: string): Promise<Answer | 'dead'> {
  const answer = await ask(short.at(name));
  if (answer === 'dead' && name.startsWith(kernel)) await rm(short.at(name), { force: true });
  return answer;
}

/**
 * Removes sockets of processes that died before they became visible. Only the holder does this. A newcomer that loses
 * its socket to this tries again.
 */
async function removeUnborn({ short, kernel }: SocketNames): Promise<void> {
  for (const name of await readdir(short.folder)) {
    const isUnborn = name.startsWith(kernel) && name.endsWith(NEW);
    if (isUnborn && (await ask(short.at(name))) === 'dead') await rm(short.at(name), { force: true });
  }
}

/** Codes of disks and systems that have no sockets in folders. */
const UNSUPPORTED = ['EPERM', 'EOPNOTSUPP', 'ENOTSUP', 'ENOSYS', 'EINVAL', 'EAFNOSUPPORT', 'ENXIO', 'ENODEV'];

function listen(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.on('error', (error) => (UNSUPPORTED.includes(systemCode(error) ?? '') ? resolve(false) : reject(error)));
    server.listen({ path }, () => {
      // The lock alone does not keep the process alive.
      server.unref();
      resolve(true);
    });
  });
}
