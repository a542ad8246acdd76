import { createHash } from 'node:crypto';
import type { Files } from '../../files/files.ts';
import { writeAtomically } from '../../files/files.ts';
import type { UserError } from '../../model/error.ts';
import { ageOf, momentOf } from '../../model/moment.ts';
import type { Clock, Random } from '../../model/ports.ts';
import { startBeat } from '../beat.ts';
import { beatMsOf, lostTo, sureMs } from '../lease.ts';
import { infoPath, readInfo, type LocalLockInfo } from './info.ts';
import type { Machine } from './machine.ts';
import { reading, writing } from './refused.ts';

/**
 * A holder's signs of life, for processes that cannot ask its kernel. Each sign is a new random number in a file beside
 * the lock. The file is named after the holder, so one that wrongly counted as dead does not touch the next holder's
 * file.
 */
export interface Signs {
  /** Whether the last sign is so recent that nobody can have taken the lock. */
  isSure(): boolean;
  /** Checks that the lock is still this process's, and gives a sign. Throws `state.lost`. */
  renew(): Promise<void>;
  /** Null if nobody took the lock, as far as this process knows. */
  lost(): UserError | null;
  end(): Promise<void>;
}

export interface SignsOptions {
  readonly path: string;
  readonly files: Files;
  readonly clock: Clock;
  readonly random: Pick<Random, 'uuid'>;
  readonly machine: Pick<Machine, 'sleep'>;
}

export function startSigns(options: SignsOptions, { id, lease }: LocalLockInfo & { readonly lease: number }): Signs {
  const { path, files, clock, random, machine } = options;
  const file = signsPath(path, id);
  let given = momentOf(clock);
  let lost: UserError | null = null;
  const beat = startBeat({ clock: machine, beatMs: beatMsOf(lease), give: (signal) => give(signal) });
  return {
    isSure: () => lost === null && ageOf(clock, given) < sureMs(lease),
    lost: () => lost,
    async renew() {
      const known = lost ?? ((await give()) ? null : lost);
      if (known) throw known;
    },
    async end() {
      beat.stop();
      await writing(file, () => files.remove(file));
    },
  };

  async function give(signal?: AbortSignal): Promise<boolean> {
    const start = momentOf(clock);
    const now = await readInfo(files, path);
    if (signal?.aborted) return false;
    // If the lock file is missing, somebody removed it by hand. Whoever takes the lock next writes it again.
    if (now && now.id !== id) {
      lost ??= lostTo(path, now);
      return false;
    }
    if (now) await writing(file, () => writeAtomically(files, file, `${random.uuid()}\n`, random));
    given = start;
    // The lock was released in the meantime, so the file just written would stay behind.
    if (signal?.aborted) await writing(file, () => files.remove(file));
    return true;
  }
}

export function signsPath(path: string, id: string): string {
  return `${infoPath(path)}.${createHash('sha256').update(id).digest('hex').slice(0, 16)}${SIGNS}`;
}

/** How the names of these files end. */
export const SIGNS = '.beat';

/** The holder's last number. Null if it gave no sign yet. */
export async function readSigns(files: Files, path: string, id: string): Promise<string | null> {
  const file = signsPath(path, id);
  const bytes = await reading(file, () => files.read(file));
  return bytes && Buffer.from(bytes).toString('utf8');
}
