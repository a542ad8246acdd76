import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { TextName } from '../../../src/state/medium.ts';
import { nodeDisk } from '../../../src/state/local/disk.ts';
import type { OpenFile, Files } from '../../../src/files/files.ts';
import { localMedium } from '../../../src/state/local/local.ts';
import type { Exclusive } from '../../../src/state/local/socket.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createFakeDisk } from '../../support/fake-files.ts';
import { createFakeExclusive, FAKE_MACHINE, FOLDER, STATE, WHERE } from '../parts.ts';
import type { MediumUnderTest } from './under-test.ts';

const ENDS = { state: '', backup: '.backup', journal: '.journal' } as const;

/** Local files on a disk in memory. */
export async function fakeFiles(): Promise<MediumUnderTest> {
  const disk = createFakeDisk();
  const at = (name: TextName): string => `${STATE}${ENDS[name]}`;
  let exclusive = createFakeExclusive();
  return {
    ...{ leases: false, recallsLoss: false },
    open: (user = 'kim') =>
      localMedium(WHERE.path, {
        ...{ folder: FOLDER, clock: createFakeClock(), random: uuids() },
        holder: { pid: 1, host: 'here', user },
        disk: { files: disk.files, exclusive, machine: FAKE_MACHINE },
      }),
    kill: async () => void (exclusive = createFakeExclusive()),
    text: async (name) => disk.text(at(name)),
    put: async (name, content) => (content === null ? disk.files.remove(at(name)) : disk.put(at(name), content)),
  };
}

/** Local files on the real disk, with the lock of this kernel. */
export async function realFiles(): Promise<MediumUnderTest> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-medium-'));
  onTestFinished(async () => {
    await kill();
    for (const file of opened) await file.close().catch(() => undefined);
    await rm(folder, { recursive: true });
  });
  const at = (name: TextName): string => path.join(folder, `${WHERE.path}${ENDS[name]}`);
  let held: (() => Promise<void>)[] = [];
  const opened: OpenFile[] = [];
  /** The journals of processes that a test only says to be dead are closed in the end. */
  const files: Files = {
    ...nodeDisk.files,
    async append(file) {
      opened.push(await nodeDisk.files.append(file));
      return opened.at(-1)!;
    },
  };
  /** What the kernel does with the socket of a process that ends. */
  const exclusive: Exclusive = async (file, info) => {
    const claim = await nodeDisk.exclusive!(file, info);
    if (claim.kind !== 'held') return claim;
    let released: Promise<void> | null = null;
    const release = (): Promise<void> => (released ??= claim.release());
    held.push(release);
    return { kind: 'held', release };
  };
  async function kill(): Promise<void> {
    for (const release of held) await release();
    held = [];
  }
  return {
    ...{ leases: false, recallsLoss: false },
    open: (user = 'kim') =>
      localMedium(WHERE.path, {
        ...{ folder, clock: createFakeClock(), random: uuids() },
        holder: { pid: process.pid, host: 'here', user },
        disk: { ...nodeDisk, files, exclusive },
      }),
    kill,
    text: (name) => readFile(at(name), 'utf8').catch(() => null),
    async put(name, content) {
      await mkdir(path.dirname(at(name)), { recursive: true });
      await (content === null ? rm(at(name), { force: true }) : writeFile(at(name), content));
    },
  };
}

const uuids = () => ({ fraction: () => 0, uuid: () => randomUUID() });
