import type { Clock } from '../../model/ports.ts';
import type { Machine } from '../local/machine.ts';
import type { Refused } from '../medium.ts';
import { parseLock, type GitHolder } from './lock-text.ts';
import type { Look } from './remote.ts';

/** Whether a lock's holder is dead. Git has no clock, so whoever asks has to watch for as long as the lease is. */
export interface Judge {
  isDead(look: Look): boolean;
}

export function createJudge(clock: Clock, machine: Machine, leaseOfUnknown: number): Judge {
  /** The signs of life as they were first seen, and when (monotonic ms). */
  let seen: { readonly signs: string; readonly at: number } | null = null;
  return {
    isDead(look) {
      const holder = holderOf(look);
      if (holder && isProvenDead(machine, holder)) return true;
      const signs = `${look.refs.lock} ${look.refs.beat}`;
      if (seen?.signs !== signs) seen = { signs, at: clock.elapsed() };
      return clock.elapsed() - seen.at >= (holder?.lease ?? leaseOfUnknown) * 1_000;
    },
  };
}

/** Its process ran on this very kernel, and is no more. */
function isProvenDead(machine: Machine, { boot, pids, pid }: GitHolder): boolean {
  return boot !== null && boot === machine.boot && pids === machine.pids && !machine.isAlive(pid);
}

/** Whether anybody holds the lock. */
export function isHeld(look: Look): boolean {
  const bytes = look.content('lock');
  return bytes !== null && parseLock(bytes)?.holder !== null;
}

/** Who holds it, as messages name it. */
export function holderIn(look: Look): Refused {
  const holder = holderOf(look);
  return holder ? { by: holder, leftover: null, lease: holder.lease } : { by: null, leftover: null };
}

/** null: nobody holds it, or nobody who says so. */
function holderOf(look: Look): GitHolder | null {
  const bytes = look.content('lock');
  return bytes && (parseLock(bytes)?.holder ?? null);
}
