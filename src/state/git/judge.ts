import type { Clock } from '../../model/ports.ts';
import type { Machine } from '../local/machine.ts';
import type { Refused } from '../medium.ts';
import { createWatch, isProvenDead, type LeasedHolder } from '../lease.ts';
import { parseLock } from './lock-text.ts';
import type { Look } from './remote.ts';

/** Whether a lock's holder is dead. Git has no clock, so whoever asks has to watch for as long as the lease is. */
export interface Judge {
  isDead(look: Look): boolean;
}

export function createJudge(clock: Clock, machine: Machine, leaseOfUnknown: number): Judge {
  const watch = createWatch(clock);
  return {
    isDead(look) {
      const holder = holderOf(look);
      if (holder && isProvenDead(machine, holder)) return true;
      return watch.isSilent(`${look.refs.lock} ${look.refs.beat}`, holder?.lease ?? leaseOfUnknown);
    },
  };
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
function holderOf(look: Look): LeasedHolder | null {
  const bytes = look.content('lock');
  return bytes && (parseLock(bytes)?.holder ?? null);
}
