import { readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { statfs } from 'node:fs/promises';
import { systemCode } from '../../model/error.ts';

/** What this machine knows about itself and its processes, to judge whether the holder of a lock is gone. */
export interface Machine {
  /**
   * Changes each time a kernel starts, so it tells kernels apart even if their host names are equal. Null if the system
   * has none.
   */
  readonly boot: string | null;
  /** The namespace of the process ids. Null if the system has none. */
  readonly pids: string | null;
  /** Whether a process of this namespace is alive. */
  readonly isAlive: (pid: number) => boolean;
  /** Whether only this kernel can use a folder's disk. A network file system cannot promise that. */
  readonly ownsDisk: (folder: string) => Promise<boolean>;
  /** Sleeps between signs of life, in ms, without keeping the process alive. Rejects when aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export function thisMachine(): Machine {
  return {
    boot: orNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pids: orNull(() => readlinkSync('/proc/self/ns/pid')),
    isAlive: isProcessAlive,
    ownsDisk,
    sleep: (ms, signal) => sleep(ms, undefined, { ref: false, ...(signal && { signal }) }),
  };
}

export function isProcessAlive(pid: number): boolean {
  if (pid <= 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process is alive and belongs to another user. Only ESRCH proves that it is gone.
    return systemCode(error) !== 'ESRCH';
  }
}

/** Linux file systems that only one kernel can use at a time, by their numbers (man 2 statfs). */
const OWN_DISKS: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // xfs
  0x9123683e, // btrfs
  0x01021994, // tmpfs
  0x794c7630, // overlayfs
  0x2fc12fc1, // zfs
  0xf2f52010, // f2fs
  0xca451a4e, // bcachefs
]);

async function ownsDisk(folder: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  return OWN_DISKS.has((await statfs(folder)).type >>> 0);
}

function orNull(read: () => string): string | null {
  try {
    return read() || null;
  } catch {
    return null;
  }
}
