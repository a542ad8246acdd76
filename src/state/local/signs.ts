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
 * The signs of life of a holder, for those who cannot ask its kernel: a random number that it draws anew, in a file of its own beside
 * the lock, named after it. So a holder that was taken for dead does not touch what is the next one's.
 */
export interface Signs {
  /** Whether the last sign is so young that nobody can have taken the lock. */
  isSure(): boolean;
  /** Makes certain that the lock is still this process's, and gives a sign. Throws `state.lost`. */
  renew(): Promise<void>;
  /** null: nobody took the lock, as far as this process knows. */
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
    // Without the file, somebody removed it by hand: whoever takes the lock now writes it again.
    if (now && now.id !== id) {
      lost ??= lostTo(path, now);
      return false;
    }
    if (now) await writing(file, () => writeAtomically(files, file, `${random.uuid()}\n`, random));
    given = start;
    // It was released meanwhile, and what it wrote would stay.
    if (signal?.aborted) await writing(file, () => files.remove(file));
    return true;
  }
}

export function signsPath(path: string, id: string): string {
  return `${infoPath(path)}.${createHash('sha256').update(id).digest('hex').slice(0, 16)}${SIGNS}`;
}

/** How the names of such files end. */
export const SIGNS = '.beat';

/** What the holder drew last; null: it gave no sign yet. */
export async function readSigns(files: Files, path: string, id: string): Promise<string | null> {
  const file = signsPath(path, id);
  const bytes = await reading(file, () => files.read(file));
  return bytes && Buffer.from(bytes).toString('utf8');
}
