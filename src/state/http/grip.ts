import type { LeasedHolder } from '../lease.ts';
import type { LockInfo, Refused } from '../medium.ts';
import type { Envelope } from './envelope.ts';
import type { Grip, LockBody } from './wire.ts';

export const NOBODY: Grip = { id: null, who: null, since: null, sent: null };

/** What a holder tells the server about itself. */
export function lockBodyOf({ id, operation, pid, user, host, since }: LeasedHolder): LockBody {
  return {
    ...{ ID: id, Operation: operation, Info: `process ${pid}`, Who: `${user}@${host}` },
    ...{ Version: 'hfsync', Created: since, Path: '' },
  };
}

/** Who holds the lock: the holder that the text names, if the lock is its own, and otherwise what the server says. */
export function refusedBy(grip: Grip, now: Envelope | null): Refused {
  const holder = now?.holder ?? null;
  if (holder && (grip.id === null || grip.id === holder.id)) return { by: holder, leftover: null, lease: holder.lease };
  if (grip.id === null) return { by: null, leftover: null };
  const told = [grip.who ?? 'somebody', ...(grip.since === null ? [] : [`since ${grip.since}`])].join(', ');
  return { by: null, leftover: null, unknown: { id: grip.id, told } };
}

/** The holder of a lock that is not one of hfsync, as far as the server tells. */
export function toldBy({ who, since }: Grip, asker: LeasedHolder): LockInfo {
  const [user = '', host = 'an unknown host'] = (who ?? 'somebody').split('@');
  return { ...asker, user, host, operation: 'unknown', since: since ?? 'an unknown time' };
}
