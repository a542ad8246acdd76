import type { StateDisk } from '../../src/state/local/disk.ts';
import type { OpenFile, Files } from '../../src/files/files.ts';
import { createFakeDisk, systemError } from '../support/fake-files.ts';
import type { Process } from './process.ts';

/** What the disk refuses in a run (faults K5-K7): the `nth` call of its kind, or from there on. */
export interface DiskFault {
  readonly fault: 'ENOSPC' | 'EIO' | 'EROFS' | 'short';
  readonly call: 'write' | 'sync' | 'create' | 'rename' | 'syncFolder';
  readonly nth: number;
  /** A disk that is full stays full. */
  readonly lasting: boolean;
}

/** One disk that outlives the runs, and the locks that the kernel frees with their holders. */
export function createMachine() {
  const disk = createFakeDisk();
  const locks = new Map<string, Process>();
  const processes = new Map<number, Process>();

  function diskOf(process: Process, faults: readonly DiskFault[]): StateDisk {
    processes.set(process.pid, process);
    process.onDeath(() => {
      for (const [path, holder] of locks) if (holder === process) locks.delete(path);
    });
    return {
      files: faulty(disk.files, process, faults),
      exclusive: async (path) => {
        if (locks.has(path)) return { kind: 'taken', by: null };
        locks.set(path, process);
        return { kind: 'held', release: async () => void locks.delete(path) };
      },
      machine: {
        ...{ boot: 'boot-1', pids: 'pid:[1]' },
        isAlive: (pid) => processes.get(pid)?.isAlive() ?? false,
        ownsDisk: async () => true,
        sleep: () => new Promise(() => undefined),
      },
    };
  }

  return { disk, diskOf, isLocked: () => locks.size > 0 };
}

function faulty(files: Files, process: Process, faults: readonly DiskFault[]): Files {
  const counts = new Map<string, number>();

  function due(call: DiskFault['call']): DiskFault['fault'] | null {
    const count = (counts.get(call) ?? 0) + 1;
    counts.set(call, count);
    return (
      faults.find((one) => one.call === call && (one.nth === count || (one.lasting && one.nth < count)))?.fault ?? null
    );
  }

  function step<T>(call: string, effect: (torn: boolean) => Promise<T>): Promise<T> {
    return process.outside(call, effect);
  }

  function refusable<T>(call: DiskFault['call'], effect: () => Promise<T>): Promise<T> {
    return step(call, () => {
      const fault = due(call);
      if (fault !== null && fault !== 'short') throw systemError(fault);
      return effect();
    });
  }

  function fileOf(file: OpenFile): OpenFile {
    return {
      write: (bytes) =>
        step('write', (torn) => {
          const fault = due('write');
          if (fault === 'short') return file.write(bytes.subarray(0, Math.max(1, bytes.length >> 1)));
          if (fault !== null) throw systemError(fault);
          return file.write(torn ? bytes.subarray(0, bytes.length >> 1) : bytes);
        }),
      sync: () => refusable('sync', () => file.sync()),
      close: () => file.close(),
      isAt: (path) => file.isAt(path),
    };
  }

  return {
    read: (path) => step('read', () => files.read(path)),
    create: (path) => refusable('create', async () => fileOf(await files.create(path))),
    append: (path) => step('append', async () => fileOf(await files.append(path))),
    rename: (from, to) => refusable('rename', () => files.rename(from, to)),
    remove: (path) => step('remove', () => files.remove(path)),
    list: (folder) => step('list', () => files.list(folder)),
    createFolder: (path) => step('createFolder', () => files.createFolder(path)),
    syncFolder: (path) => refusable('syncFolder', () => files.syncFolder(path)),
    realPath: (path) => files.realPath(path),
    identity: (folder) => files.identity(folder),
    temporaryFolder: () => files.temporaryFolder(),
  };
}
